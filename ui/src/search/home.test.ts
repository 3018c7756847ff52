import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openDesk, rows } from "../../tests/window";
import type { RowView } from "../lib/api/generated/types";
import { pins } from "../lib/app/pins.svelte";
import { language } from "../lib/i18n/locale.svelte";

const [maria, mario] = rows as [RowView, RowView];

beforeEach(() => {
  localStorage.clear();
  pins.start();
  language.show("en");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

describe("the empty box", () => {
  it("tells_who_was_here_today_from_who_was_here_before", async () => {
    const seen = new Date().toISOString();
    await openDesk({ recent: () => ({ rows: [{ ...mario, seen }, { ...maria, seen: "2024-05-01T09:00:00Z" }] }) });
    const today = await screen.findByRole("region", { name: "Today’s people" });
    expect(within(today).getByRole("button")).toHaveTextContent("Mário Souza");
    expect(within(screen.getByRole("region", { name: "Recently opened" })).getByRole("button")).toHaveTextContent("Maria Sousa");
  });

  it("keeps_whom_somebody_pinned_at_hand_until_they_let_go", async () => {
    const { user, requests } = await openDesk({ recent: () => ({ rows: [maria] }) });
    await user.click(await screen.findByRole("button", { name: /Maria Sousa/ }));
    await screen.findByRole("heading", { name: "Maria Sousa" });
    await user.keyboard("{Control>}d{/Control}");
    expect(screen.getByRole("button", { name: "Pin this customer", pressed: true })).toBeVisible();
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    const pinned = await screen.findByRole("region", { name: "Pinned" });
    expect(within(pinned).getByRole("button")).toHaveTextContent("Maria Sousa");
    expect(requests("peek")).toContainEqual({ id: "l1" });
    expect(screen.queryByRole("region", { name: "Recently opened" })).toBeNull();
    await user.click(within(pinned).getByRole("button"));
    await screen.findByRole("heading", { name: "Maria Sousa" });
    await user.keyboard("{Control>}d{/Control}{Alt>}{ArrowLeft}{/Alt}");
    expect(await screen.findByRole("region", { name: "Recently opened" })).toBeVisible();
    expect(screen.queryByRole("region", { name: "Pinned" })).toBeNull();
  });

  it("lets_go_of_somebody_this_desk_has_forgotten_and_of_nobody_it_cannot_ask_about", async () => {
    pins.toggle("gone");
    pins.toggle("l1");
    await openDesk({
      peek: ({ id }) => {
        throw { code: id === "gone" ? "not_found" : "internal", message: "", fields: [] };
      },
    });
    await waitFor(() => expect(pins.ids).toEqual(["l1"]));
    expect(JSON.parse(localStorage.getItem("showroom.pins") ?? "")).toEqual(["l1"]);
  });

  it("pins_no_more_than_can_be_seen_at_a_glance", () => {
    for (let at = 0; at < 15; at += 1) pins.toggle(`l${at}`);
    expect(pins.ids).toHaveLength(12);
    expect(pins.has("l14")).toBe(true);
    expect(pins.has("l0")).toBe(false);
  });
});

describe("paper", () => {
  it("shows_the_ends_of_numbers_until_somebody_asks_for_all_of_them", async () => {
    const print = vi.fn();
    vi.stubGlobal("print", print);
    const { user } = await openDesk();
    await user.click(await screen.findByRole("button", { name: /Mário Souza/ }));
    await screen.findByRole("heading", { name: "Maria Sousa" });
    await user.keyboard("{Control>}p{/Control}");
    const dialog = within(await screen.findByRole("dialog"));
    const sheet = document.querySelector("body > .print-sheet");
    expect(sheet).toHaveTextContent(/Maria Sousa.*…4417.*m…@sousa\.example.*Rua das Flores/);
    expect(sheet).not.toHaveTextContent(/912|maria@/);
    await user.click(dialog.getByRole("checkbox"));
    expect(sheet).toHaveTextContent(/maria@sousa\.example/);
    await user.click(dialog.getByRole("button", { name: "Print" }));
    expect(print).toHaveBeenCalledOnce();
    expect(document.querySelector(".print-sheet")).toBeNull();
  });

  it("leaves_the_page_able_to_lead_on_once_the_sheet_is_put_away", async () => {
    const { user } = await openDesk();
    await user.click(await screen.findByRole("button", { name: /Mário Souza/ }));
    await screen.findByRole("heading", { name: "Maria Sousa" });
    await user.keyboard("{Control>}p{/Control}");
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Cancel" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(await screen.findByRole("button", { name: /Mário Souza/ })).toBeVisible();
  });
});
