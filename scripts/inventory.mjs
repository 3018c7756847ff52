// What the programs are made of: every crate and npm package that ends up in them, with its licence.
// Two papers come from it:
//   node scripts/inventory.mjs notices   the licence texts that must travel with the programs
//   node scripts/inventory.mjs sbom      the bill of materials (CycloneDX 1.5)
// A package whose licence is not in deny.toml, or that asks for a text nobody has, ends it with 1.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const PROGRAMS = ["showroom", "ctl", "sandbox"];
// The Open Font License is right for a font and for nothing else, so deny.toml does not know it.
const FONTS = new Set(["OFL-1.1"]);

/** The crates linked into the programs, not those that only build or test them. */
function crates() {
  const host = execFileSync("rustc", ["-vV"], { encoding: "utf8" }).match(/^host: (.*)$/m)[1];
  const { packages, resolve } = JSON.parse(
    execFileSync("cargo", ["metadata", "--format-version", "1", "--locked", "--filter-platform", host], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    }),
  );
  const known = new Map(packages.map((one) => [one.id, one]));
  const needs = new Map(resolve.nodes.map((one) => [one.id, one.deps]));
  const seen = new Set();
  const ways = packages.filter((one) => one.source === null && PROGRAMS.includes(one.name)).map((one) => one.id);
  while (ways.length > 0) {
    const id = ways.pop();
    if (seen.has(id)) continue;
    seen.add(id);
    for (const dep of needs.get(id) ?? []) {
      if (dep.dep_kinds.some((one) => one.kind === null)) ways.push(dep.pkg);
    }
  }
  return [...seen]
    .map((id) => known.get(id))
    .filter((one) => one.source !== null)
    .map((one) => ({
      name: one.name,
      version: one.version,
      licence: one.license?.replaceAll("/", " OR ") ?? "unknown",
      authors: one.authors,
      home: one.repository,
      folder: dirname(one.manifest_path),
      purl: `pkg:cargo/${one.name}@${one.version}`,
    }));
}

/** The npm packages the pages are built from: what a dependency brings, without the tools. */
function pages() {
  const lock = JSON.parse(readFileSync("ui/package-lock.json", "utf8"));
  return Object.entries(lock.packages)
    .filter(([place, one]) => place !== "" && !one.dev && !one.optional && !one.devOptional)
    .map(([place, one]) => {
      const folder = join("ui", place);
      const own = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
      const home = typeof own.repository === "string" ? own.repository : own.repository?.url;
      return {
        name,
        version: one.version,
        licence: own.license ?? one.license ?? "unknown",
        authors: [typeof own.author === "string" ? own.author : own.author?.name].filter(Boolean),
        home,
        folder,
        purl: `pkg:npm/${name.replace("@", "%40")}@${one.version}`,
      };
    });
}

/** The words of an expression such as `(MIT OR Apache-2.0) AND Unicode-3.0`. */
const words = (expression) => expression.replace(/[()]/g, " ").split(/\s+(?:AND|OR)\s+/).map((one) => one.trim());

/** Whether what is allowed satisfies the expression. */
function allowed(expression, allow) {
  const bare = expression.replace(/\s*[()]\s*/g, (found) => ` ${found.trim()} `);
  const tokens = bare.replace(/ WITH /g, "_WITH_").split(/\s+/).filter(Boolean);
  const either = () => {
    let right = both();
    while (tokens[0] === "OR") {
      tokens.shift();
      const other = both();
      right = right || other;
    }
    return right;
  };
  const both = () => {
    let right = one();
    while (tokens[0] === "AND") {
      tokens.shift();
      const other = one();
      right = right && other;
    }
    return right;
  };
  const one = () => {
    const token = tokens.shift();
    if (token !== "(") return allow.has((token ?? "").replaceAll("_WITH_", " WITH "));
    const right = either();
    tokens.shift();
    return right;
  };
  return either();
}

function allowList() {
  const part = readFileSync("deny.toml", "utf8").match(/^allow = \[([^\]]*)\]/m)[1];
  return new Set([...part.matchAll(/"([^"]+)"/g)].map((one) => one[1]));
}

const PAPER = /^(licen[cs]e|copying|copyright|notice|unlicense)/i;

