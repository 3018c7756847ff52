/** The desk's window while somebody practises: the desk as it is, and the frame around it. */
import "./desk";
import { mount } from "svelte";
import DeskFrame from "./practice/DeskFrame.svelte";

const anchor = document.getElementById("app");
if (anchor) mount(DeskFrame, { target: document.body, anchor });
