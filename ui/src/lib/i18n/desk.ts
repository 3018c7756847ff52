/** The desk's catalogue. */
import type en from "../../../messages/en.json";
import { translator, type Messages } from "./catalogue";

export type Key = keyof typeof en;
export const { t, coded, has, keys } = translator<Key>(
  import.meta.glob<Messages>("../../../messages/*.json", { import: "default" }),
);
