import { describe, expect, it } from "vitest";
import type { KioskHelp } from "../lib/api/generated/types";
import type { Wish } from "./core";
import { Help, shownFor, waitsFor } from "./help.svelte";

/** A bell over a core that answers as the test says; the last answer stays. */
function bell(...answers: (KioskHelp | undefined)[]) {
  const asked: unknown[] = [];
  const wish = ((_: string, request: object) => {
    asked.push(request);
    const state = answers.length > 1 ? answers.shift() : answers[0];
    return state ? Promise.resolve({ state }) : Promise.reject({ code: "not_saved" });
  }) as unknown as Wish;
  const help = new Help(wish);
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      help.tick();
      await Promise.resolve().then(() => {}).then(() => {});
    }
  };
  return { help, asked, pass };
}

describe("the bell", () => {
  it("says_that_somebody_comes_only_after_a_desk_has_said_so", async () => {
    const { help, asked, pass } = bell("rung", "rung", "coming");
    await help.ask();
    expect(help.answer).toBe("help_rung");
    await help.ask();
    expect(asked).toEqual([{}]);
    await pass(2);
    expect(help.answer).toBe("help_rung");
    await pass(2);
    expect(help.answer).toBe("help_coming");
    expect(asked).toEqual([{}, { rung: true }, { rung: true }]);
    await pass(shownFor);
    expect(help.answer).toBeUndefined();
  });

  it("sends_the_visitor_to_the_desk_where_nobody_answers_and_can_be_rung_again", async () => {
    const { help, asked, pass } = bell("rung");
    await help.ask();
    await pass(waitsFor);
    expect(help.answer).toBe("help_desk");
    const before = asked.length;
    await help.ask();
    expect([help.answer, asked.length]).toEqual(["help_rung", before + 1]);
  });

  it("sends_the_visitor_to_the_desk_where_no_desk_can_hear_it_or_it_cannot_be_kept", async () => {
    for (const answer of ["desk", undefined] as const) {
      const { help } = bell(answer);
      await help.ask();
      expect(help.answer).toBe("help_desk");
    }
  });

  it("tells_the_next_visitor_nothing_of_the_last_ones_bell", async () => {
    const { help } = bell("coming");
    const asking = help.ask();
    help.clear();
    await asking;
    expect(help.answer).toBeUndefined();
  });
});
