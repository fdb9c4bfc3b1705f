import { type Fields, fieldsOf, isFields } from "../../narrow.ts";
/**
 * Makes a value that conforms to a JSON schema, for structured answers and tool arguments. Deterministic. Covers
 * OpenAI's strict mode (types, enums, objects, arrays, local references, unions, bounds) except `pattern`.
 */

/** Values to fill in. */
export interface Material {
  /** For members that hold prose. */
  readonly text: string;
  /** For members that hold a name or a topic. */
  readonly topic: string;
  /** For numbers, clamped to what the schema allows. */
  readonly number: number;
}

/** Limits on the value's size, as schemas may refer to themselves. Beyond them members get the smallest value. */
const DEPTH_MAX = 8;
const NODES_MAX = 1_000;
const ITEMS_MAX = 50;
const TEXT_MAX = 2_000;

export function invent(schema: unknown, material: Material): unknown {
  return new Inventor(schema, material).value(schema, "answer", 0);
}

class Inventor {
  readonly #root: unknown;
  readonly #material: Material;
  #nodes = 0;

  constructor(root: unknown, material: Material) {
    this.#root = root;
    this.#material = material;
  }

  value(given: unknown, name: string, depth: number): unknown {
    const schema = resolved(given, this.#root);
    this.#nodes++;
    if (!isFields(schema)) return this.#material.topic;
    if (this.#nodes > NODES_MAX) return bare(schema);
    if ("const" in schema) return schema["const"];
    if (Array.isArray(schema["enum"]) && schema["enum"].length > 0) return this.#chosen(schema["enum"]);
    const union = schema["anyOf"] ?? schema["oneOf"];
    if (Array.isArray(union) && union.length > 0) return this.value(branch(union, depth), name, depth + 1);
    if (Array.isArray(schema["allOf"])) return this.value(merged(schema, this.#root), name, depth + 1);
    switch (typeOf(schema)) {
      case "object":
        return this.#object(schema, depth);
      case "array":
        return this.#array(schema, name, depth);
      case "string":
        return this.#text(schema, name);
      case "integer":
      case "number":
        return number(schema, this.#material.number);
      case "boolean":
        return true;
      default:
        return null;
    }
  }

  #object(schema: Fields, depth: number): unknown {
    const properties = fieldsOf(schema["properties"]);
    const required = strings(schema["required"]);
    const names = depth >= DEPTH_MAX ? required : [...new Set([...Object.keys(properties), ...required])];
    const members = names.slice(0, NODES_MAX).map((name) => {
      const member = Object.hasOwn(properties, name) ? properties[name] : { type: "string" };
      return [name, depth >= 2 * DEPTH_MAX ? null : this.value(member, name, depth + 1)];
    });
    return Object.fromEntries(members);
  }

  #array(schema: Fields, name: string, depth: number): unknown {
    const least = bound(schema["minItems"], 0);
    const count =
      depth >= DEPTH_MAX ? least : Math.min(Math.max(least, 1), bound(schema["maxItems"], ITEMS_MAX));
    return Array.from({ length: Math.min(count, ITEMS_MAX) }, () =>
      this.value(schema["items"] ?? {}, name, depth + 1),
    );
  }

  #text(schema: Fields, name: string): string {
    const known = FORMATS[String(schema["format"])];
    if (known) return known;
    const words = PROSE.test(name) ? this.#material.text : this.#material.topic;
    const most = Math.min(bound(schema["maxLength"], TEXT_MAX), TEXT_MAX);
    const cut = [...words].slice(0, most).join("");
    return cut.padEnd(Math.min(bound(schema["minLength"], 0), TEXT_MAX), ".");
  }

  #chosen(options: readonly unknown[]): unknown {
    const low = this.#material.topic.toLowerCase();
    return options.find((one) => typeof one === "string" && low.includes(one.toLowerCase())) ?? options[0];
  }
}

const PROSE = /answer|text|content|summary|description|explanation|message|response|resposta|resumo|texto/i;

function number(schema: Fields, wanted: number): number {
  const whole = typeOf(schema) === "integer";
  const step = whole ? 1 : 1e-6;
  const low = Math.max(finite(schema["minimum"], -1e9), finite(schema["exclusiveMinimum"], -1e9) + step);
  const high = Math.min(finite(schema["maximum"], 1e9), finite(schema["exclusiveMaximum"], 1e9) - step);
  const near = Math.min(Math.max(wanted, low), high);
  if (!whole) return near;
  return Math.ceil(near) <= high ? Math.ceil(near) : Math.floor(near);
}

const FORMATS: Readonly<Record<string, string>> = {
  date: "2025-01-15",
  "date-time": "2025-01-15T12:00:00Z",
  time: "12:00:00Z",
  duration: "PT1H",
  email: "person@example.com",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uri: "https://example.com/",
  uuid: "00000000-0000-4000-8000-000000000000",
};

/** The branch of a union to fill in: the first; beyond DEPTH_MAX null, so that a recursive schema ends. */
function branch(union: readonly unknown[], depth: number): unknown {
  if (depth < DEPTH_MAX) return union[0];
  return union.find((one) => isFields(one) && one["type"] === "null") ?? { type: "null" };
}

function resolved(schema: unknown, root: unknown): unknown {
  let at = schema;
  for (let hops = 0; hops < 16 && isFields(at) && typeof at["$ref"] === "string"; hops++) {
    at = pointed(root, at["$ref"]);
  }
  return at;
}

function pointed(root: unknown, ref: string): unknown {
  if (!ref.startsWith("#")) return undefined;
  let at: unknown = root;
  for (const part of ref.slice(1).split("/").slice(1, 32)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    at = isFields(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return at;
}

function merged(schema: Fields, root: unknown): Fields {
  const { allOf, ...rest } = schema;
  const parts = (Array.isArray(allOf) ? allOf : []).slice(0, 32).map((part) => resolved(part, root));
  let out: Record<string, unknown> = { ...rest };
  for (const part of parts) {
    if (!isFields(part)) continue;
    const { allOf: _, ...own } = part;
    const properties = { ...fieldsOf(out["properties"]), ...fieldsOf(own["properties"]) };
    const required = [...strings(out["required"]), ...strings(own["required"])];
    out = { ...out, ...own, ...(Object.keys(properties).length > 0 ? { properties, required } : {}) };
  }
  return out;
}

function typeOf(schema: Fields): string {
  const type = schema["type"];
  if (Array.isArray(type)) return String(type.find((one) => one !== "null") ?? "null");
  if (typeof type === "string") return type;
  if ("properties" in schema) return "object";
  return "items" in schema ? "array" : "string";
}

function bare(schema: Fields): unknown {
  const empty: Record<string, unknown> = {
    object: {},
    array: [],
    string: "",
    integer: 0,
    number: 0,
    boolean: true,
  };
  return empty[typeOf(schema)] ?? null;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function bound(value: unknown, otherwise: number): number {
  return typeof value === "number" && value >= 0 ? Math.floor(value) : otherwise;
}

function finite(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}
