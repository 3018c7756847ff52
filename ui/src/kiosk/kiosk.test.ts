import { describe, expect, it, vi } from "vitest";
import { core, refused } from "../../tests/fixtures";
import { idleAfter, wipeAfter } from "./idle.svelte";
import { Kiosk } from "./kiosk.svelte";
import { answerOf } from "./questions";

const form = () => ({ country: "PT", languages: ["en", "de"], statement: "2026-11" });

async function started(answers: Parameters<typeof core>[0] = {}) {
  const fake = core({ kiosk_form: form, kiosk_submit: () => ({ code: "A7K" }), ...answers });
  const over = vi.fn();
  const kiosk = new Kiosk(fake.call, () => "en", over);
  await kiosk.load();
  kiosk.start();
  return { ...fake, kiosk, over };
}

async function filled(answers: Parameters<typeof core>[0] = {}) {
  const all = await started(answers);
  all.kiosk.agree("call", "DENIED");
  all.kiosk.next();
  all.kiosk.set("family_name", "Sousa");
  all.kiosk.next();
  all.kiosk.set("phone", "0912 000 111");
  all.kiosk.next();
  all.kiosk.next();
  all.kiosk.next();
  return all;
}

const wait = (kiosk: Kiosk, seconds: number) => {
  for (let second = 0; second < seconds; second += 1) kiosk.tick();
};

