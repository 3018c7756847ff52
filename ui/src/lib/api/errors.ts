/** What a refused command threw, made safe to act on. Nobody reads `message` to decide. */
import type { ApiError, Code, FieldError } from "./generated/types";

export type { ApiError, Code, FieldError };

const codes: readonly Code[] = [
  "bad_request",
  "invalid",
  "not_found",
  "unsupported",
  "offline",
  "sign_in",
  "not_configured",
  "store_locked",
  "not_saved",
  "disk_full",
  "too_many",
  "inbox_full",
  "too_late",
  "unsent",
  "right_missing",
  "desk_locked",
  "kiosk_not_ready",
  "practising",
  "internal",
];

const isObject = (value: unknown): value is { [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function toFieldError(value: unknown): FieldError | undefined {
  if (!isObject(value) || typeof value["field"] !== "string") return undefined;
  const params: { [key: string]: string } = {};
  if (isObject(value["params"])) {
    for (const [name, param] of Object.entries(value["params"])) params[name] = String(param);
  }
  return {
    field: value["field"],
    code: text(value["code"]),
    message: text(value["message"]),
    params,
  };
}

/** Anything that was thrown, as an `ApiError`; what is not one becomes `internal`. */
export function toApiError(thrown: unknown): ApiError {
  if (isObject(thrown)) {
    const code = codes.find((known) => known === thrown["code"]);
    if (code) {
      const fields = Array.isArray(thrown["fields"]) ? thrown["fields"] : [];
      const error: ApiError = {
        code,
        message: text(thrown["message"]),
        fields: fields.map(toFieldError).filter((field) => field !== undefined),
      };
      if (typeof thrown["reference"] === "string") error.reference = thrown["reference"];
      return error;
    }
  }
  const message = thrown instanceof Error ? thrown.message : text(thrown);
  return { code: "internal", message, fields: [] };
}
