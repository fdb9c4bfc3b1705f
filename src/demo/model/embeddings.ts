/**
 * POST /v1/embeddings. Vectors come from signed feature hashing of words and character trigrams and have length 1.
 * Texts that share words are near each other; synonyms are not.
 */

import type { Fields } from "../../narrow.ts";
import { modelOf } from "./chat.ts";
import { countTokens } from "./compose.ts";
import { ApiFault, checkFields, missing, numberMember, type Rule, wrongType, wrongValue } from "./fault.ts";
import type { Reply } from "./reply.ts";
import { plain } from "./words.ts";

const RULES: Readonly<Record<string, Rule>> = {
  model: { is: "string" },
  input: { is: "array or string" },
  encoding_format: { is: "string" },
  dimensions: { is: "integer", min: 1, max: 3072 },
};

/** OpenAI's limits on the inputs of a request and, at four UTF-16 units a token, on one input of 8,192 tokens. */
const INPUTS_MAX = 2_048;
const INPUT_UNITS_MAX = 8_192 * 4;
/** Most components of all vectors of a request: computing them blocks the gateway's event loop. */
const VALUES_MAX = 1_000_000;

export function embeddings(body: Fields): Reply {
  checkFields(body, RULES);
  const model = modelOf(body);
  const inputs = inputsOf(body["input"]);
  const dimensions = numberMember(body, "dimensions") ?? (model.includes("large") ? 3072 : 1536);
  if (inputs.length * dimensions > VALUES_MAX) {
    const message = `The demo model embeds at most ${Math.floor(VALUES_MAX / dimensions)} inputs of ${dimensions} dimensions at once.`;
    throw new ApiFault(400, message, "input", "array_above_max_length");
  }
  const base64 = isBase64(body["encoding_format"]);
  const data = inputs.map((input, index) => {
    const vector = embed(input, dimensions);
    return { object: "embedding", index, embedding: base64 ? encoded(vector) : Array.from(vector) };
  });
  const tokens = inputs.reduce((sum, input) => sum + countTokens(input), 0);
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return { kind: "json", body: { object: "list", data, model, usage }, tokens: 0 };
}

function isBase64(format: unknown): boolean {
  if (format === undefined || format === null || format === "float") return false;
  if (format === "base64") return true;
  throw wrongValue("encoding_format", format, ["float", "base64"]);
}

function inputsOf(input: unknown): string[] {
  if (input === undefined || input === null) throw missing("input");
  const list = Array.isArray(input) && input.some((one) => typeof one !== "number") ? input : [input];
  if (list.length > INPUTS_MAX || (Array.isArray(input) && input.length === 0)) {
    throw new ApiFault(400, `'input' must hold 1 to ${INPUTS_MAX} items.`, "input", "invalid_value");
  }
  return list.map((one, i) => {
    const text = Array.isArray(one) && one.every(Number.isInteger) ? one.join(" ") : one;
    if (typeof text !== "string") throw wrongType(`input[${i}]`, "a string", one);
    if (text === "")
      throw new ApiFault(
        400,
        `Invalid 'input[${i}]': input cannot be an empty string.`,
        "input",
        "invalid_value",
      );
    if (text.length > INPUT_UNITS_MAX) {
      throw new ApiFault(
        400,
        "This model's maximum context length is 8192 tokens; the input is longer.",
        "input",
        "context_length_exceeded",
      );
    }
    return text;
  });
}

function embed(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  const add = (feature: string, weight: number) => {
    const hash = fnv1a(feature);
    vector[hash % dimensions]! += hash & 0x8000_0000 ? -weight : weight;
  };
  // A feature of the whole text, so that an input without words does not get a vector of zeros.
  add(`=${text}`, 0.1);
  for (const word of plain(text.toWellFormed()).match(/[\p{L}\p{N}]+/gu) ?? []) {
    add(` ${word} `, 1);
    const padded = `<${word}>`;
    for (let i = 0; i + 3 <= padded.length; i++) add(padded.slice(i, i + 3), 0.5);
  }
  let norm = 0;
  for (const value of vector) norm += value * value;
  norm = Math.sqrt(norm);
  // With very few dimensions all features may cancel out; a vector of zeros cannot be normalised.
  if (norm < 1e-6) vector[0] = norm = 1;
  return vector.map((value) => value / norm);
}

/** 32-bit FNV-1a over UTF-16 units, with a final mix, since the low bits of plain FNV-1a are poorly distributed. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Base64 of little-endian 32-bit floats, OpenAI's format. */
function encoded(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [i, value] of vector.entries()) bytes.writeFloatLE(value, i * 4);
  return bytes.toString("base64");
}
