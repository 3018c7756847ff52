/** Record paths as the core writes them: `names.familyName`, `channels[0].consent.call`. */

export type Json = string | number | boolean | null | undefined | Json[] | JsonObject;
export type JsonObject = { [member: string]: Json };

const steps = (path: string): (string | number)[] =>
  [...path.matchAll(/[^.[\]]+/g)].map(([step]) => (/^\d+$/.test(step) ? Number(step) : step));

const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function read(root: Json, path: string): Json {
  let at: Json = root;
  for (const step of steps(path)) {
    if (Array.isArray(at) && typeof step === "number") at = at[step];
    else if (isObject(at)) at = at[step];
    else return undefined;
  }
  return at;
}

/** Sets a value in place, making the objects and lists on the way. */
export function write(root: JsonObject, path: string, value: Json): void {
  const way = steps(path);
  const last = way.pop();
  if (last === undefined) return;
  let at: JsonObject | Json[] = root;
  way.forEach((step, index) => {
    const next = index + 1 < way.length ? way[index + 1] : last;
    const found: Json = Array.isArray(at) ? at[Number(step)] : at[step];
    if (isObject(found) || Array.isArray(found)) {
      at = found;
      return;
    }
    const made: JsonObject | Json[] = typeof next === "number" ? [] : {};
    if (Array.isArray(at)) at[Number(step)] = made;
    else at[step] = made;
    // Read back: a reactive root hands out its own wrapper of what was put in.
    const wrapped: Json = Array.isArray(at) ? at[Number(step)] : at[step];
    if (isObject(wrapped) || Array.isArray(wrapped)) at = wrapped;
  });
  if (Array.isArray(at)) at[Number(last)] = value;
  else at[last] = value;
}

/** The path without list positions, as profile rules name fields. */
export const general = (path: string): string => path.replace(/\[\d+\]/g, "");

export const blank = (value: Json): boolean =>
  value === undefined || value === null || (typeof value === "string" && value.trim() === "");

/** Equal where neither holds a value, or both the same; members nobody set do not count. */
export function same(a: Json, b: Json): boolean {
  if (blank(a) && blank(b)) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    const left = Array.isArray(a) ? a : [];
    const right = Array.isArray(b) ? b : [];
    return left.length === right.length && left.every((item, index) => same(item, right[index]));
  }
  if (isObject(a) || isObject(b)) {
    const left = isObject(a) ? a : {};
    const right = isObject(b) ? b : {};
    const members = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...members].every((member) => same(left[member], right[member]));
  }
  return a === b;
}

/** A copy free of reactive wrappers. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value ?? null)) as T;

export { isObject };
