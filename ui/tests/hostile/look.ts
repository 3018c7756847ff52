/**
 * Looks a page over for anything a value did besides being read: an element it became, a handler, an
 * address, a letter nobody sees, a line it turned round.
 */
import { readFileSync } from "node:fs";
import { vi } from "vitest";
import { visible } from "../../src/lib/text";
import { hostile, planted, tame, type Plant } from "./people";

const css = readFileSync("src/styles/base.css", "utf8");
/** What the style sheet keeps to itself, besides `bdi`. */
export const isolated = new Set((/:is\(([^)]*)\) \{\s*unicode-bidi: isolate;/.exec(css)?.[1] ?? "").split(",").map((tag) => tag.trim().toUpperCase()));
isolated.add("BDI");

const inline = new Set(["MARK"]);
const leads = ["href", "src", "srcset", "action", "formaction", "poster", "background", "data", "style", "xlink:href", "target", "ping", "manifest", "integrity", "srcdoc"];
const unseen = /[^\P{Cc}\t\n\r]|[\u2028\u2029\ufff9-\ufffb\u200b\u200e\u200f\u061c\u202a-\u202e\u2060-\u2067\u206a-\u206f\u00ad\ufeff\u180e\u3164\u115f\u1160\u034f\u{e0001}-\u{e007f}]/u;
const fromRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
/** On paper an address of mail has its end only: no planted value is known again in it. */
const shortened = ".print-sheet [data-value^=channels]";
const flat = (text: string) => text.replace(/[\u2068\u2069]/g, "").replace(/\s+/g, " ").trim();

/** How often each element stands there, without notices and the hints a value may earn. */
export function census(root: ParentNode = document.body): { [tag: string]: number } {
  const found: { [tag: string]: number } = {};
  for (const element of root.querySelectorAll("*")) {
    if (element.closest("[data-hint], #toasts")) continue;
    const tag = element.tagName.toLowerCase();
    found[tag] = (found[tag] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(found).sort());
}

/** What stands on one line with a text: pieces that keep to themselves are left out. */
const line = (holder: Element): string =>
  [...holder.childNodes]
    .map((node) => (node instanceof Element ? (inline.has(node.tagName) ? (node.textContent ?? "") : "") : node.nodeType === Node.TEXT_NODE ? (node.textContent ?? "") : ""))
    .join("");

/** Whether what runs from the right shares its line with words of ours it could move. */
function movesOthers(holder: Element, plant: Plant): boolean {
  const alone = line(holder).replace(/\u2068[^\u2069]*\u2069/gu, "");
  if (!fromRight.test(alone)) return false;
  let rest = flat(alone);
  for (const [, number = "", field = ""] of alone.matchAll(planted)) rest = rest.replace(flat(visible(plant(Number(number), field))), "");
  return /\p{sc=Latn}/u.test(rest);
}

export interface Found {
  faults: string[];
  /** The planted values that can be read, `17.city`. */
  seen: Set<string>;
}

export function look(plant: Plant = hostile, root: ParentNode = document.body): Found {
  const faults: string[] = [];
  const seen = new Set<string>();
  const at = (node: Node) => `${node.parentElement?.tagName ?? ""}.${node.parentElement?.className ?? ""}`;
  for (const element of root.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) faults.push(`${element.tagName} has ${name}`);
      if (leads.includes(name) && (/~\d+\.\w+~/.test(value) || /script:|data:|\/\//i.test(value))) faults.push(`${element.tagName} leads to ${value.slice(0, 60)}`);
      if (/^(title|alt|abbr|placeholder|aria-.*)$/.test(name) && unseen.test(value)) faults.push(`${element.tagName} says in ${name} what nobody sees: ${JSON.stringify(value.slice(0, 60))}`);
    }
    if (element.tagName === "A" && element.getAttribute("href") !== "#main") faults.push(`a link to ${element.getAttribute("href")}`);
  }
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node as Text;
    if (unseen.test(text.data)) faults.push(`${at(text)} holds what nobody sees: ${JSON.stringify(text.data.slice(0, 60))}`);
    let holder: Element | null = text.parentElement;
    while (holder && inline.has(holder.tagName)) holder = holder.parentElement;
    if (fromRight.test(text.data) && holder && !holder.closest(shortened) && movesOthers(holder, plant)) faults.push(`${at(text)} can turn round its line: ${text.data.slice(0, 60)}`);
    const labels = [...text.data.matchAll(planted)];
    const shown = labels.length > 0 ? flat(holder?.textContent ?? "") : "";
    for (const [, number = "", field = ""] of labels) {
      seen.add(`${number}.${field}`);
      const whole = [plant, tame].some((kind) => shown.includes(flat(visible(kind(Number(number), field)))));
      if (!whole && !holder?.closest(shortened)) faults.push(`${at(text)} shows ${number}.${field} otherwise: ${JSON.stringify(shown.slice(0, 80))}`);
    }
  }
  // One of a kind is enough to read.
  const kinds = new Map(faults.map((fault) => [fault.replace(/[:~\d].*$/s, "").replace(/svelte-\w+/, ""), fault.slice(0, 240)]));
  return { faults: [...kinds.values()], seen };
}

/** What ran, left or complained. */
export function traps() {
  const left: string[] = [];
  const gone = (name: string) =>
    function (...said: unknown[]) {
      left.push(`${name} ${String(said[1] ?? said[0])}`.slice(0, 120));
      return undefined;
    };
  const spies = [
    vi.spyOn(console, "error").mockImplementation(gone("console.error")),
    vi.spyOn(console, "warn").mockImplementation(gone("console.warn")),
    vi.spyOn(window, "open").mockImplementation(gone("open") as never),
    vi.spyOn(window, "alert").mockImplementation(gone("alert")),
    vi.spyOn(XMLHttpRequest.prototype, "open").mockImplementation(gone("xhr")),
  ];
  for (const name of ["WebSocket", "EventSource", "Worker", "SharedWorker", "RTCPeerConnection"]) vi.stubGlobal(name, gone(name));
  Object.defineProperty(navigator, "sendBeacon", { configurable: true, value: gone("beacon") });
  const thrown = (event: ErrorEvent) => void left.push(`error ${event.message}`);
  window.addEventListener("error", thrown);
  const ran = globalThis as { __ran?: string[] };
  delete ran.__ran;
  return {
    /** Asks of the core go through; nothing else may. */
    guardFetch() {
      const inner = globalThis.fetch;
      vi.stubGlobal("fetch", (address: unknown, init: unknown) => {
        if (typeof address !== "string" || !/^\/api\/\w+$/.test(address)) left.push(`fetch ${String(address)}`);
        return inner(address as string, init as RequestInit);
      });
    },
    said: () => [...left, ...(ran.__ran ?? []).map((name) => `ran ${name}`)],
    away() {
      window.removeEventListener("error", thrown);
      spies.forEach((spy) => spy.mockRestore());
    },
  };
}
