/**
 * The kinds of values that keys of the configuration have; each refuses a value out of range with a message that says
 * what is allowed.
 */
import { z } from "zod";
import { isAesKey, isHeaderText } from "./key-shapes.ts";

/** Longest wait in milliseconds: longer ones overflow Node's timers, which then fire at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;
export const TEN_YEARS_SECONDS = 315_360_000;
export const GIBIBYTE = 2 ** 30;

/** Zod's code for an unknown key; the message holds the allowed keys, comma-separated, for faults.ts. */
export const UNKNOWN_NAME = "unrecognized_keys";

export const flag = (about: string, preset: boolean) =>
  z.boolean("true or false").default(preset).describe(about);
export const switchOf = <const T extends readonly [string, ...string[]]>(names: T) =>
  z.enum(names, `one of ${names.join(", ")}`);
export const text = (allowed: string) => z.string(allowed).max(4096, "text of at most 4096 characters");
export const filled = (allowed: string) => text(allowed).min(1, allowed);
export const secret = (about: string) => text("text, in quotes").default("").describe(about);
const HEADER_SECRET = "text that a header can carry: no line ends, no spaces around it";
/** A secret that is sent in a header. */
export const headerSecret = (about: string) => secret(about).refine(isHeaderText, HEADER_SECRET);

export function integer(min: number, max: number, or = "") {
  const allowed = `a whole number from ${min} to ${max}${or}`;
  return z.int(allowed).min(min, allowed).max(max, allowed);
}

export function fraction(min: number, max: number, or = "") {
  const allowed = `a number from ${min} to ${max}${or}`;
  return z.number(allowed).min(min, allowed).max(max, allowed);
}

const OR_AUTO = ", or auto";
export const wholeOrAuto = (min: number, max: number) =>
  z.union([integer(min, max, OR_AUTO), z.literal("auto")], `a whole number from ${min} to ${max}${OR_AUTO}`);
export const fractionOrAuto = (min: number, max: number) =>
  z.union([fraction(min, max, OR_AUTO), z.literal("auto")], `a number from ${min} to ${max}${OR_AUTO}`);

export const milliseconds = () => integer(1, TIMER_MS_MAX);
export const seconds = (max: number) => integer(1, max);

export function list<T extends z.ZodType>(item: T, allowed: string, max = 1000) {
  return z.array(item, allowed).max(max, `at most ${max} of ${allowed}`);
}

export function block<T extends z.core.$ZodLooseShape>(shape: T) {
  const names = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) => (issue.code === UNKNOWN_NAME ? names : `a block with the names ${names}`),
  });
}

/** A block that may be left out, as all its keys have defaults. */
export const optionalBlock = <T extends z.core.$ZodLooseShape>(shape: T, about: string) =>
  block(shape)
    .prefault({} as never)
    .describe(about);

const HTTP_URL = "an http:// or https:// URL without query or fragment";
const httpUrl = () => filled(HTTP_URL).refine((url) => isUrl(url, ["http:", "https:"], false), HTTP_URL);
const UPSTREAM_URL = `demo, or ${HTTP_URL}`;
export const upstreamUrl = () =>
  filled(UPSTREAM_URL).refine(
    (url) => url === "demo" || isUrl(url, ["http:", "https:"], false),
    UPSTREAM_URL,
  );
export const REDIS_URL = "a redis:// or rediss:// URL";
const HOOK_URL = 'an http:// or https:// URL, or ""';
export const hookUrl = (about: string) =>
  text(HOOK_URL)
    .refine((url) => url === "" || isUrl(url, ["http:", "https:"], true), HOOK_URL)
    .default("")
    .describe(about);

export function isUrl(value: string, protocols: readonly string[], withQuery: boolean): boolean {
  if (value !== value.trim() || !URL.canParse(value)) return false;
  const url = new URL(value);
  if (!protocols.includes(url.protocol) || url.hostname === "") return false;
  return withQuery || !/[?#]/.test(value);
}

export const HEADER_NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const HOST = "a host name or an IP address";
export const host = () => filled(HOST).regex(/^[^\s/@]+$/, HOST);
export const port = () => integer(0, 65_535);
const ENV_NAME = "the name of an environment variable";
export const envName = () => filled(ENV_NAME).regex(/^[A-Za-z_][A-Za-z0-9_]*$/, ENV_NAME);
const PATH = "a path";
export const path = () => filled(PATH).refine((value) => !value.includes("\0"), PATH);
const AES_KEY = '32 bytes in base64, or ""';
export const aesKey = () => text(AES_KEY).refine((key) => key === "" || isAesKey(key), AES_KEY);

/** Keys of a remote model that is not an upstream: asked over HTTP, with a credential of its own. */
export const remoteModel = {
  base_url: httpUrl().describe("Base URL with /v1"),
  model: filled("the model's name").describe("Model asked for"),
  api_key: headerSecret("Sent there and nowhere else"),
  timeout_ms: milliseconds().default(10_000).describe("Whole call"),
};
export const localModel = {
  model_path: path().describe("ONNX file"),
  tokenizer_path: path().describe("tokenizer.json beside it"),
  model: text("a model's name")
    .default("")
    .describe("Its name, by which a calibration is found; empty: the name of its folder or file"),
  timeout_ms: milliseconds().default(10_000).describe("One text"),
};
/** Keys that change vectors: with another value all vectors are made anew. */
export const vectorNames = {
  prefix: text("text, in quotes").default("").describe('Put in front of each text; e5 wants "query: "'),
  revision: text("text, in quotes")
    .default("")
    .describe("Your name for this version of the model; another one makes all vectors anew"),
};
