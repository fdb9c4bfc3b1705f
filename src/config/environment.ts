/** The environment: which variables override which keys of the file, and the variables that have no key there. */
import { resolve } from "node:path";
import { GEN_AI_CONVENTIONS } from "../model.ts";
import { type Document, pathKey, type Written } from "./document.ts";
import { type Environment, retyped } from "./expand.ts";
import { type ConfigFaultAt, fault, type Path, shownValue } from "./faults.ts";
import { putAt } from "./settle.ts";

/** The variables that override keys. An empty variable counts as not set, as compose files pass unset ones so. */
const OVERRIDES: readonly (readonly [variable: string, path: Path])[] = [
  ["SEMBLANCE_HOST", ["listen", "host"]],
  ["SEMBLANCE_PORT", ["listen", "port"]],
  ["SEMBLANCE_ADMIN_HOST", ["admin", "host"]],
  ["SEMBLANCE_ADMIN_PORT", ["admin", "port"]],
  ["SEMBLANCE_ADMIN_TOKEN", ["admin", "token"]],
  ["SEMBLANCE_UPSTREAM", ["upstream", "base_url"]],
  ["OPENAI_API_KEY", ["upstream", "api_key"]],
  ["SEMBLANCE_REDIS_URL", ["cache_migration", "semantic_cache", "redis_url"]],
];

export interface Override {
  readonly variable: string;
  readonly path: Path;
}

/** The document with values from the environment in place of its own. */
export function overlay(document: Document, env: Environment): Document & { overrides: readonly Override[] } {
  const value = structuredClone(document.value);
  const written = new Map<string, Written>(document.written);
  const overrides: Override[] = [];
  for (const [variable, path] of OVERRIDES) {
    // Secrets that are files often end with a line end.
    const text = env[variable]?.trim();
    if (text === undefined || text === "") continue;
    putAt(value, path, text);
    const place = { file: variable, line: 0, column: 0 };
    written.set(pathKey(path), { place, retyped: retyped(text) });
    overrides.push({ variable, path });
  }
  return { ...document, value, written, overrides };
}

const LOG_LEVELS = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The value of `SEMBLANCE_LOG_LEVEL`, default info; null where it is no level. */
export function logLevel(env: Environment): LogLevel | null {
  const level = env["SEMBLANCE_LOG_LEVEL"] || "info";
  return LOG_LEVELS.find((known) => known === level) ?? null;
}

/** Faults of variables that have no key in the file. */
export function environmentFaults(env: Environment): ConfigFaultAt[] {
  const conventions = env["SEMBLANCE_GENAI_CONVENTIONS"] || null;
  const isKnown = conventions === null || GEN_AI_CONVENTIONS.some((version) => version === conventions);
  return [
    ...(logLevel(env) === null ? [noneOf(env, "SEMBLANCE_LOG_LEVEL", LOG_LEVELS)] : []),
    ...(isKnown ? [] : [noneOf(env, "SEMBLANCE_GENAI_CONVENTIONS", GEN_AI_CONVENTIONS)]),
  ];
}

function noneOf(env: Environment, variable: string, known: readonly string[]): ConfigFaultAt {
  const place = { file: variable, line: 0, column: 0 };
  return fault(place, [], shownValue(env[variable], []), `one of ${known.join(", ")}`);
}

/** A path below the data dir (`SEMBLANCE_DATA_DIR`, default the working directory); an absolute path is unchanged. */
export function dataPath(env: Environment, path: string): string {
  return resolve(env["SEMBLANCE_DATA_DIR"] || ".", path);
}
