/** The kiosk window. */
import "@fontsource-variable/inter";
import "./styles/base.css";
import { mount } from "svelte";
import { language } from "./lib/i18n/locale.svelte";
import KioskWindow from "./kiosk/KioskWindow.svelte";

await language.start();
if (location.search === "?practice") (await import("./kiosk/practice")).frame();
const target = document.getElementById("app");
if (target) mount(KioskWindow, { target });
