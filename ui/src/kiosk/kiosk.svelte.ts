/**
 * The kiosk's form: one question a screen, answers kept when stepping back, wiped when nobody is
 * there. Knows no customer and asks the core two things only: what to offer, and to take it.
 */
import type { Call } from "../lib/api/client";
import { toApiError, type FieldError } from "../lib/api/errors";
import type { ConsentState, KioskFormView } from "../lib/api/generated/types";
import { mint } from "../lib/id";
import { Idle } from "./idle.svelte";

export const questions = ["name", "contact", "address", "consent", "check"] as const;
export type Question = (typeof questions)[number];
export type Step = "welcome" | Question | "done";
export const ways = ["call", "text", "email", "post"] as const;

/** How long the code stays: long enough to be remembered, not to be read by the next person. */
const doneFor = 60;

export interface Answers {
  given_name: string;
  family_name: string;
  phone: string;
  email: string;
  street: string;
  house_number: string;
  city: string;
  postal_code: string;
  country_code: string;
}

export type AnswerName = keyof Answers;
export type Fault = "fault" | "fault_too_many" | "fault_closed";

const blank = (country: string): Answers => ({
  given_name: "",
  family_name: "",
  phone: "",
  email: "",
  street: "",
  house_number: "",
  city: "",
  postal_code: "",
  country_code: country,
});

const screens: { [answer in AnswerName]: Question } = {
  given_name: "name",
  family_name: "name",
  phone: "contact",
  email: "contact",
  street: "address",
  house_number: "address",
  city: "address",
  postal_code: "address",
  country_code: "address",
};

const members: { [member: string]: AnswerName } = {
  givenName: "given_name",
  familyName: "family_name",
  streetName: "street",
  houseNumber: "house_number",
  city: "city",
  postalCode: "postal_code",
  countryCode: "country_code",
};

/** The answer a record path came from: the record lists the phone number first, where there is one. */
export function answerOf(field: string, phoneGiven: boolean): AnswerName | undefined {
  if (field.startsWith("channels")) {
    return phoneGiven && !field.startsWith("channels[1]") ? "phone" : "email";
  }
  if (field === "names") return "family_name";
  return members[field.split(".").at(-1) ?? ""];
}

export class Kiosk {
  step = $state<Step>("welcome");
  answers = $state<Answers>(blank(""));
  consent = $state<{ [way: string]: ConsentState }>({});
  errors = $state.raw<FieldError[]>([]);
  needs = $state<"needs_name" | "needs_contact" | undefined>();
  fault = $state<Fault | undefined>();
  sending = $state(false);
  code = $state("");
  form = $state.raw<KioskFormView | undefined>();
  #draft = mint();
  readonly #idle = new Idle();
  readonly #call: Call;
  readonly #language: () => string;

  constructor(call: Call, language: () => string) {
    this.#call = call;
    this.#language = language;
  }

  async load() {
    try {
      this.form = await this.#call("kiosk_form", {});
      if (this.fault === "fault_closed") this.fault = undefined;
      if (!this.answers.country_code) this.answers.country_code = this.form.country;
    } catch {
      this.fault = "fault_closed";
    }
  }

  get untouched(): boolean {
    return this.step === "welcome";
  }

  start() {
    if (!this.form) return void this.load();
    this.step = "name";
  }

  set(name: AnswerName, value: string) {
    this.answers[name] = value;
    this.needs = undefined;
    this.errors = this.errors.filter((error) => error.field !== name);
  }

  agree(way: string, state: ConsentState) {
    this.consent = { ...this.consent, [way]: state };
  }

  refused(name: string): FieldError | undefined {
    return this.errors.find((error) => error.field === name);
  }

  next() {
    const { given_name, family_name, phone, email } = this.answers;
    this.needs = undefined;
    if (this.step === "name" && !given_name.trim() && !family_name.trim()) this.needs = "needs_name";
    if (this.step === "contact" && !phone.trim() && !email.trim()) this.needs = "needs_contact";
    if (this.needs) return;
    this.#walk(1);
  }

  back() {
    this.needs = undefined;
    if (this.step === "name") this.step = "welcome";
    else this.#walk(-1);
  }

  goTo(question: Question) {
    this.step = question;
  }

  #walk(by: 1 | -1) {
    const at = questions.findIndex((question) => question === this.step);
    const next = questions[at + by];
    if (at !== -1 && next) this.step = next;
  }

  async send() {
    const { form } = this;
    if (this.sending || !form) return;
    this.sending = true;
    this.fault = undefined;
    const { given_name, family_name, phone, email, ...address } = this.answers;
    const told = [address.street, address.house_number, address.city, address.postal_code];
    if (told.every((part) => part.trim() === "")) address.country_code = "";
    try {
      const { code } = await this.#call("kiosk_submit", {
        draft: this.#draft,
        language: this.#language(),
        statement: form.statement,
        given_name,
        family_name,
        phone,
        email,
        address,
        consent: { ...this.consent },
      });
      this.wipe();
      this.code = code;
      this.step = "done";
    } catch (thrown) {
      const error = toApiError(thrown);
      const given = phone.trim() !== "";
      this.errors = error.fields.flatMap((one) => {
        const answer = answerOf(one.field, given);
        return answer ? [{ ...one, field: answer }] : [];
      });
      const first = screens[(this.errors[0]?.field ?? "") as AnswerName];
      if (first) this.step = first;
      else this.fault = error.code === "too_many" ? "fault_too_many" : "fault";
    } finally {
      this.sending = false;
    }
  }

  /** Seconds until everything is wiped; absent while somebody is there. */
  get wiping(): number | undefined {
    return this.#idle.left;
  }

  /** Somebody touched something. */
  touch() {
    this.#idle.touch();
  }

  more() {
    this.#idle.restart();
  }

  /** Once a second. */
  tick() {
    if (this.untouched || this.sending) return;
    const gone = this.step === "done" ? this.#idle.tickUntil(doneFor) : this.#idle.tick();
    if (gone) this.wipe();
  }

  /** Nothing of the person stays: answers, code, and the id a second press would reuse. */
  wipe() {
    this.step = "welcome";
    this.answers = blank(this.form?.country ?? "");
    this.consent = {};
    this.errors = [];
    this.needs = undefined;
    this.fault = undefined;
    this.code = "";
    this.#idle.restart();
    this.#draft = mint();
  }
}
