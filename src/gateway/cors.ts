/**
 * Which pages may read an answer that upstream does not give itself: hits, followers, the gateway's own errors (Fetch
 * standard, "CORS protocol"). What upstream allows this very origin is taken from its last real answer to it, else from
 * a preflight that the gateway sends; never from an answer that was stored.
 */
import type { IncomingMessage } from "node:http";
import { LRUCache } from "lru-cache";
import { OWN_HEADERS } from "../core/reply-headers.ts";
import type { Header } from "../model.ts";
import type { Clock, Upstream } from "../ports.ts";

export interface CorsUpstream {
  readonly upstream: Upstream;
  readonly baseUrl: string;
}

interface Known {
  /** The CORS headers that upstream sent for this origin; empty: nothing is allowed. */
  readonly grant: readonly Header[];
  /**
   * Where the grant comes from. silent: the preflight was answered and allows nothing, though a real answer may;
   * failed: nobody answered the preflight.
   */
  readonly from: "answer" | "preflight" | "silent" | "failed";
  readonly untilMs: number;
}

const ORIGINS_MAX = 1_000;
const ORIGIN_CHARACTERS_MAX = 512;
const KNOWN_MS = 600_000;
/**
 * How long an error answer without CORS headers (REFUSED_MS) and an unanswered preflight (FAILED_MS) are remembered.
 */
const REFUSED_MS = 60_000;
const FAILED_MS = 10_000;
const ASKING_MAX = 64;
const ASK_MS_MAX = 1_000;
const ASK_BYTES_MAX = 64 * 1024;

/** The gateway's own response headers that a page may read. */
const EXPOSED: readonly string[] = [...OWN_HEADERS, "x-request-id", "x-should-retry"];

export class Cors {
  readonly #clock: Clock;
  readonly #known = new LRUCache<string, Known>({ max: ORIGINS_MAX });
  readonly #asking = new Map<string, Promise<void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The CORS state of a request; null where it has no Origin header. */
  of(req: IncomingMessage, path: string, asked: CorsUpstream): CorsOfRequest | null {
    const { origin } = req.headers;
    if (origin === undefined || origin.length > ORIGIN_CHARACTERS_MAX) return null;
    return new CorsOfRequest(this, origin, path, asked);
  }

  grant(key: string): readonly Header[] {
    return this.#known.get(key)?.grant ?? [];
  }

  fresh(key: string): Known | null {
    const known = this.#known.get(key);
    return known && this.#clock.monotonicMs() < known.untilMs ? known : null;
  }

  put(key: string, from: Known["from"], grant: readonly Header[], ms: number): void {
    this.#known.set(key, { from, grant, untilMs: this.#clock.monotonicMs() + ms });
  }

