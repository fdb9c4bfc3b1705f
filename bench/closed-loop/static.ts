/** The common rule: the nearest stored question is answered from where its cosine reaches a fixed threshold. */
import type { Near } from "./near.ts";
import type { Stream } from "./streams.ts";
import { type Tally, Tallying } from "./tally.ts";
import type { World } from "./world.ts";

/** Above 1: exact answers only. */
export function runStatic(stream: Stream, near: Near, world: World, threshold: number): Tally {
  const tallying = new Tallying();
  const stored = new Uint8Array(stream.texts.length);
  const answers: string[] = [];
  const known = new Uint8Array(stream.texts.length);
  for (const [i, text] of stream.requests.entries()) {
    if (known[text] === 1) {
      tallying.request("exact", "nothing");
      continue;
    }
    const [best] = threshold > 1 ? [] : near.of(text, stored, 1);
    const right = world.answer(text, i);
    if (best !== undefined && best.cosine >= threshold) {
      tallying.request("hit", answers[best.at] === right ? "right" : "wrong");
      continue;
    }
    tallying.request("miss", "nothing");
    known[text] = 1;
    stored[text] = 1;
    answers[text] = right;
  }
  return tallying.tally;
}