describe("the kiosk", () => {
  it("asks_for_a_name_and_one_way_to_reach_the_customer", async () => {
    const { kiosk } = await started();
    expect(kiosk.step).toBe("privacy");
    kiosk.next();
    kiosk.next();
    expect([kiosk.step, kiosk.needs]).toEqual(["name", "needs_name"]);
    kiosk.set("given_name", "Zoë");
    kiosk.next();
    kiosk.next();
    expect([kiosk.step, kiosk.needs]).toEqual(["contact", "needs_contact"]);
  });

  it("keeps_the_answers_when_stepping_back", async () => {
    const { kiosk } = await filled();
    for (let step = 0; step < 4; step += 1) kiosk.back();
    expect([kiosk.step, kiosk.answers.family_name, kiosk.answers.phone]).toEqual(["name", "Sousa", "0912 000 111"]);
  });

  it("ticks_no_consent_by_itself", async () => {
    const { kiosk } = await started();
    expect(kiosk.consent).toEqual({});
  });

  it("hands_over_what_was_entered_and_keeps_nothing_but_the_code", async () => {
    const { kiosk, requests } = await filled();
    await kiosk.send();
    expect(requests("kiosk_submit")).toEqual([
      {
        draft: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/) as string,
        language: "en",
        statement: "2026-11",
        given_name: "",
        family_name: "Sousa",
        phone: "0912 000 111",
        email: "",
        address: { street: "", house_number: "", city: "", postal_code: "", country_code: "" },
        consent: { call: "DENIED" },
      },
    ]);
    expect([kiosk.step, kiosk.code]).toEqual(["done", "A7K"]);
    expect(Object.values(kiosk.answers).join("")).toBe("PT");
  });

  it("uses_no_commands_but_its_own_two", async () => {
    const { kiosk, asked } = await filled();
    await kiosk.send();
    expect([...new Set(asked.map((one) => one.command))]).toEqual(["kiosk_form", "kiosk_submit"]);
  });

  it("leads_back_to_the_refused_answer_with_everything_still_there", async () => {
    const { kiosk } = await filled({
      kiosk_submit: () => Promise.reject(refused("channels[0].value", "phone_unreadable")),
    });
    await kiosk.send();
    expect([kiosk.step, kiosk.refused("phone")?.code, kiosk.answers.family_name]).toEqual([
      "contact",
      "phone_unreadable",
      "Sousa",
    ]);
  });

  it("sends_the_same_submission_again_after_a_fault", async () => {
    let broken = true;
    const { kiosk, requests } = await filled({
      kiosk_submit: () => {
        if (broken) return Promise.reject({ code: "not_saved", message: "", fields: [] });
        return { code: "B2C" };
      },
    });
    await kiosk.send();
    expect([kiosk.step, kiosk.fault]).toEqual(["check", "fault"]);
    broken = false;
    await kiosk.send();
    expect(kiosk.code).toBe("B2C");
    expect(new Set(requests("kiosk_submit").map((one) => one.draft)).size).toBe(1);
  });

  it("asks_for_more_time_before_it_wipes_everything", async () => {
    const { kiosk, over } = await filled();
    wait(kiosk, idleAfter - 1);
    expect(kiosk.wiping).toBeUndefined();
    kiosk.tick();
    expect(kiosk.wiping).toBe(wipeAfter);
    kiosk.more();
    wait(kiosk, idleAfter);
    expect([kiosk.step, kiosk.wiping]).toEqual(["check", wipeAfter]);
    wait(kiosk, wipeAfter);
    expect([kiosk.step, kiosk.answers.family_name, kiosk.consent]).toEqual(["welcome", "", {}]);
    expect(over).toHaveBeenCalledTimes(1);
  });

  it("asks_before_a_greeting_that_somebody_has_changed_is_as_it_was", () => {
    const over = vi.fn();
    const kiosk = new Kiosk(core().call, () => "en", over);
    const changed = (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) kiosk.tick(true);
    };
    changed(idleAfter);
    expect(kiosk.wiping).toBe(wipeAfter);
    kiosk.more();
    changed(idleAfter + wipeAfter - 1);
    expect([kiosk.wiping, over.mock.calls.length]).toEqual([1, 0]);
    changed(1);
    expect([kiosk.wiping, over.mock.calls.length]).toEqual([undefined, 1]);
    // As the next visitor should find it, it waits for them.
    wait(kiosk, 10 * (idleAfter + wipeAfter));
    expect([kiosk.wiping, over.mock.calls.length]).toEqual([undefined, 1]);
    changed(idleAfter - 1);
    expect(kiosk.wiping).toBeUndefined();
  });

  it("can_be_given_more_time_ten_times_and_more", async () => {
    const { kiosk } = await filled();
    for (let time = 0; time < 12; time += 1) {
      wait(kiosk, idleAfter + wipeAfter - 1);
      kiosk.more();
    }
    expect([kiosk.step, kiosk.answers.family_name]).toEqual(["check", "Sousa"]);
  });

  it("hands_over_what_somebody_likes_to_be_called_only_where_it_was_said", async () => {
    for (const [typed, sent] of [[" Mia ", "Mia"], [" ", undefined]] as const) {
      const { kiosk, requests } = await filled();
      kiosk.set("preferred_name", typed);
      await kiosk.send();
      expect([requests("kiosk_submit")[0]?.preferred_name, kiosk.answers.preferred_name]).toEqual([sent, ""]);
      expect(requests("kiosk_submit")[0]?.address).not.toHaveProperty("preferred_name");
    }
    const { kiosk } = await started();
    kiosk.goTo("name");
    kiosk.set("preferred_name", "Mia");
    kiosk.next();
    expect([kiosk.step, kiosk.needs]).toEqual(["name", "needs_name"]);
  });

  it("clears_the_code_when_nobody_takes_it", async () => {
    const { kiosk } = await filled();
    await kiosk.send();
    wait(kiosk, 60);
    expect([kiosk.step, kiosk.code]).toEqual(["welcome", ""]);
  });

  it("counts_the_last_seconds_of_the_code_and_keeps_it_for_whoever_needs_longer", async () => {
    const { kiosk } = await filled();
    await kiosk.send();
    wait(kiosk, 60 - wipeAfter - 1);
    expect(kiosk.wiping).toBeUndefined();
    kiosk.tick();
    expect([kiosk.step, kiosk.wiping]).toEqual(["done", wipeAfter]);
    kiosk.more();
    expect(kiosk.wiping).toBeUndefined();
    wait(kiosk, 59);
    expect([kiosk.step, kiosk.code, kiosk.wiping]).toEqual(["done", "A7K", 1]);
    kiosk.tick();
    expect([kiosk.step, kiosk.code, kiosk.wiping]).toEqual(["welcome", "", undefined]);
  });

  it("is_closed_where_the_core_does_not_answer", async () => {
    const kiosk = new Kiosk(core().call, () => "en");
    await kiosk.load();
    kiosk.start();
    expect([kiosk.step, kiosk.fault]).toEqual(["welcome", "fault_closed"]);
  });

  it("counts_on_when_something_is_touched_beside_the_question_for_more_time", async () => {
    const { kiosk } = await filled();
    wait(kiosk, idleAfter + 5);
    kiosk.touch();
    wait(kiosk, 1);
    expect(kiosk.wiping).toBe(wipeAfter - 6);
    kiosk.touch();
    wait(kiosk, wipeAfter - 6);
    expect([kiosk.step, kiosk.answers.family_name]).toEqual(["welcome", ""]);
  });

  it("waits_45_seconds_from_the_last_touch_and_20_more", async () => {
    expect([idleAfter, wipeAfter]).toEqual([45, 20]);
    const { kiosk } = await filled();
    wait(kiosk, 44);
    kiosk.touch();
    wait(kiosk, 44);
    expect(kiosk.wiping).toBeUndefined();
  });

  it("asks_kindly_for_what_a_yes_needs_instead_of_dropping_it", async () => {
    const { kiosk, requests } = await started();
    kiosk.agree("email", "AGREED");
    kiosk.agree("post", "AGREED");
    kiosk.next();
    kiosk.set("given_name", "Zoë");
    kiosk.next();
    kiosk.set("phone", "0912 000 111");
    kiosk.next();
    expect([kiosk.step, kiosk.lacking]).toEqual(["contact", "email"]);
    kiosk.set("email", "zoe@example.com");
    expect(kiosk.lacking).toBeUndefined();
    kiosk.next();
    kiosk.next();
    expect([kiosk.step, kiosk.lacking]).toEqual(["address", "post"]);
    kiosk.takeBack();
    kiosk.next();
    kiosk.next();
    await kiosk.send();
    expect(requests("kiosk_submit")[0]).toMatchObject({ consent: { email: "AGREED", post: "DENIED" } });
  });

  it("asks_for_it_also_when_the_yes_came_last", async () => {
    const { kiosk, requests } = await filled();
    kiosk.goTo("privacy");
    kiosk.agree("email", "AGREED");
    kiosk.next();
    expect(kiosk.step).toBe("check");
    await kiosk.send();
    expect([kiosk.step, kiosk.lacking, requests("kiosk_submit").length]).toEqual(["contact", "email", 0]);
    kiosk.takeBack();
    kiosk.next();
    expect(kiosk.step).toBe("check");
  });

  it("leads_from_a_line_that_was_changed_straight_back_to_the_check", async () => {
    const { kiosk } = await filled();
    kiosk.goTo("name");
    kiosk.set("given_name", "Ana");
    kiosk.next();
    expect(kiosk.step).toBe("check");
    kiosk.goTo("privacy");
    kiosk.back();
    expect([kiosk.step, kiosk.answers.given_name]).toEqual(["check", "Ana"]);
  });

  it("sends_the_reason_and_the_plate_only_where_they_were_given", async () => {
    const { kiosk, requests } = await filled();
    kiosk.comeFor("sales");
    kiosk.comeFor("sales");
    await kiosk.send();
    const [without] = requests("kiosk_submit") as object[];
    expect([Object.hasOwn(without ?? {}, "reason"), Object.hasOwn(without ?? {}, "plate")]).toEqual([false, false]);
    const second = await filled();
    second.kiosk.comeFor("service");
    second.kiosk.set("plate", " 12-AB-34 ");
    await second.kiosk.send();
    expect(second.requests("kiosk_submit")[0]).toMatchObject({ reason: "service", plate: "12-AB-34" });
  });

  it("says_which_questions_were_left_out", async () => {
    const { kiosk } = await filled();
    kiosk.goTo("visit");
    expect(kiosk.leftOut).toBe(true);
    kiosk.comeFor("other");
    expect(kiosk.leftOut).toBe(false);
  });

  it("leaves_nothing_behind_when_somebody_steps_back_to_the_greeting", async () => {
    const { kiosk, over } = await started();
    kiosk.agree("call", "AGREED");
    kiosk.back();
    expect([kiosk.step, kiosk.consent]).toEqual(["welcome", {}]);
    expect(over).toHaveBeenCalledTimes(1);
  });

  it("drops_the_answer_to_a_submission_whose_session_is_over", async () => {
    let answer = (_: { code: string }) => {};
    const { kiosk } = await filled({ kiosk_submit: () => new Promise((done) => (answer = done)) });
    const sent = kiosk.send();
    kiosk.over();
    answer({ code: "A7K" });
    await sent;
    expect([kiosk.step, kiosk.code, kiosk.sending]).toEqual(["welcome", "", false]);
  });

  it.each([
    ["too_many", "fault_too_many"],
    ["not_saved", "fault"],
    ["store_locked", "fault"],
  ] as const)("says_what_to_do_when_the_core_answers_%s", async (code, fault) => {
    const { kiosk } = await filled({ kiosk_submit: () => Promise.reject({ code, message: "/a/path", fields: [] }) });
    await kiosk.send();
    expect([kiosk.step, kiosk.fault, kiosk.answers.family_name]).toEqual(["check", fault, "Sousa"]);
  });

  it.each([
    [{ seconds: "14" }, "fault_wait"],
    [{ seconds: "2400" }, "fault_full"],
    [{}, "fault_too_many"],
  ] as const)("asks_to_wait_where_that_is_worth_it: %j %s", async (params, fault) => {
    const wait = { field: "", code: "wait", message: "", params: { ...params } };
    const { kiosk } = await filled({
      kiosk_submit: () => Promise.reject({ code: "too_many", message: "", fields: [wait] }),
    });
    await kiosk.send();
    expect([kiosk.step, kiosk.fault, kiosk.errors]).toEqual(["check", fault, []]);
    if (fault === "fault_wait") expect(kiosk.wait).toBe(14);
  });

  it("names_its_fields_anew_each_session", async () => {
    const { kiosk } = await started();
    const before = [kiosk.nameOf("phone"), kiosk.nameOf("email")];
    expect(new Set(before).size).toBe(2);
    expect(before.join()).not.toMatch(/phone|email/);
    expect(kiosk.nameOf("phone")).toBe(before[0]);
    kiosk.over();
    expect(before).not.toContain(kiosk.nameOf("phone"));
  });

  it.each([
    ["names.familyName", true, "family_name"],
    ["names", true, "family_name"],
    ["channels[0].value", true, "phone"],
    ["channels[0].value", false, "email"],
    ["channels[1].value", true, "email"],
    ["addresses[0].postalCode", true, "postal_code"],
    ["plate", true, "plate"],
    ["address.postal_code", true, "postal_code"],
    ["somewhere.else", true, undefined],
  ])("finds the answer %s came from (phone given: %s): %s", (field, phone, answer) => {
    expect(answerOf(field, phone)).toBe(answer);
  });
});
