/** The desk's catalogue. */
import de from "../../../messages/de.json";
import en from "../../../messages/en.json";
import { translator } from "./catalogue";

export type Key = keyof typeof en;
export const { t, coded, has } = translator<Key>({ en, de });
