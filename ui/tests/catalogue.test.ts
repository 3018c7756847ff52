import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "svelte/compiler";
import { describe, expect, it } from "vitest";
import { say } from "../src/lib/i18n/catalogue";
import { locales, pick, regional } from "../src/lib/i18n/locale.svelte";

type Catalogue = { [key: string]: string | { [form: string]: string } };
const read = (path: string): Catalogue => JSON.parse(readFileSync(path, "utf8")) as Catalogue;

function files(folder: string, ending: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return files(path, ending);
    return name.endsWith(ending) ? [path] : [];
  });
}

const gaps = (message: Catalogue[string] | undefined): string[] => {
  const text = typeof message === "string" ? message : Object.values(message ?? {}).join(" ");
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
};

/** Names of products, which stay as they are. */
const alike = new Set(["setup_keyloop_text"]);

const texts = (message: Catalogue[string] | undefined): string[] =>
  typeof message === "string" ? [message] : Object.values(message ?? {});
/** Three words or more are a sentence somebody forgot; fewer may be the same in two languages. */
const isSentence = (text: string) => (text.replace(/\{\w+\}/g, "").match(/\p{L}+/gu)?.length ?? 0) >= 3;
const untranslated = (english: Catalogue[string] | undefined, other: Catalogue[string] | undefined): boolean =>
  texts(other).some((text) => isSentence(text) && texts(english).includes(text));

it("knows_a_sentence_that_was_not_translated", () => {
  expect(untranslated("Save this draft", "Save this draft")).toBe(true);
  expect(untranslated("{ms} ms", "{ms} ms")).toBe(false);
  expect(untranslated({ one: "one of it", other: "{count} of it all" }, { one: "ett", other: "{count} of it all" })).toBe(true);
});

