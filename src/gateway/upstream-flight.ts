/**
 * One upstream call on behalf of all who ask the same: its head, its body as it comes, and how it ended. The body is
 * decoded, so that callers who accept different encodings can share it.
 */
import { UpstreamFault } from "../errors.ts";
import { SharedBody } from "../flight/shared-body.ts";
import type { Form, Header, Route } from "../model.ts";
import type { Clock, RequestTrace, Upstream, UpstreamRequest, UpstreamResponse } from "../ports.ts";
import { AnswerRecorder } from "../wire/answer.ts";
import { endToEnd, headerOf } from "../wire/headers.ts";
import { isEventStream } from "../wire/sse.ts";
import { decoderOf } from "./content-coding.ts";
import { Failed, type Head, Landed, type Landing } from "./landing.ts";
import { peeked } from "./peek.ts";
import { isRefusal, mayBeForUsage, REFUSAL_BYTES_MAX, refusedUsage, tookUsage } from "./usage-asking.ts";

export interface FlightPlan {
  readonly upstream: Upstream;
  readonly request: Omit<UpstreamRequest, "signal">;
  /** The body as the caller wrote it, where `request` asks for usage on its behalf; null: nothing was added. */
  readonly asWritten: Buffer | null;
  readonly route: Route;
  /** Digest of the credential that upstream was asked with. */
  readonly credential: string;
  /** True where upstream was asked for a stream: callers who want the other form wait for the end. */
  readonly stream: boolean;
  /** How many bytes of the body are kept, to be stored and for callers who join late. */
  readonly keepBytes: number;
  /** False once its answer may no longer be given to a new caller. */
  readonly isCurrent: () => boolean;
  readonly clock: Clock;
  /** The trace of the request that began the call. */
  readonly trace: RequestTrace;
  /** Called where upstream answered with this status and is asked once more: the trace headers for the second call. */
  readonly again: (status: number) => readonly Header[];
  /** Called while the flight can still be joined, so that the next caller finds what is stored here. */
  readonly onLanded: (landing: Landing) => void;
  readonly onFault: (error: unknown) => void;
}

function retraced(rawHeaders: readonly string[], traced: readonly Header[]): readonly string[] {
  const kept = endToEnd(rawHeaders, (name) => traced.some(([given]) => given === name));
  return [...kept, ...traced.flat()];
}

/** Bytes that a reader may fall behind before upstream is held back. */
const AHEAD_BYTES = 256 * 1024;

export class UpstreamFlight {
  readonly stream: boolean;
  readonly credential: string;
  readonly trace: RequestTrace;
  readonly head: Promise<Head>;
  readonly landing: Promise<Landing>;
  readonly body: SharedBody;
  /** Was usage asked for on behalf of a caller who did not? Known once the head is there. */
  asksUsage: boolean;
  readonly #isCurrent: () => boolean;
  #failed = false;

  constructor(plan: FlightPlan, signal: AbortSignal, landed: () => void) {
    this.stream = plan.stream;
    this.#isCurrent = plan.isCurrent;
    this.credential = plan.credential;
    this.trace = plan.trace;
    this.asksUsage = plan.asWritten !== null;
    this.body = new SharedBody({ keepBytes: plan.keepBytes, aheadBytes: AHEAD_BYTES });
    const head = Promise.withResolvers<Head>();
    head.promise.catch(() => {}); // those who take part hear of it; when all have left, nobody does
    this.head = head.promise;
    this.landing = this.#fly(plan, signal, head).then((landing) => {
      try {
        plan.onLanded(landing);
      } catch (error) {
        plan.onFault(error);
      }
      landed();
      return landing;
    });
  }

  get joinable(): boolean {
    return this.body.joinable && !this.#failed && this.#isCurrent();
  }

  /** Sends the request, and once more as the caller wrote it where upstream may have refused what the gateway added. */
  async #ask(plan: FlightPlan, signal: AbortSignal): Promise<UpstreamResponse> {
    const { upstream, request, asWritten } = plan;
    const answer = await upstream.request({ ...request, signal });
    if (asWritten === null) return answer;
    if (answer.status === 200) tookUsage(upstream);
    if (!isRefusal(answer.status)) return answer;
    const refusal = await peeked(answer.body, (head) => head.length > REFUSAL_BYTES_MAX);
    if (!refusal.ended || !mayBeForUsage(upstream, refusal.head)) return { ...answer, body: refusal.body };
    const rawHeaders = retraced(request.rawHeaders, plan.again(answer.status));
    const second = await upstream.request({ ...request, rawHeaders, body: asWritten, signal });
    this.asksUsage = false;
    if (!isRefusal(second.status)) refusedUsage(upstream, plan.clock.monotonicMs());
    return second;
  }

  async #fly(plan: FlightPlan, signal: AbortSignal, head: PromiseWithResolvers<Head>): Promise<Landing> {
    const startMs = plan.clock.monotonicMs();
    let encoding = "";
    try {
      const answer = await this.#ask(plan, signal);
      encoding = (headerOf(answer.rawHeaders, "content-encoding") ?? "identity").trim().toLowerCase();
      const decoded = decoderOf(encoding);
      const { form, body } = await formOf(plan, answer, decoded === null);
      const facts: Head = {
        status: answer.status,
        statusText: answer.statusText,
        rawHeaders: answer.rawHeaders,
        form,
        decoded: decoded !== null,
      };
      head.resolve(facts);
      const readable = decoded ? decoded(body) : body;
      const recorder = new AnswerRecorder(plan.route, form, plan.keepBytes);
      const chunks = readable[Symbol.asyncIterator]();
      for (;;) {
        await this.body.room();
        const next = await chunks.next();
        if (next.done) break;
        recorder.push(next.value);
        this.body.append(next.value);
      }
      const recording = recorder.end();
      this.body.end();
      return new Landed(plan.route, facts, recording, plan.clock.monotonicMs() - startMs);
    } catch (error) {
      this.#failed = true;
      const fault =
        error instanceof UpstreamFault
          ? error
          : // Upstream's own failures are faults already: only a decoder is left.
            new UpstreamFault("cut", `what came is not ${encoding || "readable"}`, { cause: error });
      head.reject(fault);
      this.body.fail(fault);
      return new Failed(fault);
    }
  }
}

/**
 * The form of the answer. A stream that was asked for is recognised by its first bytes, whatever its content type: some
 * servers label it as plain text, or as JSON.
 */
async function formOf(
  plan: FlightPlan,
  answer: UpstreamResponse,
  isPlain: boolean,
): Promise<{ readonly form: Form; readonly body: AsyncIterable<Buffer> }> {
  const type = headerOf(answer.rawHeaders, "content-type") ?? "";
  if (/^\s*text\/event-stream\b/i.test(type)) return { form: "sse", body: answer.body };
  if (!plan.stream || answer.status !== 200 || !isPlain) return { form: "json", body: answer.body };
  const { head, body } = await peeked(answer.body, (bytes) => isEventStream(bytes) !== null);
  return { form: isEventStream(head) === true ? "sse" : "json", body };
}
