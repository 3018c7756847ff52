/** Opens a section's form: never over one that is typed in, nor over a list of which a part is missing. */
import type { FieldError } from "../lib/api/errors";
import type { Section } from "../lib/api/generated/types";
import { announcer } from "../lib/app/announce.svelte";
import type { Guard } from "../lib/app/guard.svelte";
import { t } from "../lib/i18n/desk";
import { shapes } from "../lib/record/sections";
import type { Customer } from "./customer.svelte";

/** A list is sent as it stands: one of which only a part is known would lose the rest. */
export const lacks = ({ view }: Customer, section: Section): boolean => shapes[section].list && view?.whole === false;

export async function editSection(customer: Customer, guard: Guard, section: Section, errors: FieldError[] = []) {
  const { editing } = customer;
  if (lacks(customer, section)) {
    const whole = await customer.whole();
    // Whoever began another form meanwhile is not fetched back.
    if (customer.editing !== editing) return;
    if (!whole) {
      announcer.toast(() => t("section_partial"));
      return;
    }
  }
  if (editing && editing !== section && !(await guard.clear([customer]))) return;
  await customer.edit(section, errors);
}
