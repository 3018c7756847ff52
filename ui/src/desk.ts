/** The desk window. */
import "@fontsource-variable/inter";
import "./styles/base.css";
import { mount } from "svelte";
import { glance } from "./lib/app/glance.svelte";
import { pins } from "./lib/app/pins.svelte";
import { theme } from "./lib/app/theme.svelte";
import { zoom } from "./lib/app/zoom.svelte";
import { language } from "./lib/i18n/locale.svelte";
import { keys } from "./lib/keys/keys.svelte";
import DeskFront from "./views/DeskFront.svelte";

theme.start();
glance.start();
zoom.start();
keys.start();
pins.start();
await language.start();
const target = document.getElementById("app");
if (target) mount(DeskFront, { target });
