/** Handed down to what shows who stands at the desk. Tests of a part have none. */
import { getContext, setContext } from "svelte";
import type { Front } from "./front.svelte";

const KEY = Symbol("front");

export const provideFront = (front: Front): Front => setContext(KEY, front);
export const useFront = (): Front | undefined => getContext<Front | undefined>(KEY);
