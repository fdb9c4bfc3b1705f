/** How one upstream call ended: its head, the recorded body, and the answer in it. */
import type { UpstreamFault } from "../errors.ts";
import type { Fresh, UpstreamCall } from "../label/answered.ts";
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

/** One object for all who shared the call; it holds no request. */
export type Landing = Landed | Failed;

/** A call whose answer came whole. */
export class Landed implements UpstreamCall {
  readonly ok = true;
  readonly head: Head;
  /** The whole body as it would be stored; null when it is larger than may be stored. */
  readonly recording: Buffer | null;
  readonly upstreamMs: number;
  readonly #route: Route;
  #answer: Answer | Unreadable | null | undefined;

  constructor(route: Route, head: Head, recording: Buffer | null, upstreamMs: number) {
    this.#route = route;
    this.head = head;
    this.recording = recording;
    this.upstreamMs = upstreamMs;
  }

  /** The answer in the recording, parsed once for all who ask; null where there is no recording. */
  answer(): Answer | Unreadable | null {
    if (this.#answer === undefined)
      this.#answer = this.recording && inspectAnswer(this.#route, this.head.form, this.recording);
    return this.#answer;
  }

  fresh(): Fresh | null {
    if (this.head.status !== 200) return null;
    const answer = this.answer();
    if (answer === null || "problem" in answer || !answer.complete || answer.error) return null;
    const { text, usage } = answer;
    if (answer.toolCalls || answer.refusal) return { text: null, usage };
    return text === null ? null : { text, usage };
  }

  whyNone(): string {
    return this.head.status === 200 ? "its answer is not whole" : `status ${this.head.status}`;
  }
}

/** A call that ended without a whole answer. */
export class Failed implements UpstreamCall {
  readonly ok = false;
  readonly fault: UpstreamFault;

  constructor(fault: UpstreamFault) {
    this.fault = fault;
  }

  fresh(): null {
    return null;
  }

  whyNone(): string {
    return this.fault.message;
  }
}
