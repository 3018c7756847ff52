/** The two wishes of the kiosk that carry nothing of the visitor: help, and the way out for staff. */
import type { Call } from "../lib/api/client";
import type { KioskHelpRequest, KioskHelpView, KioskLeaveRequest, KioskLeftView } from "../lib/api/generated/types";

interface Wishes {
  kiosk_help: { request: KioskHelpRequest; answer: KioskHelpView };
  kiosk_leave: { request: KioskLeaveRequest; answer: KioskLeftView };
}

export type Wish = <N extends keyof Wishes>(command: N, request: Wishes[N]["request"]) => Promise<Wishes[N]["answer"]>;

/** A core without these commands rejects them like any it does not know. */
export const wishes = (call: Call): Wish => call as unknown as Wish;
