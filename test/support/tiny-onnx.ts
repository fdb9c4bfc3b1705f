/**
 * The smallest text encoder that is one: an ONNX file whose only node looks a vector up for each token, and a
 * tokenizer.json of a few words. Written by hand, so that the test needs no model file.
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Are the optional packages installed? Tests that need them skip by name where they are not. */
export const onnxIsThere = ["onnxruntime-node", "@huggingface/tokenizers"].every((name) => {
  try {
    return createRequire(import.meta.url).resolve(name) !== "";
  } catch {
    return false;
  }
});

const SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];

export interface TinyModel {
  readonly modelPath: string;
  readonly tokenizerPath: string;
}

/** Word i of `words` has the vector `vectors[i]`; special tokens have none, unknown words `unknown`. */
export function writeTinyModel(
  dir: string,
  words: Readonly<Record<string, readonly number[]>>,
  options: { unknown?: readonly number[]; inputs?: readonly string[]; tokensMax?: number } = {},
): TinyModel {
  const size = Object.values(words)[0]?.length ?? 1;
  const zeros = new Array<number>(size).fill(0);
  const rows = SPECIAL.map((token) => (token === "[UNK]" ? (options.unknown ?? zeros) : zeros));
  const table = [...rows, ...Object.values(words)];
  const names = [...SPECIAL, ...Object.keys(words)];
  const modelPath = join(dir, "model.onnx");
  const tokenizerPath = join(dir, "tokenizer.json");
  writeFileSync(modelPath, lookUpModel(table, options.inputs ?? ["input_ids", "attention_mask"]));
  writeFileSync(tokenizerPath, JSON.stringify(wordPiece(names, options.tokensMax ?? null)));
  return { modelPath, tokenizerPath };
}

function wordPiece(names: readonly string[], tokensMax: number | null): object {
  const special = (token: string) => ({ SpecialToken: { id: token, type_id: 0 } });
  const named = (token: string) => ({ id: token, ids: [names.indexOf(token)], tokens: [token] });
  return {
    version: "1.0",
    truncation: tokensMax === null ? null : { max_length: tokensMax, strategy: "LongestFirst", stride: 0 },
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [special("[CLS]"), { Sequence: { id: "A", type_id: 0 } }, special("[SEP]")],
      pair: [],
      special_tokens: { "[CLS]": named("[CLS]"), "[SEP]": named("[SEP]") },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(names.map((name, i) => [name, i])),
    },
  };
}

/** onnx.proto: ModelProto { ir_version 1, graph 7, opset_import 8 }, in protobuf's wire format. */
function lookUpModel(table: readonly (readonly number[])[], inputs: readonly string[]): Buffer {
  const size = table[0]?.length ?? 0;
  const values = Buffer.from(Float32Array.from(table.flat()).buffer);
  const FLOAT = 1;
  const INT64 = 7;
  const node = [
    bytes(1, text("table")),
    bytes(1, text(inputs[0] ?? "input_ids")),
    bytes(2, text("last_hidden_state")),
    bytes(4, text("Gather")),
  ];
  const initializer = [
    whole(1, table.length),
    whole(1, size),
    whole(2, FLOAT),
    bytes(8, text("table")),
    bytes(9, values),
  ];
  const shaped = (name: string, type: number, dims: readonly (string | number)[]) => {
    const shape = dims.map((dim) => bytes(1, typeof dim === "number" ? whole(1, dim) : bytes(2, text(dim))));
    const tensor = Buffer.concat([whole(1, type), bytes(2, Buffer.concat(shape))]);
    return Buffer.concat([bytes(1, text(name)), bytes(2, bytes(1, tensor))]);
  };
  const graph = [
    bytes(1, Buffer.concat(node)),
    bytes(2, text("tiny")),
    bytes(5, Buffer.concat(initializer)),
    ...inputs.map((name) => bytes(11, shaped(name, INT64, ["batch", "tokens"]))),
    bytes(12, shaped("last_hidden_state", FLOAT, ["batch", "tokens", size])),
  ];
  return Buffer.concat([whole(1, 8), bytes(7, Buffer.concat(graph)), bytes(8, whole(2, 13))]);
}

const text = (value: string) => Buffer.from(value, "utf8");
const whole = (field: number, value: number) => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field: number, value: Buffer) =>
  Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);

function varint(value: number): Buffer {
  const out: number[] = [];
  while (value > 127) {
    out.push((value & 127) | 128);
    value = Math.floor(value / 128);
  }
  return Buffer.from([...out, value]);
}
