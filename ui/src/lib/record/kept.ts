/** What the core keeps of a form until it is saved, and how it is known again after a crash. */
import type { CustomerRecord, StatementStood } from "../api/generated/types";
import type { JsonObject } from "./path";

export interface Kept {
  /** The id under which a save is the same save. */
  draft: string;
  record: JsonObject;
  /** What the form of somebody known started from. */
  base?: JsonObject;
  /** The kiosk card the form was opened from. */
  submission?: string;
  /** What stands on that card. */
  code?: string;
  /** Whom a person ruled out while filling it in, by id, and why. */
  ruledOut?: { [id: string]: string };
  /** Entries of somebody who is gone, which end once this is created. */
  replaces?: string[];
  /** The privacy statement that stood in it. */
  statement?: StatementStood;
  /** The customer its values are for, once one was chosen. */
  chosen?: Chosen;
}

export interface Chosen {
  localId: string;
  /** The network's id: local ids of one person may become one. */
  id?: string;
  /** Who typed it. */
  from: "desk" | "customer";
  /** What nobody has taken over yet. */
  left: CustomerRecord;
  /** Lines that were marked to be taken over while people stood side by side. */
  wanted?: string[];
}

export type ChosenDraft = Kept & { chosen: Chosen };

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

export function isKept(value: unknown): value is Kept {
  if (!isObject(value)) return false;
  const { draft, record, base } = value as Partial<Kept>;
  return typeof draft === "string" && isObject(record) && (base === undefined || isObject(base));
}

export function isChosen(value: unknown): value is ChosenDraft {
  if (!isKept(value) || !isObject(value.chosen)) return false;
  const { localId, left } = value.chosen as Partial<Chosen>;
  return typeof localId === "string" && isObject(left);
}
