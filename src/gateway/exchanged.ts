/** What a recorder of traffic is given of an answered request. */
import type { Exchanged } from "../core/recorded.ts";
import type { Form } from "../model.ts";
import type { CacheableRequest } from "./cacheable-request.ts";

export function exchanged(
  { x, route, bytes, caller, identity }: CacheableRequest,
  form: Form,
  answer: Buffer,
  upstreamMs: number | null,
): Exchanged {
  return {
    id: x.request,
    atMs: x.atMs,
    route,
    caller: caller.facts,
    key: identity.key,
    question: identity.question,
    model: identity.model,
    outcome: x.told.outcome,
    request: bytes,
    form,
    answer,
    usage: x.sent.usage,
    upstreamMs,
  };
}
