/**
 * Configuration: a YAML file and the environment, read once into `Config`, or refused with every fault at once.
 *
 * Read (document.ts) -> settle against the schema (settle.ts, schema.ts) -> let the environment win (environment.ts)
 * -> judge what two names may not say together (rules.ts). Nothing of a refused configuration is used.
 */
import { type Document, EMPTY_DOCUMENT, pathKey, readDocument } from "./config/document.ts";
import { environmentFaults, overlay } from "./config/environment.ts";
import type { Environment } from "./config/expand.ts";
import {
  type ConfigFaultAt,
  dotted,
  fault,
  formatFaults,
  type Path,
  shownValue,
  sorted,
} from "./config/faults.ts";
import { clashes } from "./config/rules.ts";
import type { Config } from "./config/schema.ts";
import { get, placeOf, settle } from "./config/settle.ts";

export { notYetInForce, restartOnly, withJudgeInForce } from "./config/changes.ts";
export { dataPath, type LogLevel, logLevel } from "./config/environment.ts";
export type { Environment } from "./config/expand.ts";
export { type ConfigFaultAt, formatFaults } from "./config/faults.ts";
export { type ConfiguredKey, gatewayKeys, keyIn } from "./config/gateway-keys.ts";
export { jsonSchema } from "./config/json-schema.ts";
export { loadPrices, type ModelPrice, type Prices } from "./config/prices.ts";
export { isLoopback } from "./config/rules.ts";
export type { Config } from "./config/schema.ts";
export { masked } from "./config/secrets.ts";
export { defaults } from "./config/settle.ts";

export interface ConfigSource {
  /** The file; null: defaults and environment alone. */
  readonly path: string | null;
  readonly env: Environment;
}

export type LoadedConfig =
  | {
      readonly ok: true;
      readonly config: Config;
      readonly path: string | null;
      /** Which variable won over the file or the default, by dotted name. */
      readonly sources: Readonly<Record<string, string>>;
      /** False where neither file nor environment says who is upstream, so that it is the default, the demo model. */
      readonly namesUpstream: boolean;
    }
  | { readonly ok: false; readonly faults: readonly ConfigFaultAt[] };

/** Never throws: what cannot be read or may not be said is a fault. Faults come in the order of the file. */
export function loadConfig({ path, env }: ConfigSource): LoadedConfig {
  const document = path === null ? EMPTY_DOCUMENT : readDocument(path, env);
  if (!("value" in document)) return { ok: false, faults: sorted([...document, ...environmentFaults(env)]) };
  return settled(document, path, env);
}

/** The configuration from a value in the shape of the file, given by a program instead of a file. */
export function configOf(value: Record<string, unknown>, env: Environment): LoadedConfig {
  return settled({ ...EMPTY_DOCUMENT, value }, null, env);
}

function settled(document: Document, path: string | null, env: Environment): LoadedConfig {
  const written = settle(document);
  const both = overlay(document, env);
  const inForce = settle(both);
  const ofVariables = inForce.faults.filter(({ line }) => line === 0);
  const ofPairs = clashes(inForce.config, env).flatMap(({ paths, message }) => {
    if (paths.some((at) => isBroken(at, inForce.broken))) return [];
    const at = paths.find((path) => both.written.has(pathKey(path))) ?? paths[0]!;
    const place = placeOf(both.written, at) ?? { file: path ?? "configuration", line: 0, column: 0 };
    return [fault(place, at, shownValue(get(inForce.config, at), at), message)];
  });

  const faults = [
    ...document.faults,
    ...written.faults,
    ...ofVariables,
    ...ofPairs,
    ...environmentFaults(env),
  ];
  if (faults.length > 0) return { ok: false, faults: sorted(once(faults)) };
  const sources = Object.fromEntries(both.overrides.map(({ variable, path }) => [dotted(path), variable]));
  const namesUpstream = both.written.has(pathKey(["upstream", "base_url"]));
  return { ok: true, config: inForce.config, path, sources, namesUpstream };
}

/**
 * Each fault once: a value may break two rules that say the same, and one that a program gave has no line, as those of
 * variables have none.
 */
function once(faults: readonly ConfigFaultAt[]): ConfigFaultAt[] {
  return [...new Map(faults.map((each) => [formatFaults([each]), each])).values()];
}

/** Something on the way to this value, or in it, was refused: what it says together with others is not known. */
function isBroken(path: Path, broken: ReadonlySet<string>): boolean {
  for (let length = 1; length <= path.length; length++)
    if (broken.has(pathKey(path.slice(0, length)))) return true;
  return [...broken].some((key) => key.startsWith(`${pathKey(path).slice(0, -1)},`));
}
