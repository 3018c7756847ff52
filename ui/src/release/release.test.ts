import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { core } from "../../tests/fixtures";
import type { ReleaseView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import ReleaseDialog from "./ReleaseDialog.svelte";

beforeEach(() => language.show("en"));

const seen = (more: Partial<ReleaseView>): ReleaseView => ({ state: "current", version: "0.1.0", waits: [], ...more });

function open(answers: Parameters<typeof core>[0]) {
  const fake = core(answers);
  render(ReleaseDialog, { call: fake.call, onclose: vi.fn() });
  return { fake, user: userEvent.setup() };
}

const install = () => screen.queryByRole("button", { name: "Install now" });

describe("looking for an update", () => {
  it.each([
    [seen({}), "Version 0.1.0 is the newest one for this desk."],
    [seen({ state: "off", off: "packages" }), /package manager/],
    [seen({ state: "off", off: "by_it" }), /Your IT has switched/],
    [seen({ state: "later", next: "0.2.0" }), /not this desk's turn/],
  ])("says_what_was_found_and_offers_nothing_to_install: %o", async (view, words) => {
    open({ release_look: () => view });
    await waitFor(() => expect(screen.getByRole("status")).toHaveTextContent(words));
    expect(install()).toBeNull();
  });

  it("installs_when_somebody_says_so_and_nothing_is_under_way", async () => {
    const { fake, user } = open({
      release_look: () => seen({ state: "next", next: "0.2.0", notes: "Faster.\u202e" }),
      release_install: () => seen({ state: "started", next: "0.2.0" }),
    });
    await waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("Version 0.2.0 can be installed."));
    expect(screen.getByText(/^Faster\./)).not.toHaveTextContent("\u202e");
    expect(fake.requests("release_install")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Install now" }));
    await waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("Version 0.2.0 is being installed."));
    expect(install()).toBeNull();
  });

  it("names_what_it_waits_for_and_installs_nothing_meanwhile", async () => {
    open({ release_look: () => seen({ state: "next", next: "0.2.0", waits: ["sending", "checking", "typing", "kiosk"] }) });
    expect(await screen.findAllByRole("listitem")).toHaveLength(4);
    expect(install()).toBeDisabled();
  });

  it("says_what_went_wrong_in_its_own_words_and_can_be_asked_again", async () => {
    let times = 0;
    const { user } = open({
      release_look: () => {
        times += 1;
        if (times === 1) throw { code: "offline", message: "m", fields: [] };
        if (times === 2) throw { code: "invalid", message: "m", fields: [{ field: "updates", code: "unproven", message: "", params: {} }] };
        if (times === 3) throw { code: "internal", message: "m", fields: [] };
        return seen({});
      },
    });
    const again = () => user.click(screen.getByRole("button", { name: "Look for an update" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("could not be reached");
    await again();
    await waitFor(() => expect(screen.getByRole("alert")).toHaveTextContent("not a genuine update"));
    await again();
    await waitFor(() => expect(screen.getByRole("alert")).toHaveTextContent("Nothing has changed."));
    await again();
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });
});