/** The licence texts in a package, those of the C library it carries among them. */
function papers(folder) {
  const found = [];
  for (const place of [folder, join(folder, "sqlcipher"), join(folder, "LICENSES")]) {
    if (!existsSync(place)) continue;
    for (const file of readdirSync(place, { withFileTypes: true })) {
      const paper = PAPER.test(file.name) || place.endsWith("LICENSES");
      if (file.isFile() && paper) found.push(readFileSync(join(place, file.name), "utf8").trim());
    }
  }
  return found;
}

const MIT = (authors) => `MIT License

Copyright (c) ${authors.join(", ") || "the authors"}

${readFileSync("LICENSE-MIT", "utf8").replace(/^[\s\S]*?(?=Permission is hereby)/, "").trim()}`;

/** The text of a package that brings none: a standard one where the licence has one. */
function standard(one) {
  const wanted = words(one.licence);
  if (wanted.includes("MIT")) return MIT(one.authors);
  if (wanted.some((word) => word.startsWith("Apache-2.0"))) return readFileSync("LICENSE-APACHE", "utf8").trim();
  return null;
}

/** The papers of another package that hold for this one: of the same repository, or of a licence
 * whose text names nobody. */
function lent(one, all) {
  const lender = (fits) => all.find((other) => other !== one && fits(other) && papers(other.folder).length > 0);
  const same = lender((other) => one.home && other.home === one.home && other.licence === one.licence);
  const text = same ?? (one.licence === "MPL-2.0" ? lender((other) => other.licence === "MPL-2.0") : undefined);
  return text === undefined ? [] : papers(text.folder);
}

function notices(all) {
  const texts = new Map();
  const wanting = [];
  for (const one of all) {
    const own = papers(one.folder);
    const said = own.length > 0 ? own : [standard(one)].filter(Boolean).concat(lent(one, all)).slice(0, 1);
    if (said.length === 0) wanting.push(`${one.name} ${one.version} (${one.licence})`);
    for (const text of said) {
      // One text a wording, whatever its line breaks.
      const key = createHash("sha256").update(text.replace(/\s+/g, " ")).digest("hex");
      const entry = texts.get(key) ?? { text, of: [] };
      entry.of.push(one);
      texts.set(key, entry);
    }
  }
  if (wanting.length > 0) throw new Error(`no licence text for: ${wanting.join(", ")}`);
  const lines = ["Showroom is made with the work of others. What each asks to be said stands below.", ""];
  for (const one of all) lines.push(`${one.name} ${one.version}: ${one.licence}${one.home ? `, ${one.home}` : ""}`);
  const sorted = [...texts.values()].sort((a, b) => b.of.length - a.of.length);
  for (const { text, of } of sorted) {
    lines.push("", "=".repeat(80), of.map((one) => `${one.name} ${one.version}`).join(", "), "-".repeat(80), text);
  }
  return lines.join("\n");
}

function billOfMaterials(all) {
  const version = readFileSync("Cargo.toml", "utf8").match(/^version = "(.*)"/m)[1];
  return JSON.stringify(
    {
      bomFormat: "CycloneDX",
      specVersion: "1.5",
      version: 1,
      metadata: { component: { type: "application", name: "showroom", version } },
      components: all.map((one) => ({
        type: "library",
        "bom-ref": one.purl,
        name: one.name,
        version: one.version,
        purl: one.purl,
        licenses: [{ expression: one.licence }],
      })),
    },
    null,
    1,
  );
}

function main(paper) {
  const all = [...crates(), ...pages()].sort((a, b) => a.purl.localeCompare(b.purl));
  const allow = new Set([...allowList(), ...FONTS]);
  const refused = all.filter((one) => !allowed(one.licence, allow) || (FONTS.has(one.licence) && !/font/.test(one.name)));
  if (refused.length > 0) {
    throw new Error(`licences that deny.toml does not allow: ${refused.map((one) => `${one.name} (${one.licence})`).join(", ")}`);
  }
  const say = { notices, sbom: billOfMaterials }[paper];
  if (say === undefined) throw new Error("which paper? notices or sbom");
  console.log(say(all));
}

try {
  main(process.argv[2]);
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exit(1);
}
