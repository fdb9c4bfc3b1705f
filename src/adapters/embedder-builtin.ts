/**
 * The built-in embedder: static vectors of English and Portuguese words, summed with rarer words weighted higher. It
 * also gives the verifier its words and its trained model. All from committed files whose digests are checked at load.
 *
 * It takes microseconds a question and ignores word order: "A to B" and "B to A" are one vector, and the verifier tells
 * them apart.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PortFault } from "../errors.ts";
import { fingerprintOf, type UnitVector, unitVector } from "../model.ts";
import type { Embedder, Lexicon } from "../ports.ts";

/** The pair model as src/core/verify/pair-model.ts has it; adapters do not import the core. */
export interface LoadedPairModel {
  readonly version: string;
  readonly features: readonly string[];
  readonly trees: readonly {
    readonly feature: readonly number[];
    readonly threshold: readonly number[];
    readonly left: readonly number[];
    readonly right: readonly number[];
    readonly leaf: readonly number[];
  }[];
  readonly bias: number;
  readonly calibration: readonly (readonly [logOdds: number, probability: number])[];
  readonly ceilings?: readonly number[];
  readonly synonyms: ReadonlySet<string>;
  readonly antonyms: ReadonlySet<string>;
}

export interface Builtin {
  readonly embedder: Embedder;
  readonly lexicon: Lexicon;
  readonly pairModel: LoadedPairModel;
  /** Groups of English words that can replace each other: groups separated by ";", words in a group by ",". */
  readonly thesaurus: string;
}

export const MODELS = join(import.meta.dirname, "..", "..", "models");

/**
 * Loads the model files. Rejects with PortFault("embedder", "corrupt") where a file is damaged, "unavailable" where one
 * is missing.
 */
export async function loadBuiltin(folder: string = MODELS): Promise<Builtin> {
  // One after the other, so that of several missing files the same one is always named.
  const words = await readModel(join(folder, "words.bin"));
  const pairs = await readModel(join(folder, "pairs.bin"));
  const thesaurus = await readModel(join(folder, "thesaurus.bin"));
  const table = wordTable(words.payload, words.digest);
  return {
    embedder: embedderOf(table),
    lexicon: lexiconOf(table),
    pairModel: pairModelOf(pairs.payload, pairs.digest),
    thesaurus: thesaurus.payload.toString("utf8"),
  };
}

