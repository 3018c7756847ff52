/** What a form holds, as lines somebody can paste elsewhere while nothing can be kept here. */
import { fieldName } from "../words";

export function asText(value: unknown): string {
  const lines: string[] = [];
  walk(value, "", lines);
  return lines.join("\n");
}

function walk(value: unknown, path: string, lines: string[]) {
  if (value === null || value === undefined || value === "") return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => walk(item, `${path}[${index}]`, lines));
  } else if (typeof value === "object") {
    for (const [name, member] of Object.entries(value)) walk(member, path === "" ? name : `${path}.${name}`, lines);
  } else {
    lines.push(`${fieldName(path)}: ${String(value)}`);
  }
}
