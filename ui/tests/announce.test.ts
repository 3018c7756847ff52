import { beforeEach, describe, expect, it, vi } from "vitest";
import { render } from "@testing-library/svelte";
import { flushSync } from "svelte";
import { announcer } from "../src/lib/app/announce.svelte";
import { dialogs } from "../src/lib/app/dialogs.svelte";
import { t } from "../src/lib/i18n/desk";
import { language } from "../src/lib/i18n/locale.svelte";
import Notices from "../src/shared/Notices.svelte";

const texts = () => announcer.toasts.map((toast) => toast.text);

describe("a notice", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => {
      vi.runAllTimers();
      vi.useRealTimers();
    };
  });

  it("goes_with_what_it_speaks_of", () => {
    announcer.toast("on its way", "ok", "sending");
    announcer.toast("copied");
    announcer.over("sending");
    expect(texts()).toEqual(["copied"]);
  });

  it("gives_way_to_the_latest_of_the_same", () => {
    announcer.toast("Saved here. It will be sent.", "ok", "sending");
    announcer.toast("Saved here. It is on its way.", "ok", "sending");
    expect(texts()).toEqual(["Saved here. It is on its way."]);
  });

  it("says_the_same_in_another_language_as_soon_as_that_is_chosen", () => {
    render(Notices);
    announcer.toast(() => t("copied_text"));
    const read = () => document.querySelector("#toasts span")?.textContent;
    flushSync();
    expect(read()).toMatch(/^Copied\. /);
    language.show("de");
    flushSync();
    expect(read()).toMatch(/^Kopiert\. /);
    language.show("en");
    flushSync();
    expect(read()).toMatch(/^Copied\. /);
  });

  it("is_said_by_the_page_where_the_dialog_it_came_from_is_closed_with_it", () => {
    const dialog = document.body.appendChild(document.createElement("dialog"));
    render(Notices);
    const closed = dialogs.open(dialog);
    flushSync();
    announcer.toast("Kept");
    closed();
    dialog.remove();
    flushSync();
    expect(document.querySelector("#live p")).toHaveTextContent("Kept");
    expect(document.querySelector("#toasts span")).toHaveTextContent("Kept");
  });

  it("stays_while_somebody_reads_it_and_longer_where_something_went_wrong", () => {
    announcer.toast("copied");
    const [{ id } = { id: 0 }] = announcer.toasts;
    announcer.hold(id);
    vi.advanceTimersByTime(60_000);
    expect(texts()).toEqual(["copied"]);
    announcer.release(id);
    announcer.toast("failed", "danger");
    vi.advanceTimersByTime(6_000);
    expect(texts()).toEqual(["failed"]);
    vi.advanceTimersByTime(6_000);
    expect(texts()).toEqual([]);
  });
});
