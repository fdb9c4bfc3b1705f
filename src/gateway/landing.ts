/** How one upstream call ended: its head, the recorded body, and the answer in it. */
import type { UpstreamFault } from "../errors.ts";
import type { Form, Route } from "../model.ts";
import { type Answer, inspectAnswer, type Unreadable } from "../wire/answer.ts";

export interface Head {
  readonly status: number;
  readonly statusText: string;
  readonly rawHeaders: readonly string[];
  readonly form: Form;
  /** True where the content-encoding was undone, so that the body differs from the bytes upstream sent. */
  readonly decoded: boolean;
}

export type Landing =
  | {
      readonly ok: true;
      readonly head: Head;
      /** The whole body as it would be stored; null when it is larger than may be stored. */
      readonly recording: Buffer | null;
      /** The answer in the recording, parsed once for all who ask; null where there is no recording. */
      readonly answer: () => Answer | Unreadable | null;
      readonly upstreamMs: number;
    }
  | { readonly ok: false; readonly fault: UpstreamFault };

/** A landing whose recording is parsed when somebody first calls `answer`. */
export function landed(route: Route, head: Head, recording: Buffer | null, upstreamMs: number): Landing {
  let read: { readonly answer: Answer | Unreadable | null } | null = null;
  const answer = (): Answer | Unreadable | null =>
    (read ??= { answer: recording && inspectAnswer(route, head.form, recording) }).answer;
  return { ok: true, head, recording, answer, upstreamMs };
}
