/** The desk window. */
import "@fontsource-variable/inter";
import "./styles/base.css";
import { mount } from "svelte";
import { theme } from "./lib/app/theme.svelte";
import { language } from "./lib/i18n/locale.svelte";
import DeskWindow from "./views/DeskWindow.svelte";

language.start();
theme.start();
const target = document.getElementById("app");
if (target) mount(DeskWindow, { target });
