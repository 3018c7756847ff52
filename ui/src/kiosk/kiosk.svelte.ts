/**
 * The kiosk's form: one question a screen, answers kept when stepping back, wiped when nobody is
 * there. Knows no customer and asks the core two things only: what to offer, and to take it.
 */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError, type FieldError } from "../lib/api/errors";
import type { ConsentState, KioskCodeView, KioskFormView } from "../lib/api/generated/types";
import { mint } from "../lib/id";
import { Idle, wipeAfter } from "./idle.svelte";
import { answerOf, blank, needs, questionOf, questions, ways } from "./questions";
import type { AnswerName, Answers, Question, Reason, Step, Way } from "./questions";

/** How long the code stays: long enough to be remembered, not to be read by the next person. */
const doneFor = 60;
/** The same with codes to be photographed, or scanned by somebody who walks over. */
const doneForCodes = 120;

export type Fault = "fault" | "fault_too_many" | "fault_wait" | "fault_full" | "fault_closed";

/** Seconds somebody is asked to wait at most; after longer they are better off at the desk. */
const worthWaiting = 60;

function faultOf(error: ApiError, seconds: number): Fault {
  const code: string = error.code;
  if (code === "inbox_full") return "fault_full";
  if (code !== "too_many") return "fault";
  if (!Number.isFinite(seconds)) return "fault_too_many";
  return seconds <= worthWaiting ? "fault_wait" : "fault_full";
}

export class Kiosk {
  step = $state<Step>("welcome");
  answers = $state<Answers>(blank(""));
  consent = $state<{ [way in Way]?: ConsentState }>({});
  reason = $state<Reason | undefined>();
  errors = $state.raw<FieldError[]>([]);
  needs = $state<"needs_name" | "needs_contact" | undefined>();
  /** A way somebody said yes to that cannot be used without an answer left out. */
  lacking = $state<Way | undefined>();
  fault = $state<Fault | undefined>();
  /** How long the core asks to wait before the next try. */
  wait = $state(0);
  sending = $state(false);
  code = $state("");
  /** How the card is handed over where this kiosk has no desk of its own. */
  codes = $state.raw<readonly KioskCodeView[]>([]);
  /** The card that was handed in, where something was agreed to or refused on it. */
  handed = $state<string | undefined>();
  /** The same to take along, once it was asked for. */
  keepsake = $state.raw<KioskCodeView | undefined>();
  /** What became of the visitor's licence under the scanner. */
  scan = $state<"filled" | "unread" | undefined>();
  form = $state.raw<KioskFormView | undefined>();
  /** Grows with each end of a session. */
  sessions = $state(0);
  #draft = mint();
  #salt = $state(salt());
  #correcting = false;
  readonly #idle = new Idle();
  readonly #call: Call;
  readonly #language: () => string;
  readonly #over: () => void;

