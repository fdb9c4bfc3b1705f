/**
 * Reads WordNet's database files and writes models/thesaurus.bin: groups of English words, and of short phrases, that
 * share a sense, for the judge of answers.
 *
 *     node tools/thesaurus.ts DICT
 *
 * A word is kept in a group where the sense is among its first three (verbs: four), so that what it seldom means replaces
 * nothing. Unlike `relations.ts` it asks no vectors: that two words share a sense says that one answer may use either, not
 * that two questions are one.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadBuiltin, MODELS } from "../src/adapters/embedder-builtin.ts";
import { root, stem } from "../src/core/verify/read/stem.ts";

const SENSE_MAX = { n: 3, v: 4, a: 3, r: 3 } as const;
/** Words that the word list hardly knows are left out. */
const WEIGHT_MAX = 0.9985;
/** First words of phrases are commoner: a phrase is met by its first word. */
const PHRASE_WEIGHT_MAX = 0.99;
const PHRASE_WORDS_MAX = 3;
const PARTICLES = new Set(
  "up out off down away back over around through along apart together forward".split(" "),
);

const dict = process.argv[2];
if (dict === undefined)
  throw new Error("name the folder of WordNet's database: node tools/thesaurus.ts DICT");
const { lexicon } = await loadBuiltin();
const senses = sensesOf(readFileSync(join(dict, "index.sense"), "utf8"));
const groups = new Set<string>();
for (const [part, letter, number] of [
  ["noun", "n", "1"],
  ["verb", "v", "2"],
  ["adj", "a", "3"],
  ["adv", "r", "4"],
] as const)
  for (const line of readFileSync(join(dict, `data.${part}`), "utf8").split("\n")) {
    if (line.startsWith(" ") || line === "") continue;
    const fields = line.split(" ");
    const count = Number.parseInt(fields[3]!, 16);
    const lemmas = Array.from({ length: count }, (_, i) => fields[4 + 2 * i]!.replace(/\((?:a|p|ip)\)$/, ""));
    const kept = lemmas
      .filter((lemma) => (senses.get(`${lemma} ${number}${fields[0]}`) ?? 99) <= SENSE_MAX[letter])
      .map((lemma) => lemma.split(/[_-]/).join(" "))
      .filter((words) => isKnown(words, letter));
    if (kept.length > 1 && !kept.every((word) => isKin(word, kept[0]!)))
      groups.add([...new Set(kept)].join(","));
  }
const payload = Buffer.from([...groups].join(";"), "utf8");
const header = Buffer.alloc(12);
header.write("SEMBMODL", "latin1");
header.writeUInt32LE(1, 8);
const digest = createHash("sha256").update(payload).digest();
writeFileSync(join(MODELS, "thesaurus.bin"), Buffer.concat([header, digest, payload]));
process.stdout.write(`${groups.size} groups, ${payload.length} bytes, SHA-256 ${digest.toString("hex")}\n`);

function isKnown(words: string, part: string): boolean {
  if (!/^[a-z ]+$/.test(words)) return false;
  const parts = words.split(" ");
  if (parts.length === 1) return words.length > 2 && lexicon.weight(words) < WEIGHT_MAX;
  if (part === "n" || parts.length > PHRASE_WORDS_MAX) return false;
  // "Live in" is oftener a verb and its place than the verb that the list means.
  if (part === "v" && !PARTICLES.has(parts.at(-1)!)) return false;
  return parts.every((word) => lexicon.weight(word) < PHRASE_WEIGHT_MAX);
}

/** Stems and roots meet without a table. */
function isKin(a: string, b: string): boolean {
  return stem(a, "en") === stem(b, "en") || (root(a, "en") !== "" && root(a, "en") === root(b, "en"));
}

/** "lemma 1OFFSET" to the number of the sense, the commonest is 1. */
function sensesOf(text: string): Map<string, number> {
  const out = new Map<string, number>();
  for (const [, lemma, part, offset, rank] of text.matchAll(/^(\S+)%(\d):\S+ (\d{8}) (\d+) \d+$/gm))
    out.set(`${lemma} ${part === "5" ? "3" : part}${offset}`, Number(rank));
  return out;
}
