/** The commands of the core, typed from the one list in crates/api. */
import { host } from "../host/host";
import { toApiError } from "./errors";
import type { Commands, StatusView } from "./generated/types";

export type Name = keyof Commands;
export type Request<N extends Name> = Commands[N]["request"];
export type Answer<N extends Name> = Commands[N]["answer"];

/** Rejects with an `ApiError`, whatever went wrong. */
export type Call = <N extends Name>(command: N, request: Request<N>) => Promise<Answer<N>>;

export const call: Call = async (command, request) => {
  try {
    // The generated types are the contract; the core is its only other side.
    return (await host.invoke(command, request)) as Answer<typeof command>;
  } catch (thrown) {
    throw toApiError(thrown);
  }
};

export const onStatus = (heard: (status: StatusView) => void): (() => void) =>
  host.listen("status", (payload) => heard(payload as StatusView));