  /** `over` is told whenever a session ends, after everything here is wiped. */
  constructor(call: Call, language: () => string, over: () => void = () => {}) {
    this.#call = call;
    this.#language = language;
    this.#over = over;
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

  start() {
    if (!this.form) return void this.load();
    this.step = questions[0];
  }

  set(name: AnswerName, value: string) {
    this.answers[name] = value;
    this.needs = undefined;
    this.errors = this.errors.filter((error) => error.field !== name);
    if (this.lacking && !this.#lacks(this.lacking)) this.lacking = undefined;
  }

  /** A licence was scanned: its words go into the visitor's own fields, where they are asked for. */
  async scanned(text: string) {
    this.touch();
    if (this.step !== "name" && this.step !== "address") return;
    const session = this.sessions;
    const answer = await this.#call("kiosk_form", { scan: text }).catch(() => undefined);
    if (session !== this.sessions || (this.step as Step) === "done") return;
    const read = answer?.scanned;
    this.scan = read ? "filled" : "unread";
    if (!read) return;
    const { given_name, family_name, address } = read;
    // All of the address or nothing: no half of it belongs to another.
    const lives = address.street || address.city || address.postal_code ? address : {};
    for (const [name, value] of Object.entries({ given_name, family_name, ...lives })) this.set(name as AnswerName, value);
  }

  agree(way: Way, state: ConsentState) {
    this.consent = { ...this.consent, [way]: state };
  }

  /** The "yes" that lacks its answer becomes a "no". */
  takeBack() {
    const { lacking } = this;
    this.lacking = undefined;
    if (lacking) this.agree(lacking, "DENIED");
  }

  /** The same reason once more takes it back. */
  comeFor(reason: Reason) {
    this.reason = this.reason === reason ? undefined : reason;
  }

  refused(name: string): FieldError | undefined {
    return this.errors.find((error) => error.field === name);
  }

  /** A name for a field that no browser has seen before and none will see again. */
  nameOf(field: string): string {
    return `${this.#salt}${Array.from(field, (letter) => letter.charCodeAt(0).toString(36)).join("")}`;
  }

  /** Whether this question may be left out and has been. */
  get leftOut(): boolean {
    if (this.step === "address") return this.#empty(needs.post);
    return this.step === "visit" && !this.reason && this.#empty(["plate"]);
  }

  next() {
    this.needs = undefined;
    this.lacking = undefined;
    if (this.step === "name" && this.#empty(["given_name", "family_name"])) this.needs = "needs_name";
    else if (this.step === "contact" && this.#empty(["phone", "email"])) this.needs = "needs_contact";
    else if (this.step === "contact" || this.step === "address") this.lacking = this.#lackingAt(this.step);
    if (!this.needs && !this.lacking) this.#walk(1);
  }

  /** Before the first question there is nobody: stepping back there leaves nothing behind. */
  back() {
    this.needs = undefined;
    this.lacking = undefined;
    if (this.step === questions[0] && !this.#correcting) this.over();
    else this.#walk(-1);
  }

  /** From the last screen to one question, and straight back. */
  goTo(question: Question) {
    this.#correcting = true;
    this.scan = undefined;
    this.step = question;
  }

  #empty = (names: readonly AnswerName[]) => names.every((name) => this.answers[name].trim() === "");
  #lacks = (way: Way) => this.consent[way] === "AGREED" && this.#empty(needs[way]);
  #lackingAt = (question: Question) =>
    ways.find((way) => needs[way].some((name) => questionOf[name] === question) && this.#lacks(way));

  #walk(by: 1 | -1) {
    this.scan = undefined;
    if (this.#correcting) {
      this.#correcting = false;
      this.step = "check";
      return;
    }
    const at = questions.findIndex((question) => question === this.step);
    const next = questions[at + by];
    if (at !== -1 && next) this.step = next;
  }

  async send() {
    const { form } = this;
    if (this.sending || !form) return;
    // Somebody may have said yes to a way after the answer for it was left out.
    const short = ways.find(this.#lacks);
    if (short) {
      this.goTo(questionOf[needs[short][0] ?? "phone"]);
      this.lacking = short;
      return;
    }
    this.sending = true;
    this.fault = undefined;
    const session = this.sessions;
    const { given_name, family_name, preferred_name, phone, email, plate, ...address } = this.answers;
    if (this.#empty(needs.post)) address.country_code = "";
    const visit = { ...(this.reason && { reason: this.reason }), ...(plate.trim() && { plate: plate.trim() }) };
    try {
      const { code, codes = [] } = await this.#call("kiosk_submit", {
        draft: this.#draft,
        language: this.#language(),
        statement: form.statement,
        given_name,
        family_name,
        ...(preferred_name.trim() && { preferred_name: preferred_name.trim() }),
        phone,
        email,
        address,
        consent: { ...this.consent },
        ...visit,
      });
      if (session !== this.sessions) return;
      const said = Object.keys(this.consent).length > 0;
      const handed = this.#draft;
      this.#wipe();
      this.handed = said ? handed : undefined;
      this.code = code;
      this.codes = codes;
      this.step = "done";
    } catch (thrown) {
      if (session === this.sessions) this.#refuse(thrown, phone.trim() !== "");
    } finally {
      if (session === this.sessions) this.sending = false;
    }
  }

  #refuse(thrown: unknown, phoneGiven: boolean) {
    const error = toApiError(thrown);
    this.errors = error.fields.flatMap((one) => {
      const answer = answerOf(one.field, phoneGiven);
      return answer ? [{ ...one, field: answer }] : [];
    });
    const first = questionOf[(this.errors[0]?.field ?? "") as AnswerName];
    if (first) this.goTo(first);
    else {
      this.wait = Number(error.fields.find((one) => one.code === "wait")?.params?.["seconds"] ?? Number.NaN);
      this.fault = faultOf(error, this.wait);
    }
  }

  /** What was agreed to, as a square for the visitor's own telephone. */
  async keep() {
    const { handed, sessions } = this;
    if (!handed) return;
    // The codes stay longer: a count that went on would stand still until their end.
    this.#idle.restart();
    const answer = await this.#call("kiosk_form", { card: handed }).catch(() => undefined);
    if (sessions !== this.sessions) return;
    this.keepsake = answer?.keepsake;
    this.handed = undefined;
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

  /** Seconds without a touch before those that are counted. */
  get #quiet(): number | undefined {
    if (this.step !== "done") return undefined;
    return (this.codes.length > 0 || this.keepsake ? doneForCodes : doneFor) - wipeAfter;
  }

  /** Once a second. `changed`: the greeting looks otherwise than the next visitor should find it. */
  tick(changed = false) {
    if (this.step === "welcome" && !changed) this.#idle.restart();
    else if (this.#idle.tick(this.#quiet)) this.over();
  }

  /** The session ends: nothing of the person stays here, and the window is told to forget the rest. */
  over() {
    this.#wipe();
    this.sessions += 1;
    this.#over();
  }

  #wipe() {
    this.step = "welcome";
    this.answers = blank(this.form?.country ?? "");
    this.consent = {};
    this.reason = undefined;
    this.errors = [];
    this.needs = undefined;
    this.lacking = undefined;
    this.#correcting = false;
    this.fault = undefined;
    this.sending = false;
    this.code = "";
    this.codes = [];
    this.handed = undefined;
    this.keepsake = undefined;
    this.scan = undefined;
    this.#idle.restart();
    this.#draft = mint();
    this.#salt = salt();
  }
}

/** A letter and eight random ones. */
function salt(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `f${Array.from(bytes, (byte) => (byte % 36).toString(36)).join("")}`;
}
