/** The JSON schema of the configuration file, for editors and for `semblance schema`. */
import { z } from "zod";
import { type Fields, fieldsOf, isFields } from "../narrow.ts";
import { configSchema } from "./schema.ts";

/** The schema in JSON Schema draft 2020-12. Any scalar may also be text with a variable in it, as in the file. */
export function jsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: "input" });
  return { $schema, title: "Semblance configuration", ...fieldsOf(withVariables(rest)) };
}

const VARIABLE = { type: "string", pattern: "\\$\\{" };

function withVariables(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withVariables);
  if (!isFields(node)) return node;
  if (isNarrowScalar(node)) {
    const { description, default: preset, ...narrow } = node;
    const about = description === undefined ? {} : { description };
    return { ...about, ...(preset === undefined ? {} : { default: preset }), anyOf: [narrow, VARIABLE] };
  }
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, name === "default" ? value : withVariables(value)]),
  );
}

/** True for a scalar that does not accept every text. A `const` does not count: it tells the kinds of a block apart. */
function isNarrowScalar(node: Fields): boolean {
  if (node["type"] === "string")
    return ["pattern", "enum"].some((name) => name in node) && !("const" in node);
  return ["integer", "number", "boolean"].includes(String(node["type"])) && !("const" in node);
}
