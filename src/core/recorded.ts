/**
 * Makes one row of a recording: a request and its whole answer, in the format that `semblance replay` reads. A row has
 * no credential; a keyed digest tells which callers may share answers.
 */
import type { KeyObject } from "node:crypto";
import { macText } from "../mac.ts";
import type { Form, Key, RequestId, Route, Usage } from "../model.ts";
import { inspectAnswer, replay } from "../wire/answer.ts";
import type { CallerFacts } from "./identify.ts";
import type { Outcome } from "./reasons.ts";

/** A cacheable request that was answered. */
export interface Exchanged {
  readonly id: RequestId;
  readonly atMs: number;
  readonly route: Route;
  readonly caller: CallerFacts;
  readonly key: Key;
  readonly question: string;
  readonly model: string;
  readonly outcome: Outcome;
  /** The request body as it was sent. */
  readonly request: Buffer;
  /** The whole answer, as upstream sent it or as it was stored. */
  readonly form: Form;
  readonly answer: Buffer;
  readonly usage: Usage | null;
  /** Upstream's time for the answer, ms; null: not known. */
  readonly upstreamMs: number | null;
}

/** Question and answer as text, cut where they are long; the answer null where it has none. */
export function textsOf({ question, route, form, answer }: Exchanged, charactersMax: number) {
  const facts = inspectAnswer(route, form, answer);
  const text = "problem" in facts ? null : facts.text;
  return { question: question.slice(0, charactersMax), answer: text?.slice(0, charactersMax) ?? null };
}

/**
 * One JSON line, without the line end; null where the answer is not text. `content` false: digests and lengths only.
 */
export function recordedRow(exchanged: Exchanged, secret: KeyObject, content: boolean): string | null {
  const { route, form, answer } = exchanged;
  const facts = inspectAnswer(route, form, answer);
  if (route === "embeddings" || "problem" in facts || !facts.complete || facts.error) return null;
  const usage = exchanged.usage ?? facts.usage;
  const more = {
    model: exchanged.model,
    at: new Date(exchanged.atMs).toISOString(),
    credential: `digest:${callerDigest(secret, exchanged.caller)}`,
    outcome: exchanged.outcome,
    ...(exchanged.upstreamMs === null ? {} : { latency_ms: Math.round(exchanged.upstreamMs) }),
    ...(usage === null
      ? {}
      : { usage: { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens } }),
  };
  if (!content) {
    return JSON.stringify({
      digest: {
        key: exchanged.key,
        answer: digestOf(secret, facts.text ?? ""),
        question_chars: exchanged.question.length,
        answer_chars: facts.text?.length ?? 0,
      },
      ...more,
    });
  }
  const document = replay({ route, form, body: answer }, { stream: false, includeUsage: true }).body;
  // Parsed and written again: a request may be printed over many lines.
  const request: unknown = JSON.parse(exchanged.request.toString("utf8"));
  return JSON.stringify({ request, response: JSON.parse(document.toString("utf8")), ...more });
}

/** Keyed digest of everything outside the body that parts callers. */
function callerDigest(secret: KeyObject, caller: CallerFacts): string {
  const { tenant, organization, project, context, questionHeader } = caller;
  return digestOf(secret, JSON.stringify([tenant, organization, project, context, questionHeader]));
}

function digestOf(secret: KeyObject, text: string): string {
  return macText(secret, "recorded\0", text).slice(0, 22);
}
