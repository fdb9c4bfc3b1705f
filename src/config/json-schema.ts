/** The JSON schema of the configuration file, for editors and for `semblance schema`. */
import { z } from "zod";
import { configSchema } from "./schema.ts";

type Node = Record<string, unknown>;

/** Draft 2020-12. Any scalar may also be written as text with a variable in it, as the file may. */
export function jsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: "input" });
  return { $schema, title: "Semblance configuration", ...(withVariables(rest) as Node) };
}

const VARIABLE = { type: "string", pattern: "\\$\\{" };

function withVariables(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withVariables);
  if (typeof node !== "object" || node === null) return node;
  if (isNarrowScalar(node as Node)) {
    const { description, default: preset, ...narrow } = node as Node;
    const about = description === undefined ? {} : { description };
    return { ...about, ...(preset === undefined ? {} : { default: preset }), anyOf: [narrow, VARIABLE] };
  }
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, name === "default" ? value : withVariables(value)]),
  );
}

/** A scalar that refuses some text. A `const` stays as it is: it tells the kinds of a block apart. */
function isNarrowScalar(node: Node): boolean {
  if (node["type"] === "string")
    return ["pattern", "enum"].some((name) => name in node) && !("const" in node);
  return ["integer", "number", "boolean"].includes(String(node["type"])) && !("const" in node);
}
