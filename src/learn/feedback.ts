/**
 * Reports by callers on answers they got. After a bad semantic or adapted hit that question is never answered from that
 * entry again; after a bad exact hit the entry is removed. A caller can name only its own requests and entries; others
 * are reported as unknown.
 */
import { GatewayError } from "../errors.ts";
import type { EntryId, Key, RequestId, TenantId } from "../model.ts";
import { fieldsOf } from "../narrow.ts";
import type { Store } from "../ports.ts";

export interface GivenAnswer {
  /** Who may report on this answer. */
  readonly owner: string;
  /** Keyed digest of the tenant that the answer was given to. */
  readonly tenant: TenantId;
  readonly key: Key;
  readonly entry: string;
  readonly outcome: string;
  /** Keyed digest of the question's form, the same for trivially other wordings; null: none. */
  readonly form: () => string | null;
}

export interface FeedbackDeps {
  readonly store: Store;
  /** Forbids answering this question, or one of the same form, from that entry ever again. */
  readonly refuse: (entry: EntryId, question: Key, form: string | null) => Promise<void>;
  readonly removed: (entry: EntryId) => void;
  /** Called once for each answer and verdict, however often it is reported. */
  readonly reported: (asked: GivenAnswer, verdict: "good" | "bad") => void;
}

const NO_FORM = (): null => null;

/** Requests that can be named in feedback, newest kept. */
const REMEMBERED_MAX = 50_000;
/** Most reports remembered, newest kept, to recognise repetitions. */
const REPORTS_MAX = 10_000;

export class Feedback {
  /** A ring: written for every answer, searched only when somebody reports one. */
  readonly #asked: { readonly request: RequestId; readonly asked: GivenAnswer }[] = [];
  #next = 0;
  readonly #deps: FeedbackDeps;
  readonly #reports = new Set<string>();

  constructor(deps: FeedbackDeps) {
    this.#deps = deps;
  }

  remember(request: RequestId, asked: GivenAnswer): void {
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
      throw new GatewayError("not_found", "No such request or entry was asked for with this credential.");
    }
    this.#tell(asked, verdict);
    if (verdict === "bad") await this.#bad(asked);
    return { entry: asked.entry, verdict };
  }

  /**
   * Takes a report by an administrator, on any caller's request. A report that names only an entry is on the stored
   * answer itself, for whatever question it was served. Throws as `report` does.
   */
  async reportByAdmin(body: unknown): Promise<{ entry: string; verdict: "good" | "bad" }> {
    const { request, entry, verdict } = read(body);
    const asked =
      request === null ? await this.#itself(entry) : this.#newest((given) => given.request === request);
    if (!asked || (entry !== null && entry !== asked.entry))
      throw new GatewayError("not_found", "No such request or entry.");
    this.#tell(asked, verdict);
    if (verdict === "bad") await this.#bad(asked);
    return { entry: asked.entry, verdict };
  }

  async #itself(entry: string | null): Promise<GivenAnswer | undefined> {
    const stored = entry === null ? null : await this.#deps.store.getById(entry as EntryId, 0);
    if (!stored || entry === null) return undefined;
    return {
      owner: stored.owner ?? "",
      tenant: stored.tenant,
      key: stored.key,
      entry,
      outcome: "exact",
      form: NO_FORM,
    };
  }

  /** Passes a report on unless the same answer was already reported so. */
  #tell(asked: GivenAnswer, verdict: "good" | "bad"): void {
    const report = `${verdict} ${asked.entry} ${asked.key}`;
    if (this.#reports.has(report)) return;
    this.#reports.add(report);
    if (this.#reports.size > REPORTS_MAX) this.#reports.delete(this.#reports.keys().next().value!);
    this.#deps.reported(asked, verdict);
  }

  #newest(fits: (of: { request: RequestId; asked: GivenAnswer }) => boolean): GivenAnswer | undefined {
    for (let back = 1; back <= this.#asked.length; back++) {
      const of = this.#asked[(this.#next - back + this.#asked.length) % this.#asked.length];
      if (of && fits(of)) return of.asked;
    }
    return undefined;
  }

  async #bad(asked: GivenAnswer): Promise<void> {
    const entry = asked.entry as EntryId;
    if (asked.outcome === "exact" || asked.outcome === "stale") {
      this.#deps.removed(entry);
      await this.#deps.store.delete(entry);
    } else await this.#deps.refuse(entry, asked.key, asked.form());
  }

  /** The newest answer from this entry to this tenant; the entry itself where no such answer is remembered. */
  async #latestFor(owner: string, tenant: TenantId, entry: string | null): Promise<GivenAnswer | undefined> {
    if (entry === null) return undefined;
    const found = this.#newest(({ asked }) => asked.entry === entry && asked.owner === owner);
    if (found) return found;
    const stored = await this.#deps.store.getById(entry as EntryId, 0);
    // An owner is narrower than a tenant: organisation and project must match too.
    if (stored?.tenant !== tenant || stored.owner !== owner) return undefined;
    return { owner, tenant, key: stored.key, entry, outcome: "exact", form: NO_FORM };
  }
}

function read(body: unknown): { request: string | null; entry: string | null; verdict: "bad" | "good" } {
  const { request = null, entry = null, verdict } = fieldsOf(body);
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
