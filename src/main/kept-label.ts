/** Converts a judged pair into a label: its features in place of its texts. */
import type { JudgedPair } from "../label/deps.ts";
import type { Label } from "../learn/labels.ts";
import type { Verifier } from "../ports.ts";

/** `atMs`: when it was judged. */
export function keptLabel(
  { texts, ...pair }: JudgedPair,
  verifier: Verifier,
  atMs: number,
): Omit<Label, "id"> {
  const features = texts && figuresOf(verifier, texts.stored, texts.asked);
  return { ...pair, figures: features, atMs, version: verifier.version };
}

function figuresOf(verifier: Verifier, stored: string, asked: string): number[] | null {
  return verifier.features?.(stored, asked)?.map((figure) => Math.round(figure * 1e4) / 1e4) ?? null;
}
