/** Draws the frame around a kiosk that was opened while practising. */
import { mount } from "svelte";
import PracticeFrame from "./PracticeFrame.svelte";

export const frame = () => mount(PracticeFrame, { target: document.body });