  /** Sends one preflight for all requests that wait for it. Never rejects. */
  ask(key: string, origin: string, path: string, { upstream }: CorsUpstream): Promise<void> {
    const running = this.#asking.get(key);
    if (running) return running;
    if (this.#asking.size >= ASKING_MAX) return Promise.resolve();
    const asked = preflight(upstream, origin, path).then(
      (grant) => {
        // Upstream's real answer that came meanwhile takes precedence over the preflight.
        if (this.fresh(key)?.from === "answer") return;
        this.put(key, grant.length > 0 ? "preflight" : "silent", grant, KNOWN_MS);
      },
      () => this.put(key, "failed", this.grant(key), FAILED_MS),
    );
    const done = asked.finally(() => this.#asking.delete(key));
    this.#asking.set(key, done);
    return done;
  }
}

/** The CORS state of one request that names an origin. */
export class CorsOfRequest {
  readonly #all: Cors;
  readonly #origin: string;
  readonly #path: string;
  /** The upstream that the request would go to; changes once the request's model is known. */
  asked: CorsUpstream;

  constructor(all: Cors, origin: string, path: string, asked: CorsUpstream) {
    this.#all = all;
    this.#origin = origin;
    this.#path = path;
    this.asked = asked;
  }

  get #key(): string {
    return `${this.asked.baseUrl}\n${this.#origin}`;
  }

  /** Finds out whether this page may read an answer; false where only upstream's real answer tells. */
  async known(): Promise<boolean> {
    const key = this.#key;
    if (!this.#all.fresh(key)) await this.#all.ask(key, this.#origin, this.#path, this.asked);
    return this.#all.fresh(key)?.from !== "silent";
  }

  /** Notes what upstream's own answer to this request allows. */
  learn(status: number, rawHeaders: readonly string[]): void {
    const grant = grantIn(rawHeaders);
    if (grant.length > 0 || status < 400) this.#all.put(this.#key, "answer", grant, KNOWN_MS);
    else if (!this.#all.fresh(this.#key)?.grant.length)
      this.#all.put(this.#key, "answer", this.#all.grant(this.#key), REFUSED_MS);
  }

  /** Notes what upstream's answer to a preflight that the page itself sent allows. */
  learnPreflight(status: number, rawHeaders: readonly string[]): void {
    const grant = status < 300 ? preflightGrantIn(rawHeaders) : [];
    if (grant.length > 0 && this.#all.fresh(this.#key)?.from !== "answer")
      this.#all.put(this.#key, "preflight", grant, KNOWN_MS);
  }

  /**
   * Adds CORS headers to an answer's flat header list. `own`: upstream gave this answer to this very request, so its
   * CORS headers stand already.
   */
  complete(out: string[], own: boolean): void {
    if (!own) for (const [name, value] of this.#all.grant(this.#key)) out.push(name, value);
    expose(out);
    vary(out);
  }
}

/** True for the OPTIONS request that a browser sends before the real one; it has no credential and no body. */
export function isPreflight(req: IncomingMessage): boolean {
  const { headers } = req;
  return (
    req.method === "OPTIONS" &&
    headers.origin !== undefined &&
    headers["access-control-request-method"] !== undefined &&
    headers["transfer-encoding"] === undefined &&
    (headers["content-length"] ?? "0") === "0"
  );
}

async function preflight(upstream: Upstream, origin: string, path: string): Promise<readonly Header[]> {
  const answer = await upstream.request({
    method: "OPTIONS",
    path: path.split("?", 1)[0] ?? path,
    rawHeaders: [
      ...["Origin", origin, "Access-Control-Request-Method", "POST"],
      ...["Access-Control-Request-Headers", "authorization,content-type"],
    ],
    body: null,
    signal: AbortSignal.timeout(ASK_MS_MAX),
  });
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    if (bytes > ASK_BYTES_MAX) break;
  }
  return answer.status < 300 ? preflightGrantIn(answer.rawHeaders) : [];
}

function grantIn(rawHeaders: readonly string[]): Header[] {
  const out: Header[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    if (name.startsWith("access-control-")) out.push([name, rawHeaders[i + 1]!]);
  }
  return out.some(([name]) => name === "access-control-allow-origin") ? out : [];
}

/** The grant in a preflight's answer without methods, headers and age, which have meaning on a preflight alone. */
function preflightGrantIn(rawHeaders: readonly string[]): Header[] {
  return grantIn(rawHeaders).filter(([name]) => name.endsWith("-origin") || name.endsWith("-credentials"));
}

/**
 * Exposes the gateway's own headers, where upstream lets the page read anything. A `*` covers them already, except
 * beside credentials, where it means nothing.
 */
function expose(out: string[]): void {
  if (valueAt(out, "access-control-allow-origin") < 0) return;
  const at = valueAt(out, "access-control-expose-headers");
  if (at < 0) {
    out.push("access-control-expose-headers", EXPOSED.join(", "));
    return;
  }
  const there = (out[at] ?? "").split(",").map((name) => name.trim().toLowerCase());
  if (there.includes("*") && valueAt(out, "access-control-allow-credentials") < 0) return;
  const missing = EXPOSED.filter((name) => !there.includes(name));
  if (missing.length > 0) out[at] = [...(out[at] ? [out[at]] : []), ...missing].join(", ");
}

/** Adds `Vary: Origin`, so that a cache on the way does not give one page's answer to another. */
function vary(out: string[]): void {
  for (let i = 0; i + 1 < out.length; i += 2) {
    if (out[i]!.toLowerCase() !== "vary") continue;
    const names = out[i + 1]!.split(",").map((name) => name.trim().toLowerCase());
    if (names.includes("*") || names.includes("origin")) return;
  }
  out.push("vary", "Origin");
}

/** Index of the value of the first header of this name in a flat list; -1: absent. */
function valueAt(out: readonly string[], name: string): number {
  for (let i = 0; i + 1 < out.length; i += 2) if (out[i]!.toLowerCase() === name) return i + 1;
  return -1;
}
