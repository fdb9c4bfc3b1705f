/**
 * Reads WordNet's database files and prints pairs of stems that mean the same or the opposite, as JSON.
 *
 *     node tools/relations.ts DICT > relations.json
 *
 * A pair of synonyms needs: one synset that is among the first two senses of both words, both words listed in
 * models/words.bin, and vectors that do not contradict it. Antonyms are WordNet's own.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadBuiltin } from "../src/adapters/embedder-builtin.ts";
import { stem } from "../src/core/verify/read/stem.ts";

const SENSE_MAX = 2;
/** Senses further down may vouch for a pair whose vectors are very close. */
const SENSE_FAR_MAX = 4;
const COSINE_MIN = Number(process.argv[3] ?? 0.3);
const COSINE_FAR_MIN = 0.5;

const dict = process.argv[2]!;
const { lexicon } = await loadBuiltin();
const senses = sensesOf(readFileSync(join(dict, "index.sense"), "utf8"));
const synonyms = new Set<string>();
const antonyms = new Set<string>();
for (const [part, letter] of [
  ["noun", "1"],
  ["verb", "2"],
  ["adj", "3"],
  ["adv", "4"],
] as const) {
  const synsets = synsetsOf(readFileSync(join(dict, `data.${part}`), "utf8"));
  for (const [offset, { words, opposites }] of synsets) {
    for (const a of words) for (const b of words) if (a < b) addSynonym(a, b, letter + offset);
    for (const [from, to, target] of opposites) {
      const a = words[from - 1];
      const b = synsets.get(target)?.words[to - 1];
      if (a !== undefined && b !== undefined && isListed(a) && isListed(b)) add(antonyms, a, b);
    }
  }
}
for (const pair of antonyms) synonyms.delete(pair);
process.stdout.write(JSON.stringify({ synonyms: [...synonyms].sort(), antonyms: [...antonyms].sort() }));

function addSynonym(a: string, b: string, synset: string): void {
  if (!isListed(a) || !isListed(b)) return;
  const sense = Math.max(senses.get(`${a} ${synset}`) ?? 9, senses.get(`${b} ${synset}`) ?? 9);
  const like = cosine(lexicon.vector(a)!, lexicon.vector(b)!);
  if ((sense <= SENSE_MAX && like >= COSINE_MIN) || (sense <= SENSE_FAR_MAX && like >= COSINE_FAR_MIN))
    add(synonyms, a, b);
}

function add(pairs: Set<string>, a: string, b: string): void {
  const [x, y] = [stem(a, "en"), stem(b, "en")].sort() as [string, string];
  if (x !== y) pairs.add(`${x}|${y}`);
}

function isListed(word: string): boolean {
  return /^[a-z]{3,}$/.test(word) && lexicon.weight(word) < 1;
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  for (let i = 0; i < a.length; i++) dot += a[i]! * b[i]!;
  return dot / (Math.hypot(...a) * Math.hypot(...b));
}

/** "word offset" with its part's digit to the number of the sense. */
function sensesOf(text: string): Map<string, number> {
  const out = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [key, offset, sense] = line.split(" ");
    const [word, rest] = (key ?? "").split("%");
    if (word === undefined || rest === undefined) continue;
    const part = rest[0] === "5" ? "3" : rest[0]!;
    out.set(`${word} ${part}${offset}`, Number(sense));
  }
  return out;
}

interface Synset {
  readonly words: readonly string[];
  /** [word number here, word number there, offset]. */
  readonly opposites: readonly (readonly [number, number, string])[];
}

function synsetsOf(text: string): Map<string, Synset> {
  const out = new Map<string, Synset>();
  for (const line of text.split("\n")) {
    if (!/^\d{8} /.test(line)) continue;
    const parts = line.split(" | ")[0]!.split(" ");
    const count = Number.parseInt(parts[3]!, 16);
    const words = Array.from({ length: count }, (_, i) =>
      parts[4 + 2 * i]!.toLowerCase().replace(/\(.*\)$/, ""),
    );
    const opposites: [number, number, string][] = [];
    const at = 4 + 2 * count;
    for (let i = 0; i < Number(parts[at]); i++) {
      const [symbol, target, , ends] = parts.slice(at + 1 + 4 * i);
      if (symbol === "!")
        opposites.push([
          Number.parseInt(ends!.slice(0, 2), 16),
          Number.parseInt(ends!.slice(2), 16),
          target!,
        ]);
    }
    out.set(parts[0]!, { words, opposites });
  }
  return out;
}
