/** What the kiosk asks, in which order, and which answer of the core belongs to which question. */

export const questions = ["privacy", "name", "contact", "address", "visit", "check"] as const;
export type Question = (typeof questions)[number];
export type Step = "welcome" | Question | "done";

export const ways = ["call", "text", "email", "post"] as const;
export type Way = (typeof ways)[number];

export const reasons = ["sales", "service", "parts", "other"] as const;
export type Reason = (typeof reasons)[number];

export interface Answers {
  given_name: string;
  family_name: string;
  /** What they like to be called; may be left out. */
  preferred_name: string;
  phone: string;
  email: string;
  street: string;
  house_number: string;
  city: string;
  postal_code: string;
  country_code: string;
  plate: string;
}
export type AnswerName = keyof Answers;

export const blank = (country: string): Answers => ({
  given_name: "",
  family_name: "",
  preferred_name: "",
  phone: "",
  email: "",
  street: "",
  house_number: "",
  city: "",
  postal_code: "",
  country_code: country,
  plate: "",
});

export const questionOf: { [answer in AnswerName]: Question } = {
  given_name: "name",
  family_name: "name",
  preferred_name: "name",
  phone: "contact",
  email: "contact",
  street: "address",
  house_number: "address",
  city: "address",
  postal_code: "address",
  country_code: "address",
  plate: "visit",
};

const members: { [member: string]: AnswerName } = {
  givenName: "given_name",
  familyName: "family_name",
  preferredName: "preferred_name",
  streetName: "street",
  houseNumber: "house_number",
  city: "city",
  postalCode: "postal_code",
  countryCode: "country_code",
};

const isAnswer = (name: string): name is AnswerName => name in questionOf;

/**
 * The answer a refusal is about: named as it was sent (`address.city`, `phone`), or by its path in
 * the record, which lists the phone number first where there is one.
 */
export function answerOf(field: string, phoneGiven: boolean): AnswerName | undefined {
  if (field.startsWith("channels")) {
    return phoneGiven && !field.startsWith("channels[1]") ? "phone" : "email";
  }
  if (field === "names") return "family_name";
  const last = field.split(".").at(-1) ?? "";
  return isAnswer(last) ? last : members[last];
}

/** What a "yes" to a way needs to be of any use. */
export const needs: { [way in Way]: readonly AnswerName[] } = {
  call: ["phone"],
  text: ["phone"],
  email: ["email"],
  post: ["street", "house_number", "city", "postal_code"],
};
