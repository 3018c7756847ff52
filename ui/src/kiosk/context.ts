/** What the parts of the kiosk share without handing it down: the keyboard on the screen. */
import { createContext } from "svelte";
import type { Keyboard } from "./keys/keyboard.svelte";

export const [keyboard, giveKeyboard] = createContext<Keyboard>();
