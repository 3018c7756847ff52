/** The kiosk's catalogue: apart, so that the kiosk's bundle holds no word of the desk. */
import de from "../../../messages/kiosk/de.json";
import en from "../../../messages/kiosk/en.json";
import { translator } from "./catalogue";

export type Key = keyof typeof en;
export const { t, coded, has } = translator<Key>({ en, de });
