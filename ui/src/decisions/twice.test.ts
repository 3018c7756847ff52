import { beforeEach, describe, expect, it, vi } from "vitest";
import { core } from "../../tests/fixtures";
import type { ScanView } from "../lib/api/generated/types";
import { Twice } from "./twice.svelte";

const running: ScanView = { running: true, total: 9, looked_at: 1, found: 0, new: 0 };

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe("the list of those stored twice, once it is left", () => {
  it("asks_no_more_of_the_scan_whose_answer_was_under_way", async () => {
    const answers: ((scan: ScanView) => void)[] = [];
    const fake = core({
      duplicates: () => ({ rows: [], total: 0, open: 0, scan: running }),
      duplicates_scan: () => new Promise((done) => answers.push(done)),
    });
    const twice = new Twice(fake.call);
    await twice.load();
    await vi.advanceTimersByTimeAsync(500);
    twice.leave();
    answers[0]?.({ ...running, found: 1 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(fake.requests("duplicates_scan")).toHaveLength(1);
    expect(fake.requests("duplicates")).toHaveLength(1);
  });
});
