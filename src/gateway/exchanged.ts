/** What is told of an answered request to who records. */
import type { Exchanged } from "../core/recorded.ts";
import type { Form } from "../model.ts";
import type { Asked } from "./asked.ts";

export function exchanged(
  { x, route, bytes, caller, identity }: Asked,
  form: Form,
  answer: Buffer,
  upstreamMs: number | null,
): Exchanged {
  if (!identity.cacheable) throw new Error("an answer to record for what is not cacheable");
  return {
    atMs: x.atMs,
    route,
    caller: caller.facts,
    key: identity.key,
    question: identity.question,
    model: identity.model,
    outcome: x.outcome,
    request: bytes,
    form,
    answer,
    usage: x.usage,
    upstreamMs,
  };
}
