/**
 * A birth date as three fields. What is typed is kept as typed; only whole dates become
 * `YYYY-MM-DD`, and no `Date` is involved, so that no time zone can shift a day.
 */
export interface DateParts {
  day: string;
  month: string;
  year: string;
}

export type PartName = keyof DateParts;

export function split(value: string): DateParts {
  const whole = /^(\d{4})-(\d{1,2})-(\d{1,2})/.exec(value.trim());
  if (!whole) return { day: "", month: "", year: value.trim() };
  const [, year = "", month = "", day = ""] = whole;
  return { day: String(Number(day)), month: String(Number(month)), year };
}

/** The date as the record writes it; parts that make no date are handed on as typed. */
export function join({ day, month, year }: DateParts): string {
  const [d, m, y] = [day.trim(), month.trim(), year.trim()];
  if (!d && !m) return y;
  const numeric = /^\d+$/.test(d) && /^\d+$/.test(m) && /^\d{4}$/.test(y);
  if (!numeric) return [y, m, d].join("-");
  return `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`;
}

/** Day, month and year in the order the language writes them. */
export function order(tag: string): PartName[] {
  const parts = new Intl.DateTimeFormat(tag, { day: "numeric", month: "numeric", year: "numeric" })
    .formatToParts(new Date(Date.UTC(2000, 10, 22)))
    .map((part) => part.type);
  const known: PartName[] = [];
  for (const part of parts) {
    if (part === "day" || part === "month" || part === "year") known.push(part);
  }
  return known;
}

/** `31 Jan 1980`; what is no date is shown as it is. */
export function show(value: string, tag: string): string {
  const whole = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!whole) return value;
  const [, year, month, day] = whole.map(Number);
  if (!year || !month || !day) return value;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1) return value;
  return date.toLocaleDateString(tag, {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}
