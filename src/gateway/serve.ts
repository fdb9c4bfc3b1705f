/** Serves what was found: the body behind it, in the form the caller wants. */
import type { Found, Known } from "../core/decide.ts";
import type { Reason } from "../core/reasons.ts";
import type { Exchanged } from "../core/recorded.ts";
import type { Entry, Header, Key, RequestId } from "../model.ts";
import { editText, isReplayable, replay } from "../wire/answer.ts";
import { hangsOnQuestion, passOver } from "./answer-depends.ts";
import type { Asked, Mutable } from "./asked.ts";
import { told } from "./cache-info.ts";
import type { Exchange } from "./exchange.ts";
import { exchanged } from "./exchanged.ts";
import { formDigest } from "./form.ts";
import { bodyOf, type Edited, type LookDeps, named } from "./look.ts";
import { sendWhole } from "./reply.ts";
import { savedBy } from "./saved.ts";

/** Who was given what, kept for feedback. */
export interface Remembered {
  /** Who may speak of it; see Caller. */
  readonly owner: string;
  readonly key: Key;
  readonly entry: string;
  readonly outcome: string;
  /** See `formDigest`; null for what was not found by meaning. */
  readonly form: string | null;
}

export interface ServeDeps extends LookDeps {
  /** Given each answer of a cacheable request, whole; null: nobody records. Never throws, never waits. */
  readonly recorded: ((exchanged: Exchanged) => void) | null;
  readonly remember: (request: RequestId, asked: Remembered) => void;
}

/** False where the body turned out to be gone; `known` then says so. */
export async function serve(
  deps: ServeDeps,
  asked: Asked,
  known: Mutable<Known>,
  found: Found,
  why: Reason,
): Promise<boolean> {
  const { x } = asked;
  const isExact = found.tier === "exact" || found.tier === "stale";
  const entry = isExact ? asked.entry : await entryBehind(deps, asked, known, found);
  if (entry === null) return false;
  x.is(found.tier, why);
  x.found(found);
  x.usage = entry.usage;
  // A stale answer stands in for one that upstream could not have given.
  x.saved = found.tier === "stale" ? null : savedBy(entry, asked.bytes.length, x);
  if (!isExact) {
    deps.catalog.touch(entry.id);
    asked.served = { found, entry };
  }
  sendEntry(x, entry);
  deps.recorded?.(exchanged(asked, entry.form, entry.body, entry.upstreamMs));
  if (asked.identity.cacheable) {
    deps.remember(x.request, {
      owner: asked.caller.owner,
      key: asked.identity.key,
      entry: entry.id,
      outcome: found.tier,
      form: isExact
        ? null
        : formDigest(deps.secret, deps.verifier, asked.identity.scope, asked.identity.question),
    });
  }
  return true;
}

async function entryBehind(
  deps: ServeDeps,
  asked: Asked,
  known: Mutable<Known>,
  found: Found,
): Promise<Entry | null> {
  const { x } = asked;
  if (found.tier === "adapted") {
    const { edited } = asked;
    const body = edited ? edit(edited) : null;
    if (edited && body) return { ...edited.entry, form: "json", body };
    known.adapted = { at: "unconfirmed" };
    return null;
  }
  try {
    const entry = await bodyOf(deps, x, found.entry);
    if (entry && !hangsOnQuestion(known, entry)) return entry;
    passOver(known, found.entry.id, entry === null);
  } catch (error) {
    known.near = { at: "failed", why: named(x, "store", error) };
  }
  return null;
}

function edit(edited: Edited): Buffer | null {
  const { entry, text } = edited;
  // What is edited is the document: a stream that cannot be told as one is served as it is, or not at all.
  if (!isReplayable(entry, { stream: false })) return null;
  const json = replay(entry, { stream: false, includeUsage: true }).body;
  return editText(entry.route, json, () => text);
}

function sendEntry(x: Exchange, entry: Entry): void {
  const answer = replay(entry, { stream: x.stream, includeUsage: x.includeUsage });
  const headers: Header[] = [
    ...entry.headers.filter(([name]) => name.toLowerCase() !== "content-type"),
    ["content-type", answer.contentType],
    ["x-request-id", x.request],
  ];
  sendWhole(x, { status: 200, headers }, x.stream ? answer.body : told(x, answer.body));
}
