/**
 * What a caller asks of the cache: request Cache-Control (RFC 9111 §5.2.1, RFC 10008 for no-transform) and
 * `x-semblance-min-confidence`. A caller can make matching stricter or a life shorter, never looser or longer;
 * a value that cannot be read counts as its strictest meaning.
 */
export interface Directives {
  /** Ask upstream whatever is stored, and replace it. */
  readonly noCache: boolean;
  /** Neither look up nor store. */
  readonly noStore: boolean;
  /** Never ask upstream. */
  readonly onlyIfCached: boolean;
  /** Serve exact answers only, none found by meaning. */
  readonly noTransform: boolean;
  /** Whole seconds an answer may be old; -1 refuses every stored answer; null says nothing. */
  readonly maxAgeS: number | null;
  /** Seconds of life that must remain; Infinity refuses every stored answer; null says nothing. */
  readonly minFreshS: number | null;
}

export const NO_DIRECTIVES: Directives = {
  noCache: false,
  noStore: false,
  onlyIfCached: false,
  noTransform: false,
  maxAgeS: null,
  minFreshS: null,
};

/** Reads a Cache-Control field value (several header lines joined by commas). Unknown directives are ignored. */
export function readCacheControl(value: string | undefined): Directives {
  if (!value) return NO_DIRECTIVES;
  const out = { ...NO_DIRECTIVES };
  for (const [name, argument] of members(value)) {
    if (name === "no-cache") out.noCache = true;
    else if (name === "no-store") out.noStore = true;
    else if (name === "only-if-cached") out.onlyIfCached = true;
    else if (name === "no-transform") out.noTransform = true;
    else if (name === "max-age") out.maxAgeS = strictest(Math.min, out.maxAgeS, seconds(argument) ?? -1);
    else if (name === "min-fresh")
      out.minFreshS = strictest(Math.max, out.minFreshS, seconds(argument) ?? Infinity);
  }
  return out;
}

/** Reads `x-semblance-min-confidence`: a number from 0 to 1, null when absent, or "invalid". */
export function readMinConfidence(value: string | undefined): number | null | "invalid" {
  if (value === undefined) return null;
  if (!/^(?:0|1|0?\.\d{1,15}|0\.\d{0,15}|1\.0{0,15})$/.test(value.trim())) return "invalid";
  return Number(value);
}

function strictest(pick: (a: number, b: number) => number, before: number | null, now: number): number {
  return before === null ? now : pick(before, now);
}

/** Whole seconds (delta-seconds, RFC 9111 §1.2.2); null where unreadable; a value that is too large counts as 2^31. */
function seconds(argument: string | null): number | null {
  if (argument === null || !/^\d+$/.test(argument)) return null;
  return Math.min(Number(argument), 2 ** 31);
}

function members(value: string): [name: string, argument: string | null][] {
  const out: [string, string | null][] = [];
  for (const part of splitOutsideQuotes(value)) {
    const at = part.indexOf("=");
    const name = (at < 0 ? part : part.slice(0, at)).trim().toLowerCase();
    const argument =
      at < 0
        ? null
        : part
            .slice(at + 1)
            .trim()
            .replace(/^"(.*)"$/, "$1");
    if (name) out.push([name, argument]);
  }
  return out;
}

function splitOutsideQuotes(value: string): string[] {
  const out: string[] = [];
  let quoted = false;
  let from = 0;
  for (let i = 0; i < value.length; i++) {
    const c = value[i];
    if (c === "\\" && quoted) i++;
    else if (c === '"') quoted = !quoted;
    else if (c === "," && !quoted) {
      out.push(value.slice(from, i));
      from = i + 1;
    }
  }
  out.push(value.slice(from));
  return out;
}
