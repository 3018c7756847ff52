/**
 * The four main flows as they are for whoever hears them, kept beside this file and compared. Meant so:
 * `npx vitest run tests/flows.test.ts -u`, and read what changed.
 */
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { language } from "../src/lib/i18n/locale.svelte";
import { heard } from "./aria";
import { candidate, customer, decision } from "./fixtures";
import { entry, openDesk, submission } from "./window";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-23T10:42:00Z") });
  localStorage.clear();
  document.documentElement.removeAttribute("style");
  delete document.documentElement.dataset["ready"];
  return language.show("en").then(() => undefined);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const box = () => screen.findByRole("combobox", { name: "Search customers" });

/** What is announced, and said for a while, comes and goes. */
const kept = (name: string, root = document.querySelector("main") ?? document.body) =>
  expect(heard(root)).toMatchFileSnapshot(`aria/${name}.txt`);

const clash = entry({
  unsent: false,
  chip: { state: "needs_person", reason: "conflict", op_id: "o1", id: "01-16203" },
  conflicts: [
    { field: "names.givenName", base: "Maria", mine: "Mariana", theirs: "Marie" },
    { field: "names.title", base: null, mine: "Dr", theirs: null },
  ],
});

describe("what is heard of", () => {
  it("finding_and_opening", async () => {
    const { user } = await openDesk();
    await user.type(await box(), "mar 4417");
    await screen.findByRole("option", { name: /Maria Sousa/ });
    await screen.findByText(/found/);
    await user.keyboard("{ArrowDown}");
    await kept("1-find", document.querySelector<HTMLElement>(".desk") ?? document.body);
    await user.keyboard("{Enter}");
    await screen.findByRole("heading", { name: "Maria Sousa" });
    await waitFor(() => expect(screen.queryByRole("button", { name: "Checking for newer data" })).toBeNull());
    await kept("1-open");
  });

  it("deciding_and_correcting", async () => {
    const { user } = await openDesk({
      submissions: () => ({ submissions: [submission] }),
      decide: () => decision([candidate()]),
      submission_close: () => ({}),
      submission_review: () => ({ submission, matches: 1, doubts: [] }),
    });
    await user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
    await user.click(await screen.findByRole("button", { name: "Check" }));
    await screen.findByRole("table");
    await kept("2-decide");
    await user.keyboard("{Alt>}u{/Alt}");
    await screen.findByRole("radio", { name: /^Replace/ });
    await kept("2-correct");
  });

  it("creating", async () => {
    const { user } = await openDesk({
      decide: ({ generation }) => decision([candidate()], generation),
      create: () => {
        throw { code: "invalid", message: "", fields: [{ field: "names.familyName", code: "required", message: "", params: {} }] };
      },
    });
    await user.type(await box(), "mar 4417{Control>}{Enter}{/Control}");
    await screen.findByRole("button", { name: /Compare/ });
    await kept("3-create");
    await user.keyboard("{Control>}s{/Control}");
    await waitFor(() => expect(document.querySelector("[aria-invalid=true]")).not.toBeNull());
    await kept("3-refused");
  });

  it("resolving_a_conflict", async () => {
    const { user } = await openDesk({ outbox: () => ({ entries: [clash] }), outbox_act: () => entry() });
    await box();
    await user.keyboard("{F9}");
    await screen.findByRole("radio", { name: "Take mine for Given name" });
    await kept("4-conflict");
    await user.click(screen.getByRole("radio", { name: "Take mine for Given name" }));
    await user.click(screen.getByRole("radio", { name: "Take the DMS’s for Title" }));
    await kept("4-decided");
  });
});
