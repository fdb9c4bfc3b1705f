import { type Fields, fieldsOf } from "../../narrow.ts";

/** A refusal in OpenAI's error shape. */
export class ApiFault extends Error {
  readonly status: number;
  readonly param: string | null;
  readonly code: string | null;
  constructor(status: number, message: string, param: string | null = null, code: string | null = null) {
    super(message);
    this.name = "ApiFault";
    this.status = status;
    this.param = param;
    this.code = code;
  }
  body(): object {
    const type = this.status >= 500 ? "server_error" : "invalid_request_error";
    return { error: { message: this.message, type, param: this.param, code: this.code } };
  }
}

/** The type, and for numbers the range, that a member of the body must have. It may also be absent or null. */
export type Rule =
  | { readonly is: "string" | "boolean" | "array" | "object" | "array or string" }
  | { readonly is: "integer" | "number"; readonly min: number; readonly max: number };

/** Throws ApiFault for the first member that breaks its rule, in the words of OpenAI's API. */
export function checkFields(body: Fields, rules: Readonly<Record<string, Rule>>): void {
  for (const [name, rule] of Object.entries(rules)) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    const got = kindOf(value);
    if (!isOf(got, rule.is)) {
      const message = `Invalid type for '${name}': expected ${a(rule.is)}, but got ${a(got)} instead.`;
      throw new ApiFault(400, message, name, "invalid_type");
    }
    if (typeof value === "number" && "min" in rule) checkRange(name, value, rule.min, rule.max, rule.is);
  }
}

/** A number in a body that `checkFields` has accepted; null where absent. */
export function numberMember(body: Fields, name: string): number | null {
  const value = body[name];
  return typeof value === "number" ? value : null;
}

export function listMember(body: Fields, name: string): readonly unknown[] | null {
  const value = body[name];
  return Array.isArray(value) ? value : null;
}

/** Does the request ask for a last event with the usage (`stream_options.include_usage`)? */
export function wantsUsage(body: Fields): boolean {
  return fieldsOf(body["stream_options"])["include_usage"] === true;
}

function checkRange(name: string, value: number, min: number, max: number, kind: "integer" | "number"): void {
  const word = kind === "integer" ? "integer" : "decimal";
  if (value < min) {
    const message = `Invalid '${name}': ${word} below minimum value. Expected a value >= ${min}, but got ${value} instead.`;
    throw new ApiFault(400, message, name, `${word}_below_min_value`);
  }
  if (value > max) {
    const message = `Invalid '${name}': ${word} above maximum value. Expected a value <= ${max}, but got ${value} instead.`;
    throw new ApiFault(400, message, name, `${word}_above_max_value`);
  }
}

export function missing(name: string): ApiFault {
  return new ApiFault(400, `Missing required parameter: '${name}'.`, name, "missing_required_parameter");
}

export function wrongType(name: string, expected: string, value: unknown): ApiFault {
  const message = `Invalid type for '${name}': expected ${expected}, but got ${a(kindOf(value))} instead.`;
  return new ApiFault(400, message, name, "invalid_type");
}

export function wrongValue(name: string, value: unknown, supported: readonly string[]): ApiFault {
  const shown = String(value).slice(0, 80);
  const list = supported.map((one) => `'${one}'`).join(", ");
  return new ApiFault(
    400,
    `Invalid value: '${shown}'. Supported values are: ${list}.`,
    name,
    "invalid_value",
  );
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function isOf(got: string, wanted: Rule["is"]): boolean {
  if (wanted === "array or string") return got === "array" || got === "string";
  return got === wanted || (wanted === "number" && got === "integer");
}

function a(kind: string): string {
  if (kind === "null") return "null";
  return `${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`;
}
