/** What was typed into the search box, in a line. */
import type { Reading } from "../api/generated/types";

/** Shorter ones are the end of a number somebody remembers, not a number to ring. */
export const dialable = 7;

/** How the last row names what a new customer would start with. */
export function summary(readings: readonly Reading[], text: string): string {
  const shown = readings.map((reading) =>
    reading.as === "phone" && reading.text.replace(/\D/g, "").length < dialable
      ? `…${reading.text.replace(/\D/g, "")}`
      : reading.text,
  );
  const words = readings.filter((reading) => reading.as === "name").map((reading) => reading.text);
  const others = shown.filter((_, index) => readings[index]?.as !== "name");
  const parts = [words.join(" "), ...others].filter((part) => part !== "");
  return parts.length > 0 ? parts.join(", ") : text.trim();
}
