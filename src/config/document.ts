/**
 * A YAML file as plain data with the place where each value was written. Reports unreadable YAML, duplicate keys and
 * variables that are not set; what the values mean is checked elsewhere.
 */
import { readFileSync } from "node:fs";
import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document as Yaml,
} from "yaml";
import { errorCode, fieldsOf } from "../narrow.ts";
import { type Environment, expand, retyped } from "./expand.ts";
import { type ConfigFaultAt, fault, type Path, type Place } from "./faults.ts";
import { isSecretVariable } from "./secrets.ts";

export interface Written {
  readonly place: Place;
  /** Where text came from a variable: its value as a number or a truth value, if it can be read so. */
  readonly retyped?: number | boolean | undefined;
  /** True where the value came from a variable whose name says that it is secret. */
  readonly hidden?: boolean;
}

export interface Document {
  readonly value: Record<string, unknown>;
  /** Where each value was written, by its `pathKey`. */
  readonly written: ReadonlyMap<string, Written>;
  readonly faults: readonly ConfigFaultAt[];
  /** The `pathKey`s of values that were left out because of a fault. */
  readonly broken: ReadonlySet<string>;
}

/** Most bytes of a configuration file; a larger one is refused. */
const BYTES_MAX = 1_048_576;
/** Deepest nesting of blocks and lists; the schema's deepest key is at 6. */
const DEPTH_MAX = 32;
/** Most values in a file, with aliases followed. */
const VALUES_MAX = 100_000;
const SYNTAX_FAULTS_MAX = 20;

export const EMPTY_DOCUMENT: Document = { value: {}, written: new Map(), faults: [], broken: new Set() };

export function pathKey(path: Path): string {
  return JSON.stringify(path);
}

/** Reads a file. Returns only faults where they make reading it further useless. */
export function readDocument(file: string, env: Environment): Document | readonly ConfigFaultAt[] {
  const whole: Place = { file, line: 0, column: 0 };
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return [fault(whole, [], "", `cannot be read (${errorCode(error) || "unknown"})`)];
  }
  if (bytes.length > BYTES_MAX) return [fault(whole, [], "", `at most ${BYTES_MAX} bytes`)];
  try {
    return parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes), file, env);
  } catch (error) {
    if (error instanceof TypeError) return [fault(whole, [], "", "UTF-8 text: this is no YAML file")];
    if (error instanceof RangeError) return [fault(whole, [], "", "YAML of reasonable depth")];
    throw error;
  }
}

export function parse(text: string, file: string, env: Environment): Document | readonly ConfigFaultAt[] {
  const lines = new LineCounter();
  const yaml = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const syntax = [...yaml.errors, ...yaml.warnings];
  if (syntax.length > 0)
    return syntax
      .slice(0, SYNTAX_FAULTS_MAX)
      .map(({ code, pos }) => fault(placeAt(pos[0]), [], "", SYNTAX[code] ?? "not readable as YAML here"));
  return new Reader(yaml, placeAt, env).read();
}

/** Sentences for the parser's faults; its own quote the file, which may hold secrets. */
const SYNTAX: Readonly<Record<string, string>> = {
  BAD_ALIAS: "an alias without an anchor before it",
  BAD_INDENT: "wrong indentation, or a bracket that is not closed",
  BLOCK_AS_IMPLICIT_KEY:
    "a block where a value on the same line is expected (a missing quote, or one colon too many?)",
  MISSING_CHAR: "something is missing here: a closing bracket, quote, comma or colon",
  RESOURCE_EXHAUSTION: "blocks and lists of reasonable depth",
  MULTIPLE_DOCS: "one document in a file",
  NON_STRING_KEY: "names are text",
  TAB_AS_INDENT: "spaces, not tabs, for indentation",
  TAG_RESOLVE_FAILED: "no tags of this kind",
  UNEXPECTED_TOKEN: "something unexpected here (a missing quote or bracket before it?)",
};

class Reader {
  readonly #yaml: Yaml.Parsed;
  readonly #placeAt: (offset: number) => Place;
  readonly #env: Environment;
  readonly #written = new Map<string, Written>();
  readonly #faults: ConfigFaultAt[] = [];
  readonly #broken = new Set<string>();
  /** How many values were read, the root included. */
  #values = 1;

  constructor(yaml: Yaml.Parsed, placeAt: (offset: number) => Place, env: Environment) {
    this.#yaml = yaml;
    this.#placeAt = placeAt;
    this.#env = env;
  }

  read(): Document | readonly ConfigFaultAt[] {
    const root = this.#yaml.contents;
    if (root === null || (isScalar(root) && root.value === null)) return EMPTY_DOCUMENT;
    if (!isMap(root)) return [fault(this.#placeOf(root), [], "", "a block of names and values")];
    const value = this.#block(root.items, []);
    return { value, written: this.#written, faults: this.#faults, broken: this.#broken };
  }

  #value(node: unknown, path: Path): unknown {
    if (path.length > DEPTH_MAX || ++this.#values > VALUES_MAX) throw new RangeError("too much YAML");
    if (isAlias(node)) return this.#aliased(node, path);
    if (isMap(node)) return this.#block(node.items, path);
    if (isSeq(node)) return node.items.map((item, i) => this.#item(item, [...path, i]));
    if (!isScalar(node)) return null;
    if (typeof node.value !== "string" || !node.value.includes("$")) return node.value;
    return this.#expanded(node.value, node.type === "PLAIN", path);
  }

  #block(pairs: readonly { key: unknown; value: unknown }[], path: Path): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? String(key.value) : "";
      const here = [...path, name];
      const place = this.#placeOf(key);
      if (name === "__proto__") this.#faults.push(fault(place, here, "", "unknown name"));
      else if (Object.hasOwn(out, name))
        this.#faults.push(fault(place, here, "", "each name once in a block"));
      else {
        this.#written.set(pathKey(here), { place });
        out[name] = this.#value(value, here);
      }
    }
    return out;
  }

  #item(node: unknown, path: Path): unknown {
    this.#written.set(pathKey(path), { place: this.#placeOf(node) });
    return this.#value(node, path);
  }

  #aliased(node: Alias, path: Path): unknown {
    const target = node.resolve(this.#yaml);
    return target ? this.#value(target, path) : this.#refuse(path, "", SYNTAX["BAD_ALIAS"]!);
  }

  #expanded(text: string, plain: boolean, path: Path): unknown {
    const expansion = expand(text, this.#env);
    if (!expansion.ok) return this.#refuse(path, expansion.value, expansion.message);
    if (expansion.variables.length > 0)
      this.#written.set(pathKey(path), {
        place: this.#placeAtPath(path),
        retyped: plain || expansion.whole ? retyped(expansion.text) : undefined,
        hidden: expansion.variables.some(isSecretVariable),
      });
    return expansion.text;
  }

  /** Reports a fault of a value, and leaves the value out as if it were not written. */
  #refuse(path: Path, value: string, allowed: string): undefined {
    this.#broken.add(pathKey(path));
    this.#faults.push(fault(this.#placeAtPath(path), path, value, allowed));
  }

  #placeAtPath(path: Path): Place {
    return this.#written.get(pathKey(path))?.place ?? this.#placeAt(0);
  }

  #placeOf(node: unknown): Place {
    const { range } = fieldsOf(node);
    return this.#placeAt(Array.isArray(range) ? Number(range[0]) : 0);
  }
}