/** Matches a word: letters, digits and what joins them, with trailing "++" and "#" kept ("C++", "C#"); or an emoji. */
const WORD = /[\p{L}\p{M}\p{N}_]+(?:['’.:/+#-]+[\p{L}\p{M}\p{N}_]+)*[+#]*|\p{Extended_Pictographic}/gu;
/** Words looked up in one text; the rest of it only adds a hash. */
const WORDS_READ_MAX = 1_000;
/** Characters of a text that are read for words. */
const CHARS_READ_MAX = 40_000;
const UNREAD_WEIGHT = 0.5;
const DIGEST_CHARS = 12;

function embedderOf(table: WordTable): Embedder {
  const sum = new Float64Array(table.dimension);
  return {
    kind: "builtin",
    fingerprint: fingerprintOf({
      kind: "builtin",
      model: "words",
      dimension: table.dimension,
      revision: table.version.slice(-DIGEST_CHARS),
      prefix: "",
      // Raise this number when WORD reads texts differently: vectors would no longer compare.
      normaliser: 1,
    }),
    embed(text) {
      const vector = text.trim() === "" ? null : vectorOf(text, table, sum);
      if (vector === null)
        throw new PortFault("embedder", "invalid", "a text without a character has no meaning");
      return vector;
    },
    async close() {},
  };
}

/** `sum` is scratch space: embedding is synchronous, so one is enough. */
function vectorOf(text: string, table: WordTable, sum: Float64Array): UnitVector | null {
  const read = (text.length > CHARS_READ_MAX ? text.slice(0, CHARS_READ_MAX) : text)
    .toWellFormed()
    .normalize("NFC");
  sum.fill(0);
  let seen = 0;
  let end = 0;
  for (const match of read.toLowerCase().matchAll(WORD)) {
    if (seen === WORDS_READ_MAX) break;
    addToken(table, match[0], sum);
    end = match.index + match[0].length;
    seen++;
  }
  // Text behind the limits, and a text without words, give the vector a direction by their hash, so that they differ.
  const tail = text.length > CHARS_READ_MAX || seen === WORDS_READ_MAX ? hashOf(text) ^ end : 0;
  if (seen === 0) addNoise(hashOf(text), 1, sum);
  else if (tail !== 0) addNoise(tail, UNREAD_WEIGHT * lengthOf(sum), sum);
  return unitVector(sum);
}

function addToken(table: WordTable, token: string, sum: Float64Array): void {
  const row = table.rows.get(token);
  if (row !== undefined) {
    table.addRow(row, table.weightOf(row), sum);
    return;
  }
  const parts = token.split(/['’.:/+#-]+/u).filter((part) => part !== "");
  if (parts.length > 1 && !/[_:/]|\d/.test(token)) {
    for (const part of parts) addToken(table, part, sum);
    return;
  }
  table.addUnknown(token, 1, sum);
}

function lexiconOf(table: WordTable): Lexicon {
  const vectors = new Map<string, Float32Array | null>();
  return {
    version: table.version,
    dimension: table.dimension,
    weight: (word) => {
      const row = table.rows.get(word);
      return row === undefined ? 1 : table.weightOf(row);
    },
    vector: (word) => {
      let vector = vectors.get(word);
      if (vector !== undefined) return vector;
      vector = wordVector(table, word);
      if (vectors.size >= VECTORS_KEPT_MAX) vectors.delete(vectors.keys().next().value!);
      vectors.set(word, vector);
      return vector;
    },
  };
}
/** Most word vectors kept, 1 kB each; callers that compare words keep their own form of these vectors. */
const VECTORS_KEPT_MAX = 500;
const WORD_CHARS_MAX = 64;

function wordVector(table: WordTable, word: string): Float32Array | null {
  if (word === "" || word.length > WORD_CHARS_MAX) return null;
  const sum = new Float64Array(table.dimension);
  const row = table.rows.get(word);
  if (row !== undefined) table.addRow(row, 1, sum);
  else table.addUnknown(word, 1, sum);
  return Float32Array.from(sum);
}

interface WordTable {
  readonly version: string;
  readonly dimension: number;
  /** Row number of each listed word. */
  readonly rows: ReadonlyMap<string, number>;
  weightOf(row: number): number;
  addRow(row: number, factor: number, sum: Float64Array): void;
  /** Adds the vector of an unlisted word: made of its letter runs of 3 to 5, and a direction from its own hash. */
  addUnknown(word: string, factor: number, sum: Float64Array): void;
}

/**
 * Reads the word table, written by tools/words.py. A row has 4 bits a value, two values a byte, the low half first,
 * biased by 8; all are multiplied by one float per row.
 */
function wordTable(payload: Buffer, digest: string): WordTable {
  const headLength = payload.readUInt32LE(0);
  const textLength = payload.readUInt32LE(4);
  const head = JSON.parse(payload.toString("utf8", 8, 8 + headLength)) as Record<
    "dimension" | "words" | "buckets",
    number
  >;
  const { dimension, words, buckets } = head;
  let at = 8 + headLength;
  const rows = new Map<string, number>();
  for (const word of payload.toString("utf8", at, (at += textLength)).split("\n")) rows.set(word, rows.size);
  const weights = payload.subarray(at, (at += words));
  const wordScales = floats(payload, at, words);
  const wordBits = payload.subarray((at += words * 4), (at += (words * dimension) / 2));
  const pieceScales = floats(payload, at, buckets);
  const pieceBits = payload.subarray((at += buckets * 4), (at += (buckets * dimension) / 2));
  if (rows.size !== words || at !== payload.length) throw corrupt("words.bin", "its parts do not add up");
  const pieces = new Float64Array(dimension);
  /** The sixteen numbers that four bits stand for, times the factor. */
  const steps = new Float64Array(16);
  const add = (bits: Buffer, row: number, factor: number, sum: Float64Array): void => {
    for (let step = 0; step < 16; step++) steps[step] = (step - 8) * factor;
    let at = (row * dimension) / 2;
    for (let i = 0; i < dimension; i += 2) {
      const pair = bits[at++]!;
      sum[i]! += steps[pair & 15]!;
      sum[i + 1]! += steps[pair >> 4]!;
    }
  };
  return {
    version: `builtin-${dimension}-${digest.slice(0, DIGEST_CHARS)}`,
    dimension,
    rows,
    weightOf: (row) => weights[row]! / WEIGHT_STEPS,
    addRow: (row, factor, sum) => add(wordBits, row, wordScales[row]! * factor, sum),
    addUnknown: (word, factor, sum) => {
      const marked = `<${word.length > WORD_CHARS_MAX ? word.slice(0, WORD_CHARS_MAX) : word}>`;
      pieces.fill(0);
      for (let n = 3; n <= 5; n++) {
        for (let i = 0; i + n <= marked.length; i++) {
          const bucket = hashOf(marked, i, i + n) % buckets;
          add(pieceBits, bucket, pieceScales[bucket]!, pieces);
        }
      }
      const length = lengthOf(pieces);
      const scale = length === 0 ? 0 : (PIECES_LENGTH * factor) / length;
      for (let i = 0; i < dimension; i++) sum[i]! += pieces[i]! * scale;
      addNoise(hashOf(word), OWN_LENGTH * factor, sum);
    },
  };
}
const WEIGHT_STEPS = 250;
/**
 * Lengths of an unlisted word's two parts, from its letters and from its own hash; together of length 1, as a listed
 * word has on average.
 */
const PIECES_LENGTH = 0.8;
const OWN_LENGTH = 0.6;

/** Adds a vector of this length whose direction only the hash decides. */
function addNoise(hash: number, length: number, sum: Float64Array): void {
  const step = length / Math.sqrt(sum.length);
  let state = hash | 1;
  for (let i = 0; i < sum.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    sum[i]! += state & 0x1000 ? step : -step;
  }
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hashOf(text: string, from = 0, to = text.length): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function lengthOf(sum: Float64Array): number {
  let out = 0;
  for (let i = 0; i < sum.length; i++) out += sum[i]! * sum[i]!;
  return Math.sqrt(out);
}

function floats(payload: Buffer, at: number, count: number): Float32Array {
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) out[i] = payload.readFloatLE(at + 4 * i);
  return out;
}

/** Reads the pair model from JSON, where its sets are sorted lists. Written by tools/train.py. */
function pairModelOf(payload: Buffer, digest: string): LoadedPairModel {
  const { synonyms, antonyms, ...model } = JSON.parse(payload.toString("utf8")) as Omit<
    LoadedPairModel,
    "synonyms" | "antonyms"
  > &
    Record<"synonyms" | "antonyms", readonly string[]>;
  return {
    ...model,
    version: `${model.version}-${digest.slice(0, 12)}`,
    synonyms: new Set(synonyms),
    antonyms: new Set(antonyms),
  };
}

const MAGIC = "SEMBMODL";
const FORMAT = 1;
const HEADER_BYTES = 8 + 4 + 32;

/** Reads a model file: magic, format (u32 LE), SHA-256 of the payload, payload. Written by tools/model_file.py. */
async function readModel(path: string): Promise<{ payload: Buffer; digest: string }> {
  const file = await readFile(path).catch((cause: unknown) => {
    throw new PortFault("embedder", "unavailable", `the model file ${path} cannot be read`, { cause });
  });
  if (file.length < HEADER_BYTES || file.toString("latin1", 0, 8) !== MAGIC)
    throw corrupt(path, "it is no model file");
  if (file.readUInt32LE(8) !== FORMAT)
    throw corrupt(path, `its format is ${file.readUInt32LE(8)}, this build reads ${FORMAT}`);
  const payload = file.subarray(HEADER_BYTES);
  const digest = createHash("sha256").update(payload).digest();
  if (!digest.equals(file.subarray(12, HEADER_BYTES)))
    throw corrupt(path, "its digest does not match: it was cut or damaged");
  return { payload, digest: digest.toString("hex") };
}

function corrupt(path: string, why: string): PortFault {
  return new PortFault("embedder", "corrupt", `the model file ${path} is refused: ${why}`);
}
