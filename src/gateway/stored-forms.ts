/**
 * What stored answers are sent as, kept from one hit to the next: a stream is read whole to fold it, to cut usage out of
 * it, or to measure its text, and answers that are asked for often would be read so each time.
 */
import { LRUCache } from "lru-cache";
import type { Entry } from "../model.ts";
import { inspectAnswer, isReplayable, type Replay, replay, type WantedForm } from "../wire/answer.ts";

/** Bytes of bodies and of what was made of them. */
const BYTES_MAX = 16 * 2 ** 20;
const ANSWERS_MAX = 10_000;
/** A larger answer takes more to send than to read, and would push many out. */
const BODY_BYTES_MAX = 1_000_000;

type Stored = Pick<Entry, "route" | "form" | "body">;

/** Replaced as more is made of an answer, never changed: the cache counts an answer's bytes anew with each new one. */
interface Made {
  /** By `placeOf`. */
  readonly replays: readonly (Replay | undefined)[];
  readonly isReplayable: boolean | null;
  readonly textLength: number | null;
  readonly bytes: number;
}

/** By body: an answer that is stored anew has another. */
const made = new LRUCache<Buffer, Made>({
  max: ANSWERS_MAX,
  maxSize: BYTES_MAX,
  sizeCalculation: ({ bytes }) => bytes,
});

/** As `replay` of wire/answer.ts, made once. Throws UnreadableAnswer. */
export function replayed(stored: Stored, wanted: WantedForm): Replay {
  if (stored.form === "json" && !wanted.stream) return replay(stored, wanted);
  const known = madeOf(stored.body);
  const place = placeOf(wanted);
  const before = known.replays[place];
  if (before) return before;
  const after = replay(stored, wanted);
  const more = after.body === stored.body ? 0 : after.body.length;
  const replays = known.replays.with(place, after);
  keep(stored.body, { ...known, replays, bytes: known.bytes + more });
  return after;
}

/** As `isReplayable` of wire/answer.ts, found out once. */
export function canReplay(stored: Stored, wanted: Pick<WantedForm, "stream">): boolean {
  if (stored.form === "json" || wanted.stream) return isReplayable(stored, wanted);
  const known = madeOf(stored.body);
  if (known.isReplayable !== null) return known.isReplayable;
  const can = isReplayable(stored, wanted);
  keep(stored.body, { ...known, isReplayable: can });
  return can;
}

/** Characters of the answer's text; 0 where it has none or cannot be read. */
export function textLengthOf(stored: Stored): number {
  const known = madeOf(stored.body);
  if (known.textLength !== null) return known.textLength;
  const answer = inspectAnswer(stored.route, stored.form, stored.body);
  const textLength = "problem" in answer ? 0 : (answer.text?.length ?? 0);
  keep(stored.body, { ...known, textLength });
  return textLength;
}

function placeOf(wanted: WantedForm): number {
  return (wanted.stream ? 2 : 0) + (wanted.includeUsage ? 1 : 0);
}
const PLACES = 4;

function madeOf(body: Buffer): Made {
  return (
    made.get(body) ?? {
      replays: Array.from({ length: PLACES }),
      isReplayable: null,
      textLength: null,
      bytes: body.length,
    }
  );
}

function keep(body: Buffer, what: Made): void {
  if (body.length <= BODY_BYTES_MAX) made.set(body, what);
}
