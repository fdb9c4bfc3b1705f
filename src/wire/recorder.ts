/**
 * Collects an answer as it comes, in the form in which it is stored: upstream's bytes without `obfuscation` padding and
 * without a repeated `[DONE]`.
 */
import type { Form, Route } from "../model.ts";
import { removeMember } from "./json-member.ts";
import { parseRecord } from "./json-value.ts";
import { readSse, type SseEvent, withData } from "./sse.ts";

/** A class, as it has a getter: see `RequestGuard` in adapters/upstream-exchange.ts. */
export class AnswerRecorder {
  readonly #isPadded: boolean;
  readonly #bytesMax: number;
  readonly #heldMax: number;
  #parts: Buffer[] = [];
  #bytes = 0;
  #overflowed = false;

  /**
   * `bytesMax`: most bytes of the recording. Of a stream up to twice as many are held, as padding is removed at the end.
   */
  constructor(route: Route, form: Form, bytesMax: number) {
    this.#isPadded = form === "sse" && route !== "embeddings";
    this.#bytesMax = bytesMax;
    this.#heldMax = this.#isPadded ? 2 * bytesMax : bytesMax;
  }

  /** True where the recording is over the limit, so that nothing is kept any more. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  push(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#overflowed) return;
    if (this.#bytes > this.#heldMax) this.#overflow();
    else this.#parts.push(chunk);
  }

  /** Ends the recorder. The recording; null where it is over the limit. */
  end(): Buffer | null {
    if (this.#overflowed) return null;
    const whole = Buffer.concat(this.#parts);
    this.#parts = [];
    const recording = this.#isPadded ? endedOnce(withoutPadding(whole)) : whole;
    if (recording.length > this.#bytesMax) this.#overflow();
    return this.#overflowed ? null : recording;
  }

  #overflow(): void {
    this.#overflowed = true;
    this.#parts = [];
  }
}

const DONE = Buffer.from("data: [DONE]");

/** The body with only one `[DONE]`: some servers and the proxies before them each write one. */
function endedOnce(body: Buffer): Buffer {
  if (body.indexOf(DONE) === body.lastIndexOf(DONE)) return body;
  const { events, rest } = readSse(body);
  const end = events.findIndex(({ data }) => data === "[DONE]");
  return Buffer.concat([
    ...events.filter(({ data }, i) => i <= end || data !== "[DONE]").map(({ raw }) => raw),
    rest,
  ]);
}

const OBFUSCATION = Buffer.from('"obfuscation"');

function withoutPadding(body: Buffer): Buffer {
  if (!body.includes(OBFUSCATION)) return body;
  const { events, rest } = readSse(body);
  return Buffer.concat([...events.map(unpadded), rest]);
}

function unpadded(event: SseEvent): Buffer {
  if (!event.raw.includes(OBFUSCATION) || event.data === null) return event.raw;
  const text = removeMember(event.data, "obfuscation");
  // Checked after the cut: data that was not JSON before stays as it came.
  return text === event.data || parseRecord(event.data) === null ? event.raw : withData(event, text);
}
