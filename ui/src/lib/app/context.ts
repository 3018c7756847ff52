/** How a component gets at the desk without passing it through every parent. */
import { createContext } from "svelte";
import type { Desk } from "./desk.svelte";
import type { Guard } from "./guard.svelte";

export const [useDesk, provideDesk] = createContext<Desk>();
export const [useGuard, provideGuard] = createContext<Guard>();
