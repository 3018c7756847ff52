/** The kiosk's catalogue: apart, so that the kiosk's bundle holds no word of the desk. */
import type en from "../../../messages/kiosk/en.json";
import { translator, type Messages } from "./catalogue";

export type Key = keyof typeof en;
export const { t, coded, has } = translator<Key>(
  import.meta.glob<Messages>("../../../messages/kiosk/*.json", { import: "default" }),
);
