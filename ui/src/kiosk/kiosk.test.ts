import { describe, expect, it } from "vitest";
import { core, refused } from "../../tests/fixtures";
import { idleAfter, wipeAfter } from "./idle.svelte";
import { answerOf, Kiosk } from "./kiosk.svelte";

const form = () => ({ country: "PT", languages: ["en", "de"], statement: "2026-11" });

async function started(answers: Parameters<typeof core>[0] = {}) {
  const fake = core({ kiosk_form: form, kiosk_submit: () => ({ code: "A7K" }), ...answers });
  const kiosk = new Kiosk(fake.call, () => "en");
  await kiosk.load();
  kiosk.start();
  return { ...fake, kiosk };
}

async function filled(answers: Parameters<typeof core>[0] = {}) {
  const all = await started(answers);
  all.kiosk.set("family_name", "Sousa");
  all.kiosk.next();
  all.kiosk.set("phone", "0912 000 111");
  all.kiosk.next();
  all.kiosk.next();
  all.kiosk.agree("call", "DENIED");
  all.kiosk.next();
  return all;
}

const wait = (kiosk: Kiosk, seconds: number) => {
  for (let second = 0; second < seconds; second += 1) kiosk.tick();
};

describe("the kiosk", () => {
  it("asks_for_a_name_and_one_way_to_reach_the_customer", async () => {
    const { kiosk } = await started();
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
    const { kiosk } = await filled();
    wait(kiosk, idleAfter - 1);
    expect(kiosk.wiping).toBeUndefined();
    kiosk.tick();
    expect(kiosk.wiping).toBe(wipeAfter);
    kiosk.more();
    wait(kiosk, idleAfter);
    expect([kiosk.step, kiosk.wiping]).toEqual(["check", wipeAfter]);
    wait(kiosk, wipeAfter);
    expect([kiosk.step, kiosk.answers.family_name, kiosk.consent]).toEqual(["welcome", "", {}]);
  });

  it("can_be_given_more_time_ten_times_and_more", async () => {
    const { kiosk } = await filled();
    for (let time = 0; time < 12; time += 1) {
      wait(kiosk, idleAfter + wipeAfter - 1);
      kiosk.more();
    }
    expect([kiosk.step, kiosk.answers.family_name]).toEqual(["check", "Sousa"]);
  });

  it("clears_the_code_when_nobody_takes_it", async () => {
    const { kiosk } = await filled();
    await kiosk.send();
    wait(kiosk, 60);
    expect([kiosk.step, kiosk.code]).toEqual(["welcome", ""]);
  });

  it("is_closed_where_the_core_does_not_answer", async () => {
    const kiosk = new Kiosk(core().call, () => "en");
    await kiosk.load();
    kiosk.start();
    expect([kiosk.step, kiosk.fault]).toEqual(["welcome", "fault_closed"]);
  });

  it.each([
    ["names.familyName", true, "family_name"],
    ["names", true, "family_name"],
    ["channels[0].value", true, "phone"],
    ["channels[0].value", false, "email"],
    ["channels[1].value", true, "email"],
    ["addresses[0].postalCode", true, "postal_code"],
    ["somewhere.else", true, undefined],
  ])("finds the answer %s came from (phone given: %s): %s", (field, phone, answer) => {
    expect(answerOf(field, phone)).toBe(answer);
  });
});
