/**
 * What upstream allows the page that a request comes from (Fetch standard, "CORS protocol"), for answers that upstream
 * does not give itself: hits, followers, errors of ours. Upstream's own word on this very origin, from its last real
 * answer to it, else from a preflight that we send; never from an answer that was stored.
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
  /** Empty: nothing is allowed. */
  readonly grant: readonly Header[];
  /** silent: the preflight was answered and allows nothing, though a real answer may; failed: nobody answered it. */
  readonly from: "answer" | "preflight" | "silent" | "failed";
  readonly untilMs: number;
}

const ORIGINS_MAX = 1_000;
const ORIGIN_CHARACTERS_MAX = 512;
const KNOWN_MS = 600_000;
/** A refusal without a word on the origin, or no answer at all, holds for a short time. */
const REFUSED_MS = 60_000;
const FAILED_MS = 10_000;
const ASKING_MAX = 64;
const ASK_MS_MAX = 1_000;
const ASK_BYTES_MAX = 64 * 1024;

/** The response headers of ours that a page may read. */
const EXPOSED: readonly string[] = [...OWN_HEADERS, "x-request-id", "x-should-retry"];

export class Cors {
  readonly #clock: Clock;
  readonly #known = new LRUCache<string, Known>({ max: ORIGINS_MAX });
  readonly #asking = new Map<string, Promise<void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Null where no page asks. */
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

  /** Once for all who wait for it. Never rejects. */
  ask(key: string, origin: string, path: string, { upstream }: CorsUpstream): Promise<void> {
    const running = this.#asking.get(key);
    if (running) return running;
    if (this.#asking.size >= ASKING_MAX) return Promise.resolve();
    const asked = preflight(upstream, origin, path).then(
      (grant) => {
        // A real answer that came meanwhile knows better.
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

/** One request that names an origin. */
export class CorsOfRequest {
  readonly #all: Cors;
  readonly #origin: string;
  readonly #path: string;
  /** Where the request would go; changes once its model is known. */
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

  /** False where upstream can be reached and only its real answer tells whether this page may read it. */
  async known(): Promise<boolean> {
    const key = this.#key;
    if (!this.#all.fresh(key)) await this.#all.ask(key, this.#origin, this.#path, this.asked);
    return this.#all.fresh(key)?.from !== "silent";
  }

  /** From upstream's own answer to this request. */
  learn(status: number, rawHeaders: readonly string[]): void {
    const grant = grantIn(rawHeaders);
    if (grant.length > 0 || status < 400) this.#all.put(this.#key, "answer", grant, KNOWN_MS);
    else if (!this.#all.fresh(this.#key)?.grant.length)
      this.#all.put(this.#key, "answer", this.#all.grant(this.#key), REFUSED_MS);
  }

  /** From upstream's answer to a preflight of the page's own. */
  learnPreflight(status: number, rawHeaders: readonly string[]): void {
    const grant = status < 300 ? preflightGrantIn(rawHeaders) : [];
    if (grant.length > 0 && this.#all.fresh(this.#key)?.from !== "answer")
      this.#all.put(this.#key, "preflight", grant, KNOWN_MS);
  }

  /** Completes the flat header list of an answer. `own`: upstream gave it to this request, and with it its word. */
  complete(out: string[], own: boolean): void {
    if (!own) for (const [name, value] of this.#all.grant(this.#key)) out.push(name, value);
    expose(out);
    vary(out);
  }
}

/** An OPTIONS that a browser sends before the request itself: never with a credential, never with a body. */
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

/** Methods, headers and age are words on the preflight alone. */
function preflightGrantIn(rawHeaders: readonly string[]): Header[] {
  return grantIn(rawHeaders).filter(([name]) => name.endsWith("-origin") || name.endsWith("-credentials"));
}

/** Only where upstream lets the page read anything. `*` covers ours too, but means nothing beside credentials. */
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

/** A cache on the way must not give one page's answer to another. */
function vary(out: string[]): void {
  for (let i = 0; i + 1 < out.length; i += 2) {
    if (out[i]!.toLowerCase() !== "vary") continue;
    const names = out[i + 1]!.split(",").map((name) => name.trim().toLowerCase());
    if (names.includes("*") || names.includes("origin")) return;
  }
  out.push("vary", "Origin");
}

/** Where the value of the first header of this name stands; -1: nowhere. */
function valueAt(out: readonly string[], name: string): number {
  for (let i = 0; i + 1 < out.length; i += 2) if (out[i]!.toLowerCase() === name) return i + 1;
  return -1;
}
