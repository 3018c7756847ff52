/**
 * A page as it is for whoever hears it: a line a role, with its name and what can be said of its
 * state; what stands in it is indented. What is only seen is not in it.
 */
import { computeAccessibleName, getRole } from "dom-accessibility-api";

/** Said as one piece, by their name. */
const whole = new Set([
  "button", "checkbox", "combobox", "heading", "img", "link", "menuitem", "meter", "option", "progressbar", "radio", "searchbox",
  "slider", "spinbutton", "switch", "tab", "textbox", "columnheader", "rowheader",
]);
/** These say nothing themselves. */
const silent = new Set(["generic", "none", "presentation", "paragraph", "rowgroup"]);

const states = ["selected", "expanded", "checked", "pressed", "invalid", "current", "disabled", "live"] as const;

function state(element: Element): string {
  const said = states.flatMap((name) => {
    const value = element.getAttribute(`aria-${name}`);
    return value === null || value === "false" ? [] : [value === "true" ? name : `${name}=${value}`];
  });
  if (element instanceof HTMLInputElement && ["checkbox", "radio"].includes(element.type) && element.checked) said.push("checked");
  else if (element instanceof HTMLSelectElement) said.push(`value="${words(element.selectedOptions[0]?.textContent)}"`);
  else if ((element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) && !["checkbox", "radio"].includes(element.type) && element.value !== "") said.push(`value="${element.value}"`);
  if ((element instanceof HTMLButtonElement || element instanceof HTMLInputElement || element instanceof HTMLSelectElement) && element.disabled) said.push("disabled");
  if ("required" in element && element.required === true) said.push("required");
  if (element === document.activeElement) said.push("focused");
  if (element.tagName === "DETAILS") said.push(element.hasAttribute("open") ? "open" : "closed");
  return said.length === 0 ? "" : ` [${said.join(", ")}]`;
}

const words = (text: string | null | undefined): string => (text ?? "").replace(/[\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();

const hidden = (element: Element): boolean =>
  element.getAttribute("aria-hidden") === "true" || element.hasAttribute("hidden") || getComputedStyle(element).display === "none";

function roleOf(element: Element): string | null {
  if (element.tagName === "DETAILS") return "details";
  // Of a part of the page, not of the page.
  if (["HEADER", "FOOTER"].includes(element.tagName) && element.closest("article, aside, main, nav, section")) return null;
  if (element.tagName === "TH" && element.getAttribute("scope") === "row") return "rowheader";
  return getRole(element);
}

function lines(node: Node, depth: number): string[] {
  const pad = "  ".repeat(depth);
  if (node.nodeType === Node.TEXT_NODE) {
    const text = words(node.textContent);
    return text === "" ? [] : [`${pad}${text}`];
  }
  if (!(node instanceof Element) || hidden(node) || ["SCRIPT", "STYLE", "SVG"].includes(node.tagName.toUpperCase())) return [];
  const inside = (deeper: number) => together([...node.childNodes].flatMap((child) => lines(child, deeper)));
  const role = roleOf(node);
  if (role === null || silent.has(role)) return inside(depth);
  const level = role === "heading" ? ` ${node.getAttribute("aria-level") ?? node.tagName.slice(1)}` : "";
  const name = words(computeAccessibleName(node));
  const line = `${pad}- ${role}${level}${name === "" ? "" : ` "${name}"`}${state(node)}`;
  if (whole.has(role)) return [line];
  const rest = inside(depth + 1);
  // A cell or an entry whose name is all it says.
  return rest.length === 1 && words(rest[0]) === name ? [line] : [line, ...rest];
}

/** Texts that follow each other are one. */
function together(all: string[]): string[] {
  const joined: string[] = [];
  for (const line of all) {
    const before = joined.at(-1);
    const text = (one: string) => !/^\s*- /.test(one);
    const depth = (one: string) => one.length - one.trimStart().length;
    if (before !== undefined && text(before) && text(line) && depth(before) === depth(line)) joined[joined.length - 1] = `${before} ${line.trim()}`;
    else joined.push(line);
  }
  return joined;
}

export const heard = (root: Element = document.body): string => `${lines(root, 0).join("\n")}\n`;
