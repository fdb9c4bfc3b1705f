/** Sends the stored answer that was found, in the form the caller wants. */
import type { Exchanged } from "../core/recorded.ts";
import type { Entry, Header, Key, RequestId, TenantId } from "../model.ts";
import type { Serve } from "../walk.ts";
import { replay } from "../wire/answer.ts";
import { echoing } from "../wire/echo.ts";
import { withCacheInfoFor } from "./cache-info.ts";
import type { CacheableRequest } from "./cacheable-request.ts";
import type { Exchange } from "./exchange.ts";
import { exchanged } from "./exchanged.ts";
import { NO_FORM } from "./form.ts";
import type { LookDeps } from "./look.ts";
import { sendWhole } from "./reply.ts";
import { savedBy } from "./saved.ts";
import { replayed } from "./stored-forms.ts";

/** Which answer a request was given, remembered for feedback. */
export interface Remembered {
  /** Who may give feedback on it; see `Caller.owner`. */
  readonly owner: string;
  readonly tenant: TenantId;
  readonly key: Key;
  readonly entry: string;
  readonly outcome: string;
  /** The question's `formDigest`; null where the answer was not found by meaning. */
  readonly form: () => string | null;
}

export interface ServeDeps extends LookDeps {
  /** Takes each whole answer to a cacheable request; null: nothing is recorded. Never throws, never waits. */
  readonly recorded: ((exchanged: Exchanged) => void) | null;
  readonly remember: (request: RequestId, given: Remembered) => void;
}

export function serve(deps: ServeDeps, request: CacheableRequest, { found, why }: Serve): void {
  const { x, look, identity, caller } = request;
  const isExact = found.tier === "exact" || found.tier === "stale";
  const entry = found.tier === "adapted" && look.edited ? look.edited.entry : look.bodyOf(found.entry);
  x.is(found.tier, why);
  x.found(found);
  x.answeredBy = { by: "store", found, entry };
  x.sent.usage = entry.usage;
  // A stale answer saves nothing: it stands in for one that upstream could not have given.
  x.sent.saved = found.tier === "stale" ? null : savedBy(entry, request.bytes.length, x);
  deps.catalog.touch(entry.id);
  sendEntry(x, request, entry);
  deps.recorded?.(exchanged(request, entry.form, entry.body, entry.upstreamMs));
  deps.remember(x.request, {
    owner: caller.owner,
    tenant: caller.facts.tenant,
    key: identity.key,
    entry: entry.id,
    outcome: found.tier,
    form: isExact ? NO_FORM : look.lateForm(),
  });
}

function sendEntry(x: Exchange, request: CacheableRequest, entry: Entry): void {
  const wanted = { stream: x.stream, includeUsage: x.includeUsage };
  const own = asAsked(entry, request.bytes);
  const answer = own === null ? replayed(entry, wanted) : replay(own, wanted);
  const headers: Header[] = [
    ...entry.headers.filter(([name]) => name.toLowerCase() !== "content-type"),
    ["content-type", answer.contentType],
    ["x-request-id", x.request],
  ];
  sendWhole(x, { status: 200, headers }, x.stream ? answer.body : withCacheInfoFor(x, answer.body));
}

/** The answer with what it repeats of its request as this one has it; null where that is how it is stored. */
function asAsked(entry: Entry, request: Buffer): Pick<Entry, "route" | "form" | "body"> | null {
  const { route } = entry;
  if (route !== "responses") return null;
  const stored = replayed(entry, { stream: false, includeUsage: true }).body.toString();
  const own = echoing(stored, request.toString());
  return own === stored ? null : { route, form: "json", body: Buffer.from(own) };
}
