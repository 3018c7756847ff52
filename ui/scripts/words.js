/**
 * What the languages lack of English: `node ui/scripts/words.js missing` names every key that one
 * of them has not got, and every one it has too many, and fails where there are any. With `--copy`
 * the English words are put in their place, in English order, for a translator to go over: a test
 * goes on failing until that is done.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));

const [what, flag, ...rest] = process.argv.slice(2);
if (what !== "missing" || rest.length > 0 || ![undefined, "--copy"].includes(flag)) {
  console.error("usage: node ui/scripts/words.js missing [--copy]");
  process.exit(2);
}

/** English for a language with other plural forms: the general one stands in for those it lacks. */
function lent(message, locale) {
  if (typeof message === "string") return message;
  const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
  return Object.fromEntries(forms.map((form) => [form, message[form] ?? message.other]));
}

let faults = 0;
for (const folder of ["messages", "messages/kiosk"]) {
  const english = read(`${folder}/en.json`);
  const others = readdirSync(join(root, folder)).filter((name) => /^[a-z]{2}\.json$/.test(name) && name !== "en.json");
  for (const name of others) {
    const [path, locale] = [`${folder}/${name}`, name.slice(0, 2)];
    const words = read(path);
    const missing = Object.keys(english).filter((key) => !(key in words));
    const unknown = Object.keys(words).filter((key) => !(key in english));
    for (const key of missing) console.log(`${path}: missing ${key}: ${JSON.stringify(english[key])}`);
    for (const key of unknown) console.log(`${path}: not in English: ${key}`);
    faults += missing.length + unknown.length;
    if (flag !== "--copy") continue;
    const whole = Object.fromEntries(
      Object.entries(english).map(([key, message]) => [key, words[key] ?? lent(message, locale)]),
    );
    writeFileSync(join(root, path), `${JSON.stringify(whole, null, 2)}\n`);
  }
}
if (faults === 0) console.log("every language has every key");
process.exit(faults > 0 && flag !== "--copy" ? 1 : 0);
