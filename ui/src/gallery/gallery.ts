/**
 * The gallery, in the development build only: `gallery.html` shows every component in every state,
 * `gallery.html?scene=waiting` the desk itself. `&theme=`, `&lang=`, `&dir=rtl`,
 * `&zoom=2`, `&paper`, `&check` (axe, and what is still English).
 */
import "@fontsource-variable/inter";
import "../styles/base.css";
import { mount } from "svelte";
import { theme, themes } from "../lib/app/theme.svelte";
import { zoom } from "../lib/app/zoom.svelte";
import { language } from "../lib/i18n/locale.svelte";
import DeskWindow from "../views/DeskWindow.svelte";
import { standIn } from "./core";
import Gallery from "./Gallery.svelte";
import DeskFront from "../views/DeskFront.svelte";
import { dialogs } from "./dialogs";
import { scenes } from "./scenes";
import { faults, walk } from "./walk";

const asked = new URLSearchParams(location.search);
const scene = scenes[asked.get("scene") ?? ""] ?? dialogs[asked.get("scene") ?? ""];
localStorage.clear();
standIn(scene ?? {});
await language.start();
theme.show(themes.find((name) => name === asked.get("theme")) ?? "light");
if (asked.get("system") === "dark") document.documentElement.style.colorScheme = "dark";
zoom.show(Number(asked.get("zoom") ?? "1"));
if (asked.get("dir") === "rtl") document.documentElement.dir = "rtl";

const target = document.getElementById("app");
if (target && scene?.front) mount(DeskFront, { target });
else if (target) mount(scene ? DeskWindow : Gallery, { target });

/** What is for paper alone, on the screen, to be looked at. */
function paper(rules: CSSRuleList) {
  for (const rule of rules) {
    if (rule instanceof CSSMediaRule && rule.media.mediaText === "print") rule.media.mediaText = "all";
    if (rule instanceof CSSGroupingRule) paper(rule.cssRules);
  }
}

let told: string[];
try {
  const moved = scene ? await walk(scene) : [];
  if (asked.has("paper")) for (const sheet of document.styleSheets) paper(sheet.cssRules);
  told = [...moved, ...faults()];
  if (asked.has("check")) told.push(...(await (await import("./check")).unfit()));
} catch (thrown) {
  told = [String(thrown)];
}
document.documentElement.dataset["faults"] = JSON.stringify(told);