describe.each(["messages", "messages/kiosk"])("the catalogue in %s", (folder) => {
  const english = read(`${folder}/en.json`);

  it.each(locales.filter((locale) => locale !== "en"))("has_every_key_and_every_gap_in_%s", (locale) => {
    const other = read(`${folder}/${locale}.json`);
    const [known, given] = [Object.keys(english), Object.keys(other)];
    const lacks = known.filter((key) => !(key in other));
    expect(lacks, "see `node ui/scripts/words.js missing`").toEqual([]);
    expect(given.filter((key) => !(key in english)), "keys English does not have").toEqual([]);
    for (const key of known) expect([key, gaps(other[key])]).toEqual([key, gaps(english[key])]);
  });

  it.each(locales.filter((locale) => locale !== "en"))("says_nothing_in_english_in_%s", (locale) => {
    const other = read(`${folder}/${locale}.json`);
    const same = Object.keys(english).filter((key) => !alike.has(key) && untranslated(english[key], other[key]));
    expect(same).toEqual([]);
  });

  it.each(locales)("has_every_plural_form_and_no_empty_message_in_%s", (locale) => {
    const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.toSorted();
    for (const [key, message] of Object.entries(read(`${folder}/${locale}.json`))) {
      if (typeof message === "string") expect([key, message.trim()]).not.toEqual([key, ""]);
      else expect([key, Object.keys(message).toSorted()]).toEqual([key, forms]);
    }
  });

  it("has_no_message_that_nobody_says", () => {
    const where = folder === "messages" ? "src" : "src/kiosk";
    // The statement stands at the desk too.
    const also = folder === "messages" ? [] : ["src/lib/Statement.svelte"];
    const code = [...files(where, ".svelte"), ...files(where, ".ts"), ...also].map((path) => readFileSync(path, "utf8")).join("\n");
    const made = [...code.matchAll(/`([a-z_]+)\$\{/g)].map(([, prefix]) => prefix ?? "");
    const unused = Object.keys(english).filter(
      (key) => !code.includes(`"${key}"`) && !made.some((prefix) => prefix.length > 2 && key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });
});

/** Attributes a person reads or hears. */
const spoken = new Set(["aria-label", "title", "placeholder", "alt", "aria-description", "label", "text", "hint"]);

type Node = { type?: string; name?: string; data?: string; value?: unknown; [key: string]: unknown };

/** Words that stand in a template instead of the catalogue. */
function literals(source: string): string[] {
  const found: string[] = [];
  const visit = (node: Node | Node[] | null | undefined) => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!node || typeof node !== "object") return;
    if (node.type === "Text" && /\p{L}/u.test(node.data ?? "")) found.push(String(node.data).trim());
    if (node.type === "Attribute") {
      const value = Array.isArray(node.value) ? (node.value as Node[]) : [];
      const text = value.map((one) => (one.type === "Text" ? (one.data ?? "") : "")).join("");
      if (spoken.has(node.name ?? "") && /\p{L}/u.test(text) && !/^[a-z_]+$/.test(text)) found.push(text);
      return;
    }
    for (const [key, child] of Object.entries(node)) {
      if (key !== "parent" && typeof child === "object") visit(child as Node);
    }
  };
  visit(parse(source, { modern: true }).fragment as unknown as Node);
  return found;
}

describe("the components", () => {
  it("finds_words_where_there_are_some", () => {
    expect(literals(`<p>Hello</p><input placeholder="Name here" />`)).toEqual(["Hello", "Name here"]);
  });

  it.each(files("src", ".svelte"))("%s has no words of its own", (path) => {
    expect(literals(readFileSync(path, "utf8"))).toEqual([]);
  });

  it.each(files("src", ".svelte"))("%s needs no inline style, which the windows refuse", (path) => {
    expect(readFileSync(path, "utf8")).not.toMatch(/\sstyle=|\{@html/);
  });
});

describe("the imports", () => {
  const sources = [...files("src", ".svelte"), ...files("src", ".ts")].filter((path) => !path.endsWith(".test.ts"));
  /** What a source names, fetched at once or later. */
  const named = (text: string) => [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g)].map(([, from]) => from ?? "");
  const imports = (path: string) =>
    named(readFileSync(path, "utf8")).map((from) => (from.startsWith(".") ? join(dirname(path), from) : from));
  const folder = (path: string) => /^src\/([^/]+)\//.exec(path)?.[1];

  const folders = readdirSync("src").filter((name) => statSync(join("src", name)).isDirectory());
  const below = ["shared", "lib", "styles"];
  /** `gallery` is for developers: it draws everything, and nobody uses it. */
  const domains = folders.filter((name) => ![...below, "views", "gallery"].includes(name));
  const mayUse: { [folder: string]: string[] } = {
    ...Object.fromEntries(domains.map((domain) => [domain, [domain, ...below]])),
    // Its own window, with words and controls of its own.
    kiosk: ["kiosk", "lib", "styles"],
    gallery: folders,
    views: folders.filter((name) => name !== "gallery"),
    shared: below,
    lib: ["lib"],
  };

  /** Sideways all the same: who, whom, why. */
  const allowed: [string, string, string][] = [
    ["src/kiosk/KioskWindow.svelte", "scan", "a scanner is a keyboard, and is heard alike in both windows"],
    ["src/kiosk/PracticeFrame.svelte", "practice", "the frame around a practice window is the same for both"],
    ["src/outbox/TwinList.svelte", "decisions", "a second copy looks alike wherever somebody says what it is"],
    ["src/overview/words.ts", "decisions", "the reason in a receipt is read in the same words by the manager"],
  ];

  it("are_seen_in_every_form", () => {
    const forms = `import a from "./a"; export { b } from "./b"; import "./c"; await import("./d"); type E = typeof import(\n"./e")`;
    expect(named(forms)).toEqual(["./a", "./b", "./c", "./d", "./e"]);
    expect(domains).toEqual(expect.arrayContaining(["search", "customer", "outbox", "admin", "kiosk", "scan", "people"]));
  });

  it.each(sources)("%s keeps to its layer", (path) => {
    const from = imports(path);
    if (path !== "src/lib/host/tauri.ts") expect(from.filter((one) => one.startsWith("@tauri-apps"))).toEqual([]);
    if (!/^src\/lib\/(api|host)\//.test(path)) expect(from.filter((one) => one.startsWith("src/lib/host/"))).toEqual([]);
    const own = folder(path);
    if (own === "kiosk") expect(from.filter((one) => /^src\/lib\/(i18n\/desk|app\/)/.test(one))).toEqual([]);
    if (!own) return;
    const may = [...(mayUse[own] ?? []), ...allowed.flatMap(([who, whom]) => (who === path ? [whom] : []))];
    expect(from.filter((one) => one.startsWith("src/") && !may.includes(folder(one) ?? ""))).toEqual([]);
  });

  it("have_their_folders_in_the_readme", () => {
    const readme = readFileSync("README.md", "utf8");
    const named = (name: string) => readme.includes(`\`src/${name}\``) || readme.includes(`\`src/${name}/`);
    expect(folders.filter((name) => !named(name))).toEqual([]);
  });

  it.each(allowed)("%s still needs what it may have of %s", (path, whom) => {
    expect(imports(path).map(folder)).toContain(whom);
  });
});

describe("the language", () => {
  it.each([
    [["C"], undefined],
    [["C", "de_DE.UTF-8"], "de"],
    [["it-IT", "en-US"], "en"],
    [["fr_CA.UTF-8", "en-US"], "fr"],
    [["de-AT"], "de"],
    [[""], undefined],
  ])("of a system that says %j is %s", (tags, locale) => {
    expect(pick(tags)).toBe(locale);
  });

  it("survives_tags_that_are_none", () => {
    expect(regional("de", ["C", "de-CH"])).toBe("de-CH");
    expect(regional("en", ["C"])).toBe("en-GB");
    expect(regional("de", ["en-US"])).toBe("de");
  });

  it("fills_gaps_and_chooses_the_plural", () => {
    const message = { one: "{count} change", other: "{count} changes" };
    expect(say(message, "en", { count: 1 })).toBe("1 change");
    expect(say(message, "en", { count: 1_200 })).toBe("1,200 changes");
    expect(say("{a} {b}", "en", { a: "x" })).toBe("x {b}");
  });
});
