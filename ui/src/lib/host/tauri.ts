/** The only file that imports the shell's package. */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Host } from "./host";

export const tauriHost: Host = {
  invoke: (command, request) => invoke(command, { request }),
  listen(event, heard) {
    let stopped = false;
    let stop = () => {};
    void listen(event, (message) => heard(message.payload)).then((unlisten) => {
      if (stopped) unlisten();
      else stop = unlisten;
    });
    return () => {
      stopped = true;
      stop();
    };
  },
};
