/**
 * What was typed for somebody new who turned out to be known. It stays kept, tied to the customer
 * that was chosen, until each section was taken over or knowingly dropped: a crash loses none of it.
 */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { Address, CustomerRecord, DraftView, Section } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import { show } from "../lib/record/birth-date";
import { isChosen, type Chosen, type ChosenDraft } from "../lib/record/kept";
import { blank, isObject, read, type Json } from "../lib/record/path";
import { shapes } from "../lib/record/sections";
import { addressLine, phoneText } from "../lib/record/show";

export class Carry {
  left = $state.raw<CustomerRecord>({ kind: "person" });
  /** Everything was taken, or somebody said that the rest is not wanted. */
  done = $state(false);
  unkept = $state.raw<ApiError | undefined>();
  readonly key: string;
  readonly #call: Call;
  readonly #kept: ChosenDraft;
  #pending: Promise<void> = Promise.resolve();
  #settled = false;

  constructor(call: Call, key: string, kept: ChosenDraft) {
    this.#call = call;
    this.key = key;
    this.#kept = kept;
    this.left = kept.chosen.left;
  }

  /** Those of the kept drafts that are for this customer, oldest first. */
  static of(call: Call, drafts: readonly DraftView[], localId: string, id?: string): Carry[] {
    return drafts.flatMap(({ key, value }) => {
      if (!isChosen(value)) return [];
      const { chosen } = value;
      const meant = chosen.localId === localId || (id !== undefined && chosen.id === id);
      return meant ? [new Carry(call, key, value)] : [];
    });
  }

  get from(): Chosen["from"] {
    return this.#kept.chosen.from;
  }

  /** A section was laid into its form, which keeps it from now on. */
  async took(section: Section): Promise<void> {
    const left = { ...this.left };
    delete left[shapes[section].member];
    this.left = left;
    await this.#write(() =>
      this.#call("draft_save", {
        key: this.key,
        value: { ...this.#kept, chosen: { ...this.#kept.chosen, left } },
      }),
    );
  }

  /** Nothing of it is wanted any more. */
  async finish(): Promise<void> {
    this.done = true;
    await this.settle();
  }

  /** The record says it all already: nothing is left to keep, and it may still be shown. */
  async settle(): Promise<void> {
    if (this.#settled) return;
    this.#settled = true;
    await this.#write(() => this.#call("draft_drop", { key: this.key }));
  }

  /** Waits until what was written stands: the form takes its draft back. */
  async release(): Promise<void> {
    this.#settled = true;
    await this.#pending;
  }

  #write(act: () => Promise<unknown>): Promise<void> {
    this.#pending = this.#pending.then(async () => {
      try {
        await act();
        this.unkept = undefined;
      } catch (thrown) {
        this.unkept = toApiError(thrown);
      }
    });
    return this.#pending;
  }
}

export interface Offer {
  section: Section;
  text: string;
}

/** Sections that hold something the record does not say, in the order of the forms. */
export function offers(left: CustomerRecord, record: CustomerRecord): Offer[] {
  return Object.values(shapes)
    .filter(({ section }) => news(section, left, record))
    .map(({ section }) => ({ section, text: texts(left, section).filter((text) => text !== "").join(" · ") }));
}

const loose = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}@]/gu, "");
const digits = (text: string) => text.replace(/\D/g, "").replace(/^0+/, "");
const same = (a: Json, b: Json) => loose(String(a ?? "")) === loose(String(b ?? ""));

/** Whether a part says something the record does not, spaces and punctuation aside. */
function news(section: Section, left: CustomerRecord, record: CustomerRecord): boolean {
  switch (section) {
    case "communication":
      return (left.channels ?? []).some(
        (one) => !blank(one.value) && !(record.channels ?? []).some((old) => sameChannel(one, old)),
      );
    case "addresses":
      return (left.addresses ?? []).some(
        (one) => told(one).length > 0 && !(record.addresses ?? []).some((old) => sameAddress(one, old)),
      );
    case "vehicles":
      return (left.vehicles ?? []).some((one) => {
        const facts = Object.entries(one).filter(([, value]) => !blank(value));
        const has = (old: object) => facts.every(([name, value]) => same(value, read({ ...old }, name)));
        return facts.length > 0 && !(record.vehicles ?? []).some(has);
      });
    default: {
      const { member } = shapes[section];
      const typed = read({ ...left } as Json, member);
      if (!isObject(typed)) return false;
      return Object.entries(typed).some(
        ([name, value]) => !blank(value) && !same(value, read({ ...record } as Json, `${member}.${name}`)),
      );
    }
  }
}

type Channel = NonNullable<CustomerRecord["channels"]>[number];

function sameChannel(one: Channel, old: Channel): boolean {
  const number = digits(one.value);
  const known =
    same(one.value, old.value) ||
    (one.kind === "phone" && number.length > 6 && digits(old.value).endsWith(number.slice(-9)));
  // An answer about consent is something to take over even where the number is known.
  const agreed = Object.entries(one.consent ?? {});
  return known && agreed.every(([way, state]) => state === "UNKNOWN" || old.consent?.[way] === state);
}

/** A country alone is what the form starts with, not what somebody typed. */
const told = (address: Address) =>
  Object.entries(address).filter(([name, value]) => !["kind", "countryCode"].includes(name) && !blank(value));

function sameAddress(one: Address, old: Address): boolean {
  const lines = [read({ ...old } as Json, "line1"), read({ ...old } as Json, "line2")].map((line) => loose(String(line ?? "")));
  return told(one).every(([name, value]) => {
    if (same(value as Json, read({ ...old } as Json, name))) return true;
    const street = name === "streetName" || name === "houseNumber";
    return street && lines.some((line) => line !== "" && line.includes(loose(String(value))));
  });
}

function texts(carry: CustomerRecord, section: Section): string[] {
  switch (section) {
    case "communication":
      return (carry.channels ?? []).map((one) => (one.kind === "phone" ? phoneText(one.value) : one.value));
    case "addresses":
      return (carry.addresses ?? []).map(addressLine);
    case "vehicles":
      return (carry.vehicles ?? []).flatMap((car) => [car.licensePlate ?? "", car.vin ?? ""]);
    case "identity":
      return [show(carry.identity?.birthDate ?? "", language.tag)];
    default: {
      const part = read(carry as Json, shapes[section].member);
      return isObject(part) ? Object.values(part).map((value) => (blank(value) ? "" : String(value))) : [];
    }
  }
}
