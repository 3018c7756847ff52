import { beforeEach, describe, expect, it, vi } from "vitest";
import { announcer } from "../src/lib/app/announce.svelte";

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
