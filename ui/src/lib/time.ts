/** Clock times and ages in the window's language. */
import { language } from "./i18n/locale.svelte";

const parse = (at: string | undefined): Date | undefined => {
  if (!at) return undefined;
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();

/** `10:42` today, `12 Mar` this year, `12 Mar 2021` before. */
export function clock(at: string | undefined, now = new Date()): string {
  const date = parse(at);
  if (!date) return "";
  if (sameDay(date, now)) {
    return date.toLocaleTimeString(language.tag, { hour: "2-digit", minute: "2-digit" });
  }
  const year = date.getFullYear() === now.getFullYear() ? undefined : ("numeric" as const);
  return date.toLocaleDateString(language.tag, { day: "numeric", month: "short", year });
}

/** `10:42:07` today, with the day before that. */
export function exact(at: string | undefined, now = new Date()): string {
  const date = parse(at);
  if (!date) return "";
  const time = date.toLocaleTimeString(language.tag, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  if (sameDay(date, now)) return time;
  return `${date.toLocaleDateString(language.tag, { day: "numeric", month: "short" })} ${time}`;
}

/** `3 min ago`; empty where the time is not known. */
export function ago(at: string | undefined, now = new Date()): string {
  const date = parse(at);
  return date ? duration((now.getTime() - date.getTime()) / 1_000) : "";
}

/** An age in seconds as `3 min ago`. */
export function duration(seconds: number): string {
  const words = new Intl.RelativeTimeFormat(language.tag, { numeric: "auto", style: "short" });
  const age = Math.max(0, Math.round(seconds));
  if (age < 60) return words.format(-age, "second");
  if (age < 3_600) return words.format(-Math.round(age / 60), "minute");
  if (age < 86_400) return words.format(-Math.round(age / 3_600), "hour");
  return words.format(-Math.round(age / 86_400), "day");
}

export const number = (value: number): string => value.toLocaleString(language.tag);
