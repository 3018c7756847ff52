/** What a walked scene is faulted for besides its layout: by axe, and for words left in English. */
import axe from "axe-core";
import { language } from "../lib/i18n/locale.svelte";

type Words = { [key: string]: unknown };
const catalogues = import.meta.glob<Words>("../../messages/*.json", { import: "default" });
const read = async (locale: string): Promise<Words> => (await catalogues[`../../messages/${locale}.json`]?.()) ?? {};

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function byAxe(): Promise<string[]> {
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `axe: ${id} at ${target.join(" ")}`));
}

/** Everything seen or heard. */
function said(): string[] {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts: string[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    // A language calls itself by its own name, keys and codes are the same everywhere.
    if (element && !element.closest("[lang=en], #language, script, style")) texts.push(node.textContent ?? "");
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const name of ["aria-label", "title", "placeholder"]) texts.push(element.getAttribute(name) ?? "");
  }
  return texts.map((text) => text.replace(/\s+/g, " ").trim()).filter((text) => text !== "");
}

async function inEnglish(): Promise<string[]> {
  if (["en", "mirror"].includes(language.current)) return [];
  const [english, own] = [await read("en"), await read(language.current)];
  const left = new Set(Object.entries(english).flatMap(([key, text]) => (typeof text === "string" && own[key] !== text ? [text] : [])));
  const mine = new Set(Object.values(own));
  return [...new Set(said())].filter((text) => left.has(text) && !mine.has(text)).map((text) => `in English: ${text}`);
}

export const unfit = async (): Promise<string[]> => [...(await byAxe()), ...(await inEnglish())];
