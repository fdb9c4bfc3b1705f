/** Collects an answer as it comes, as it will be stored: upstream's bytes, less `obfuscation` padding and an end told twice. */
import type { Form, Route } from "../model.ts";
import { removeMember } from "./json-member.ts";
import { parseRecord } from "./json-value.ts";
import { readSse, type SseEvent, withData } from "./sse.ts";

export interface Recorder {
  push(chunk: Buffer): void;
  /** The recording; null where it is over the limit. Ends the recorder. */
  end(): Buffer | null;
  /** It is over the limit already, and nothing is kept any more. */
  readonly overflowed: boolean;
}

/** `bytesMax`: of the recording. Up to twice as much is held of a stream, as padding goes only at the end. */
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

/** Some servers and the proxies before them each write the end. */
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
  // Checked behind the cut: what was no JSON before it stays as it came.
  return text === event.data || parseRecord(event.data) === null ? event.raw : withData(event, text);
}
