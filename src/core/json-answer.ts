import { asFields, type Fields } from "../narrow.ts";
/**
 * What a request with a JSON `response_format` was promised: text that parses, and fits the schema. An answer that does
 * not is not stored, so that the caller's next try reaches the model. Only what structured outputs allow in a schema is
 * checked; a keyword that is not known here refuses nothing.
 */

/** JSON that the request asks for; `schema` is null where any object will do. */
export interface JsonPromise {
  readonly schema: Fields | null;
}

/** The JSON promised by a parsed request's `response_format` or `text.format`; null where it asks for none. */
export function jsonPromised(body: Fields): JsonPromise | null {
  const format = asFields(body["response_format"]) ?? asFields(asFields(body["text"])?.["format"]);
  switch (format?.["type"]) {
    case "json_object":
      return { schema: null };
    case "json_schema":
      return { schema: asFields(format["schema"]) ?? asFields(asFields(format["json_schema"])?.["schema"]) };
    default:
      return null;
  }
}

/** Does a parsed request ask for a form of its answer at all, text included? Such an answer is never edited. */
export function asksForForm(body: Fields): boolean {
  return body["response_format"] != null || asFields(body["text"])?.["format"] != null;
}

export function keepsPromise(text: string, promise: JsonPromise): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  return promise.schema === null
    ? asFields(value) !== null || Array.isArray(value)
    : fits(value, promise.schema, { root: promise.schema, steps: STEPS_MAX, depth: 0 });
}

/** Limits of a check, as a schema may refer to itself: beyond either, the answer counts as fitting. */
const STEPS_MAX = 100_000;
const DEPTH_MAX = 300;

interface Walk {
  readonly root: Fields;
  steps: number;
  depth: number;
}

function fits(value: unknown, schema: unknown, walk: Walk): boolean {
  if (schema === false) return false;
  const rules = asFields(schema);
  if (rules === null || walk.steps-- <= 0 || walk.depth >= DEPTH_MAX) return true;
  walk.depth++;
  const fit = fitsRules(value, rules, walk);
  walk.depth--;
  return fit;
}

function fitsRules(value: unknown, rules: Fields, walk: Walk): boolean {
  const target = typeof rules["$ref"] === "string" ? referred(rules["$ref"], walk.root) : null;
  if (target !== null && !fits(value, target, walk)) return false;
  if (!isOfType(value, rules["type"])) return false;
  if (Array.isArray(rules["enum"]) && !rules["enum"].some((one) => areEqual(one, value))) return false;
  if ("const" in rules && !areEqual(rules["const"], value)) return false;
  const { anyOf, allOf } = rules;
  if (Array.isArray(anyOf) && !anyOf.some((one) => fits(value, one, walk))) return false;
  if (Array.isArray(allOf) && !allOf.every((one) => fits(value, one, walk))) return false;
  if (Array.isArray(value)) return value.every((item) => fits(item, rules["items"], walk));
  const object = asFields(value);
  return object === null || membersFit(object, rules, walk);
}

function membersFit(object: Fields, rules: Fields, walk: Walk): boolean {
  const { required, additionalProperties } = rules;
  if (Array.isArray(required) && required.some((name) => !Object.hasOwn(object, String(name)))) return false;
  const properties = asFields(rules["properties"]) ?? {};
  return Object.entries(object).every(([name, value]) =>
    Object.hasOwn(properties, name)
      ? fits(value, properties[name], walk)
      : fits(value, additionalProperties ?? true, walk),
  );
}

/** What a `$ref` within the schema points to: `#`, `#/$defs/name`. True, which allows all, for any other reference. */
function referred(pointer: string, root: Fields): unknown {
  if (!pointer.startsWith("#")) return true;
  let at: unknown = root;
  for (const name of pointer.split("/").slice(1)) {
    at = asFields(at)?.[unescaped(name).replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return at ?? true;
}

/** The percent-decoded name; as it is where it cannot be decoded, since it was then never escaped. */
function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function isOfType(value: unknown, type: unknown): boolean {
  if (typeof type === "string") return Object.hasOwn(IS, type) ? IS[type]!(value) : true;
  return Array.isArray(type) ? type.some((one) => isOfType(value, one)) : true;
}

const IS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: (value) => asFields(value) !== null,
};

function areEqual(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
