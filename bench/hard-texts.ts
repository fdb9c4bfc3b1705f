/**
 * What a megabyte of each hard kind costs the thread that answers: to embed, and to compare with a copy that differs in
 * its last letter. `node bench/hard-texts.ts`; milliseconds, the median of five.
 */
import { loadBuiltin } from "../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../src/core/verify/verifier.ts";

const MEGABYTE = 1_000_000;
const ROUNDS = 5;
const UNITS: Readonly<Record<string, string>> = {
  words: "how to bake bread ",
  "one letter": "a",
  "one word": "bread ",
  "white space": " ",
  marks: "?!",
  emoji: "😀",
  accents: "e\u0301",
  "no spaces": "重置密码",
  numbers: "12345 ",
  "joined words": "a.b/c:",
};

const { embedder, lexicon, pairModel } = await loadBuiltin();
const verifier = createVerifier(lexicon, pairModel);
console.log("1 MB of        embed ms   compare ms");
for (const [name, unit] of Object.entries(UNITS)) {
  const text = unit.repeat(Math.ceil(MEGABYTE / unit.length)).slice(0, MEGABYTE);
  const embed = median(() => {
    try {
      void embedder.embed(text, MEGABYTE);
    } catch {
      // Refused by name, which is an answer too.
    }
  });
  // Another text each time: a verifier remembers what it has read.
  const compare = median((round) => void verifier.compare(`${text}${round}a`, `${text}${round}b`, 0.9));
  console.log(`${name.padEnd(14)} ${embed.toFixed(1).padStart(8)} ${compare.toFixed(1).padStart(12)}`);
}

function median(work: (round: number) => void): number {
  const times = Array.from({ length: ROUNDS }, (_, round) => {
    const from = performance.now();
    work(round);
    return performance.now() - from;
  });
  return times.sort((a, b) => a - b)[ROUNDS >> 1]!;
}
