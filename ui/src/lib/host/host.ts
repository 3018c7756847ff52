/**
 * The shell around the window, as far as the window knows it: call a command, hear an event.
 * `tauri.ts` is the program's own window, `http.ts` a plain browser.
 */
import { httpHost } from "./http";
import { tauriHost } from "./tauri";

export interface Host {
  /** Every command takes one argument, named `request`. Rejects with whatever the core said. */
  invoke(command: string, request: unknown): Promise<unknown>;
  /** Returns what stops the listening. */
  listen(event: "status", heard: (payload: unknown) => void): () => void;
}

export const host: Host = "__TAURI_INTERNALS__" in globalThis ? tauriHost : httpHost;
