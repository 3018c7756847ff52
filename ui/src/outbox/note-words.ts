/**
 * Why something happened, in the window's words. What is kept with an entry is a text, of the program
 * or of the network: the program's are read here, the network's stay as they are.
 */
import { t, type Key } from "../lib/i18n/desk";
import { visible } from "../lib/text";

const known: readonly [RegExp, Key][] = [
  [/^the network could not be reached\b/, "step_not_written"],
  [/^nothing was sent: the network's certificate is not accepted\b/, "step_untrusted"],
  [/^(the outcome is unknown: )?no answer in time$/, "note_no_answer"],
  [/^the connection was closed$/, "note_closed"],
  [/^the answer broke off$/, "note_broke_off"],
  [/^the network (asks to wait|asked to wait, and)/, "step_throttled"],
  [/^the network did not accept the credentials\b/, "step_sign_in"],
  [/^the network does not permit this\b/, "step_forbidden"],
  [/^the network does not show: /, "step_withheld"],
  [/^the network refused the question\b/, "step_read_refused"],
  [/^this customer no longer exists in the network$/, "step_gone"],
  [/^the record is (locked by a DMS user|open in the DMS|in use)$/, "step_locked"],
  [/^the record was changed in between$/, "step_changed"],
  [/^(what answered is not the dealer's network\b|a web page answered$)/, "step_not_the_network"],
  [/^the network answered about another customer\b/, "note_another"],
  [/^the network's answer cannot be read\b/, "note_unreadable"],
  [/^still refused after many tries$/, "note_still_refused"],
  [/^this comes out of a restored or moved outbox\b/, "note_restored"],
  [/^that customer was made of another entry$/, "note_of_another"],
  [/^the program ended while it was being sent$/, "step_restarted"],
  [/^the network does not take new customers here$/, "note_no_new"],
  [/^the network answered with an existing customer$/, "note_existing"],
  [/^the network (took it without saying as whom|did not say which customer it created)$/, "note_no_number"],
  [/^it was sent before, and this may be what came of it$/, "note_perhaps"],
  [/^the network has more people like this than it shows$/, "note_more"],
  [/^taken back before it was sent$/, "note_undone"],
];

export interface Noted {
  words: string;
  /** Of the network, or of a later version: most likely English. */
  raw: boolean;
}

export function noted(note: string): Noted {
  const key = known.find(([pattern]) => pattern.test(note))?.[1];
  return key ? { words: t(key), raw: false } : { words: visible(note), raw: true };
}
