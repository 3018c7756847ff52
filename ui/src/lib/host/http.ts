/** A plain browser: commands are POSTs to the page's own origin, the status is asked for. */
import type { Host } from "./host";

const pollEvery = 2_000;

async function post(command: string, request: unknown): Promise<unknown> {
  const answer = await fetch(`/api/${command}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  const body: unknown = await answer.json();
  if (!answer.ok) throw body;
  return body;
}

export const httpHost: Host = {
  invoke: post,
  listen(event, heard) {
    const timer = setInterval(() => {
      // A failed poll says nothing: the next one may succeed, and commands report their own errors.
      post(event, {}).then(heard, () => {});
    }, pollEvery);
    return () => clearInterval(timer);
  },
};
