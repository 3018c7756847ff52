/** Walks a scene, then says what does not fit: a line a fault, for whoever takes the picture. */
import { parse, press } from "../lib/keys/chord";
import type { Walked } from "./scenes";

const patience = 30_000;

async function seen(selector: string): Promise<HTMLElement> {
  const until = performance.now() + patience;
  for (;;) {
    const element = document.querySelector<HTMLElement>(selector);
    if (element && element.getClientRects().length > 0) return element;
    if (performance.now() > until) throw new Error(`nobody sees ${selector}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Looks at each frame where these are; what it returns tells which of them moved. */
function watch(selectors: readonly string[]): () => string[] {
  const tops = new Map(selectors.map((selector) => [selector, new Set<number>()]));
  let over = false;
  const look = () => {
    for (const [selector, seen] of tops) {
      const element = document.querySelector(selector);
      if (element) seen.add(Math.round(element.getBoundingClientRect().top));
    }
    if (!over) requestAnimationFrame(look);
  };
  look();
  return () => {
    over = true;
    return [...tops].flatMap(([selector, seen]) => (seen.size > 1 ? [`moved: ${selector} stood at ${[...seen].join(", ")}`] : []));
  };
}

export async function walk({ steps, still = [] }: Walked): Promise<string[]> {
  let moved = () => [] as string[];
  for (const step of steps) {
    if (typeof step === "string") {
      const chord = parse(step === " " ? "Space" : step);
      const init = { ...press(chord), ctrlKey: chord.control, altKey: chord.alt, shiftKey: chord.shift, bubbles: true, cancelable: true };
      (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", init));
    } else if ("type" in step) {
      const box = document.querySelector<HTMLInputElement>(step.in ?? "#search");
      if (!box) throw new Error("no box to type in");
      box.value = step.type;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    } else if ("choose" in step) {
      const input = document.querySelector<HTMLInputElement>(step.choose);
      if (!input) throw new Error("no file to choose");
      const chosen = new DataTransfer();
      chosen.items.add(new File(["01-16201,01-16377,same"], "pairs.csv"));
      input.files = chosen.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    } else if ("click" in step) {
      (await seen(step.click)).click();
    } else {
      await seen(step.see);
      if (step.see.startsWith("#results")) moved = watch(still);
    }
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await document.fonts.ready;
  await new Promise((resolve) => setTimeout(resolve, 400));
  return moved();
}

const named = (element: Element) => `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ""}.${[...element.classList].filter((name) => !name.startsWith("svelte-")).join(".")} "${(element.textContent ?? "").trim().slice(0, 40)}"`;

/** What is outside the window, cut off without a way to read it, or written over something else. */
export function faults(): string[] {
  const wide = document.documentElement.clientWidth;
  const found: string[] = [];
  if (document.documentElement.scrollWidth > wide + 1) found.push(`the page is ${document.documentElement.scrollWidth} wide in ${wide}`);
  for (const element of document.querySelectorAll<HTMLElement>("body *")) {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || element.closest(".visually-hidden, .skip, .scroll, svg")) continue;
    if (!element.checkVisibility({ opacityProperty: true })) continue;
    if (box.right > wide + 1 || box.left < -1) found.push(`outside: ${named(element)}`);
    const style = getComputedStyle(element);
    // Heard and not seen, by intent.
    if (style.clipPath === "inset(50%)") continue;
    const cut = style.overflowX === "hidden" || style.overflowX === "clip";
    if (cut && style.textOverflow !== "ellipsis" && element.scrollWidth > element.clientWidth + 1) found.push(`cut: ${named(element)}`);
    if (cut && style.textOverflow === "ellipsis" && element.scrollWidth > element.clientWidth + 1 && element.closest(".chip")) found.push(`a state shortened: ${named(element)}`);
  }
  for (const row of document.querySelectorAll(".person-row")) {
    const chip = row.querySelector(".chip");
    if (chip && chip.getBoundingClientRect().width < 20) found.push(`no state in ${named(row)}`);
    const boxes = [...row.children].map((one) => ({ one, box: (one.matches(".state") && chip ? chip : one).getBoundingClientRect() })).filter(({ box }) => box.width > 0);
    for (const [at, { one, box }] of boxes.entries()) {
      const over = boxes.slice(at + 1).find((other) => other.box.left < box.right - 1 && box.left < other.box.right - 1);
      if (over) found.push(`over each other: ${named(one)} and ${named(over.one)}`);
    }
  }
  return [...new Set(found)];
}
