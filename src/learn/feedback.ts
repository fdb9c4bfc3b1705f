/**
 * What callers report of answers they got. A bad semantic or adapted hit: that question is never answered from that
 * entry again. A bad exact hit: the entry goes. Only the caller's own requests and entries can be named; to anyone
 * else they do not exist.
 */
import { GatewayError } from "../errors.ts";
import type { EntryId, Key, RequestId, TenantId } from "../model.ts";
import type { Store } from "../ports.ts";

export interface Asked {
  /** Who may speak of it. */
  readonly owner: string;
  readonly key: Key;
  readonly entry: string;
  readonly outcome: string;
}

/** Requests that can be named in feedback, newest kept. */
const REMEMBERED_MAX = 50_000;

export class Feedback {
  /** A ring: written for every answer, searched only when somebody reports one. */
  readonly #asked: { readonly request: RequestId; readonly asked: Asked }[] = [];
  #next = 0;
  readonly #store: Store;
  readonly #refuse: (entry: EntryId, question: Key) => Promise<void>;
  readonly #removed: (entry: EntryId) => void;

  constructor(
    store: Store,
    refuse: (entry: EntryId, question: Key) => Promise<void>,
    removed: (entry: EntryId) => void,
  ) {
    this.#store = store;
    this.#refuse = refuse;
    this.#removed = removed;
  }

  remember(request: RequestId, asked: Asked): void {
    this.#asked[this.#next] = { request, asked };
    this.#next = (this.#next + 1) % REMEMBERED_MAX;
  }

  /** Throws GatewayError not_found for what is not this owner's, bad_request for what is not feedback. */
  async report(owner: string, tenant: TenantId, body: unknown): Promise<{ entry: string; verdict: string }> {
    const { request, entry, verdict } = read(body);
    const asked =
      request === null
        ? await this.#latestFor(owner, tenant, entry)
        : this.#newest((a) => a.request === request);
    if (!asked || asked.owner !== owner || (entry !== null && entry !== asked.entry)) {
      throw new GatewayError("not_found", "No such request or entry.");
    }
    if (verdict === "bad") await this.#bad(asked);
    return { entry: asked.entry, verdict };
  }

  #newest(fits: (of: { request: RequestId; asked: Asked }) => boolean): Asked | undefined {
    for (let back = 1; back <= this.#asked.length; back++) {
      const of = this.#asked[(this.#next - back + this.#asked.length) % this.#asked.length];
      if (of && fits(of)) return of.asked;
    }
    return undefined;
  }

  async #bad(asked: Asked): Promise<void> {
    const entry = asked.entry as EntryId;
    if (asked.outcome === "exact" || asked.outcome === "stale") {
      this.#removed(entry);
      await this.#store.delete(entry);
    } else await this.#refuse(entry, asked.key);
  }

  /** The newest answer from this entry to this tenant; the entry itself where no such answer is remembered. */
  async #latestFor(owner: string, tenant: TenantId, entry: string | null): Promise<Asked | undefined> {
    if (entry === null) return undefined;
    const found = this.#newest(({ asked }) => asked.entry === entry && asked.owner === owner);
    if (found) return found;
    const stored = await this.#store.getById(entry as EntryId, 0);
    if (stored?.tenant !== tenant) return undefined;
    return { owner, key: stored.key, entry, outcome: "exact" };
  }
}

function read(body: unknown): { request: string | null; entry: string | null; verdict: "bad" | "good" } {
  const value = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const { request = null, entry = null, verdict } = value;
  if (verdict !== "bad" && verdict !== "good") {
    throw new GatewayError("bad_request", 'verdict must be "bad" or "good".', "verdict");
  }
  if (typeof request !== "string" && typeof entry !== "string") {
    throw new GatewayError(
      "bad_request",
      "Name the request or the entry that the feedback is about.",
      "request",
    );
  }
  return {
    request: typeof request === "string" ? request : null,
    entry: typeof entry === "string" ? entry : null,
    verdict,
  };
}
