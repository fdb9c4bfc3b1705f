/**
 * The score against the cosine of the same vectors over whole streams, each with the threshold that is best in hindsight
 * at an allowance of wrong answers: what is served decides what is stored (`bench/closed-loop`). The score picks the best by
 * verdict of the six nearest, as the gateway does; the cosine the nearest.
 */
import { createVerifier } from "../../src/core/verify/verifier.ts";
import { loadBuiltin, vectorsWith } from "../closed-loop/builtin.ts";
import { Near } from "../closed-loop/near.ts";
import { runStatic } from "../closed-loop/static.ts";
import { STREAMS, type Stream, streamOf } from "../closed-loop/streams.ts";
import { type Tally, Tallying } from "../closed-loop/tally.ts";
import { World } from "../closed-loop/world.ts";
import type { Data } from "./data.ts";

/** Fewer than `bench:quality` draws: each of some forty thresholds is a run of its own. */
const REQUESTS = 8_000;
const SEED = 7;
const NEIGHBOURS = 6;
const ALLOWED = 0.01;
const COSINES = Array.from({ length: 40 }, (_, i) => 0.6 + i / 100);
/** Log odds. */
const SCORES = Array.from({ length: 44 }, (_, i) => -4 + i / 5);
const REFUSED = Number.NEGATIVE_INFINITY;

type Scored = (stored: number, asked: number, cosine: number) => number;

/** Prints a row a stream, and returns the goal's. */
export async function scoreAgainstCosine(
  data: Data,
  print: (line?: string) => void,
): Promise<readonly [string, string, string]> {
  print("\nScore against cosine over whole streams, hits at 1 % wrong by the best threshold in hindsight\n");
  print("| stream | score | cosine | times |");
  print("|---|---|---|---|");
  const builtin = await loadBuiltin();
  const ratios: number[] = [];
  for (const options of STREAMS) {
    const stream = streamOf(options, data, REQUESTS, SEED);
    const texts = stream.texts.map(({ text }) => text);
    const near = new Near(stream.texts, await vectorsWith(builtin, texts));
    const verifier = createVerifier(builtin.lexicon, builtin.pairModel, 4);
    const known = new Map<number, number>();
    const scored: Scored = (stored, asked, cosine) => {
      const key = stored * texts.length + asked;
      let score = known.get(key);
      if (score === undefined) {
        const verdict = verifier.compare(texts[stored]!, texts[asked]!, cosine);
        score = verdict.veto === null ? verdict.score : REFUSED;
        known.set(key, score);
      }
      return score;
    };
    const world = new World(stream, null, SEED);
    const byScore = best(SCORES.map((threshold) => runScored(stream, near, world, { threshold, scored })));
    const byCosine = best(COSINES.map((threshold) => runStatic(stream, near, world, threshold)));
    ratios.push(byScore / byCosine);
    const cells = [byScore, byCosine].map((share) => `${(100 * share).toFixed(1)} %`);
    print(`| ${stream.name} | ${cells.join(" | ")} | ${(byScore / byCosine).toFixed(2)} |`);
  }
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  return ["score against cosine on streams, hits at 1 % wrong", `${mean.toFixed(2)} times (${range})`, "1.3"];
}

/** The largest share of hits within the allowance. */
function best(tallies: readonly Tally[]): number {
  const within = tallies.filter(({ wrong, requests }) => wrong <= ALLOWED * requests);
  return Math.max(0, ...within.map(({ hits, requests }) => hits / requests));
}

function runScored(
  stream: Stream,
  near: Near,
  world: World,
  { threshold, scored }: { readonly threshold: number; readonly scored: Scored },
): Tally {
  const tallying = new Tallying();
  const stored = new Uint8Array(stream.texts.length);
  const answers: string[] = [];
  for (const [i, text] of stream.requests.entries()) {
    if (stored[text] === 1) {
      tallying.request("exact", "nothing");
      continue;
    }
    const right = world.answer(text, i);
    let top = REFUSED;
    let at = -1;
    for (const neighbour of near.of(text, stored, NEIGHBOURS)) {
      const score = scored(neighbour.at, text, neighbour.cosine);
      if (score > top) [top, at] = [score, neighbour.at];
    }
    if (at >= 0 && top >= threshold) {
      tallying.request("hit", answers[at] === right ? "right" : "wrong");
      continue;
    }
    tallying.request("miss", "nothing");
    stored[text] = 1;
    answers[text] = right;
  }
  return tallying.tally;
}
