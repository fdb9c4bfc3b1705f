/**
 * Header lists as they stand on the wire: flat, name, value, name, value …; case, order and duplicates kept.
 */

/** Headers of one connection: those of RFC 9110 §7.6.1, and others that are so in practice. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Headers that stay even where Connection lists them: dropping them would change what is asked, or of whom. */
const END_TO_END: ReadonlySet<string> = new Set([
  "authorization",
  "api-key",
  "x-api-key",
  "content-type",
  "content-length",
  "content-encoding",
  "host",
  "cache-control",
  "openai-organization",
  "openai-project",
]);

/**
 * The list without hop-by-hop headers, those that Connection names, and those for which `drop` (lower-case name) is
 * true.
 */
export function endToEnd(raw: readonly string[], drop: (name: string) => boolean = () => false): string[] {
  const named = namedByConnection(raw);
  const out: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? "").toLowerCase();
    if (HOP_BY_HOP.has(name) || named.has(name) || drop(name)) continue;
    out.push(raw[i] ?? "", raw[i + 1] ?? "");
  }
  return out;
}

/** The first value of a header, or null. `name` in lower case. */
export function headerOf(raw: readonly string[], name: string): string | null {
  for (let i = 0; i + 1 < raw.length; i += 2)
    if ((raw[i] ?? "").toLowerCase() === name) return raw[i + 1] ?? "";
  return null;
}

/** All values of a header joined by commas (RFC 9110 §5.3); undefined: there is none. `name` in lower case. */
export function headersOf(raw: readonly string[], name: string): string | undefined {
  let all: string | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2)
    if ((raw[i] ?? "").toLowerCase() === name)
      all = all === undefined ? (raw[i + 1] ?? "") : `${all}, ${raw[i + 1]}`;
  return all;
}

/** How many times a header occurs in the list. `name` in lower case. */
export function countOf(raw: readonly string[], name: string): number {
  let n = 0;
  for (let i = 0; i < raw.length; i += 2) if ((raw[i] ?? "").toLowerCase() === name) n++;
  return n;
}

function namedByConnection(raw: readonly string[]): ReadonlySet<string> {
  const out = new Set<string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if ((raw[i] ?? "").toLowerCase() !== "connection") continue;
    for (const part of (raw[i + 1] ?? "").split(",")) {
      const name = part.trim().toLowerCase();
      if (name && !END_TO_END.has(name)) out.add(name);
    }
  }
  return out;
}
