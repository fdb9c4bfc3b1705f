/** How one call to upstream ended: its head, what was recorded of its body, and what that says. */
import type { UpstreamFault } from "../errors.ts";
import type { Form, Route } from "../model.ts";
import { type Answer, inspectAnswer, type Unreadable } from "../wire/answer.ts";

export interface Head {
  readonly status: number;
  readonly statusText: string;
  readonly rawHeaders: readonly string[];
  readonly form: Form;
  /** The body is not as upstream sent it: its encoding was undone. */
  readonly decoded: boolean;
}

export type Landing =
  | {
      readonly ok: true;
      readonly head: Head;
      /** The whole body as it would be stored; null when it is larger than may be stored. */
      readonly recording: Buffer | null;
      /** What the recording says, read once for all who ask; null where there is none. */
      readonly answer: () => Answer | Unreadable | null;
      readonly upstreamMs: number;
    }
  | { readonly ok: false; readonly fault: UpstreamFault };

/** The recording is read when somebody first asks what it says. */
export function landed(route: Route, head: Head, recording: Buffer | null, upstreamMs: number): Landing {
  let read: { readonly answer: Answer | Unreadable | null } | null = null;
  const answer = (): Answer | Unreadable | null =>
    (read ??= { answer: recording && inspectAnswer(route, head.form, recording) }).answer;
  return { ok: true, head, recording, answer, upstreamMs };
}
