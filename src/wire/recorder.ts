/**
 * Collects an answer as it comes, in the form in which it is stored: upstream's bytes without `obfuscation` padding and
 * without a repeated `[DONE]`.
 */
import type { Form, Route } from "../model.ts";
import { removeMember } from "./json-member.ts";
import { parseRecord } from "./json-value.ts";
import { readSse, type SseEvent, withData } from "./sse.ts";

export interface Recorder {
  push(chunk: Buffer): void;
  /** Ends the recorder. The recording; null where it is over the limit. */
  end(): Buffer | null;
  /** True where the recording is over the limit, so that nothing is kept any more. */
  readonly overflowed: boolean;
}

/**
 * `bytesMax`: most bytes of the recording. Of a stream up to twice as many are held, as padding is removed at the end.
 */
export function createAnswerRecorder(route: Route, form: Form, bytesMax: number): Recorder {
  const isPadded = form === "sse" && route !== "embeddings";
  const heldMax = isPadded ? 2 * bytesMax : bytesMax;
  let parts: Buffer[] = [];
  let bytes = 0;
  let overflowed = false;
  const overflow = () => {
    overflowed = true;
    parts = [];
  };
  return {
    push(chunk) {
      bytes += chunk.length;
      if (overflowed) return;
      if (bytes > heldMax) overflow();
      else parts.push(chunk);
    },
    end() {
      if (overflowed) return null;
      const whole = Buffer.concat(parts);
      parts = [];
      const recording = isPadded ? endedOnce(withoutPadding(whole)) : whole;
      if (recording.length > bytesMax) overflow();
      return overflowed ? null : recording;
    },
    get overflowed() {
      return overflowed;
    },
  };
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
