/**
 * A stream is stored exactly where parsing it whole would store it, however it came: over hostile streams, beside a
 * naive reader written here, and beside what the full parse decided when this test was made, stream by stream.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Storable, storable } from "../../src/core/storable.ts";
import { AnswerRecorder, inspectAnswer } from "../../src/wire/answer.ts";
import { hostileStreams } from "./hostile-streams.ts";

const STREAMS = 40_000;
const SEED = 62;
/** Streams to one digest. */
const BLOCK = 500;
const BYTES_MAX = 100_000;
/** Not a promise of speed: a busy machine takes its time. */
const TIMEOUT_MS = 900_000;
/** What the full parse decided; made anew, where a decision was changed on purpose, by DECIDE=1. */
const DECIDED = join(import.meta.dirname, "hostile-streams.json");

interface Decided {
  readonly stored: Storable;
  readonly text: string | null;
  readonly recording: Buffer;
  readonly told: string;
}

describe("a hostile stream", () => {
  it(
    "is stored exactly where a full parse stores it, in the same bytes",
    () => {
      const digests: string[] = [];
      const tally = { stored: 0, refused: new Set<string>(), untouched: 0 };
      let block = createHash("sha256");
      let n = 0;
      for (const { bytes, cuts, untouched } of hostileStreams(SEED)) {
        const decided = decide(bytes, cuts);
        const where = `stream ${n} of seed ${SEED}: ${JSON.stringify(bytes.toString("latin1"))}`;
        if (!decided.recording.equals(decide(bytes, []).recording)) throw new Error(`cuts count: ${where}`);
        if (untouched) {
          tally.untouched++;
          expect(decided.stored, where).toEqual({ store: true, semantic: true });
        }
        if (decided.stored.store) {
          tally.stored++;
          expect(naiveText(decided.recording), where).toBe(decided.text);
        } else tally.refused.add(decided.stored.why);
        block.update(decided.told);
        if (++n % BLOCK === 0) {
          digests.push(block.digest("hex").slice(0, 16));
          block = createHash("sha256");
        }
        if (n === STREAMS) break;
      }
      expect(tally.stored).toBeGreaterThan(tally.untouched * 1.2);
      expect(tally.stored).toBeLessThan(STREAMS * 0.8);
      expect(tally.refused.size).toBeGreaterThan(4);
      if (process.env["DECIDE"] === "1") writeFileSync(DECIDED, `${JSON.stringify(digests, null, 1)}\n`);
      expect(existsSync(DECIDED)).toBe(true);
      const before = JSON.parse(readFileSync(DECIDED, "utf8")) as string[];
      const differing = digests.flatMap((digest, i) => (digest === before[i] ? [] : [i]));
      const blocks = `blocks of ${BLOCK} streams in which a decision or the bytes kept changed`;
      expect(differing, blocks).toEqual([]);
      expect(before).toHaveLength(digests.length);
    },
    TIMEOUT_MS,
  );
});

function decide(bytes: Buffer, cuts: readonly number[]): Decided {
  const recorder = new AnswerRecorder("chat", "sse", BYTES_MAX);
  for (const [i, cut] of [0, ...cuts].entries()) recorder.push(bytes.subarray(cut, cuts[i] ?? bytes.length));
  const recording = recorder.end() ?? Buffer.alloc(0);
  const answer = inspectAnswer("chat", "sse", recording);
  const stored = storable({
    ...{ route: "chat", requestStream: true, status: 200, form: "sse", decoded: false, promise: null },
    ...{
      headers: ["content-type", "text/event-stream"],
      bytes: recording.length,
      bytesMax: BYTES_MAX,
      answer,
    },
  });
  const text = "problem" in answer ? null : answer.text;
  const usage = "problem" in answer ? answer.problem : answer.usage;
  const told = JSON.stringify([stored, text, usage, recording.toString("latin1")]);
  return { stored, text, recording, told };
}

/** The text that clients assemble of a stream that they all read alike. Throws where an event is no JSON. */
function naiveText(recording: Buffer): string | null {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(recording);
  let content: string | null = null;
  let ended = false;
  for (const event of text.replaceAll(/\r\n?/g, "\n").split("\n\n")) {
    const lines = event.split("\n").filter((line) => /^data(:|$)/.test(line));
    if (lines.length === 0) continue;
    const data = lines.map((line) => line.replace(/^data:? ?/, "")).join("\n");
    if (data === "[DONE]") ended = true;
    else if (data !== "") content = appended(content, JSON.parse(data));
  }
  if (!ended) throw new Error("stored without an end");
  return content;
}

function appended(content: string | null, chunk: Chunk): string | null {
  for (const { index, delta } of chunk.choices ?? []) {
    const isFirst = (index ?? 0) === 0;
    if (isFirst && typeof delta?.content === "string") content = (content ?? "") + delta.content;
  }
  return content;
}

interface Chunk {
  readonly choices?: readonly { readonly index?: number; readonly delta?: { readonly content?: unknown } }[];
}
