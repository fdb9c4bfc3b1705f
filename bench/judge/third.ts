/**
 * Answers to ordinary questions in four wordings each, as chat models word them, and one fact changed in one of them. Written
 * when the judge had its second set of tables, and before anything was changed for them. Every other fact was looked at
 * while rewordings were mended; of the rest only totals were seen.
 */
import { THIRD_EN } from "./third-en.ts";
import { THIRD_PT } from "./third-pt.ts";
import type { Told } from "./wordings.ts";

const half = (rest: number): readonly Told[] => [
  ...THIRD_EN.filter((_, at) => at % 2 === rest).map((of) => ({ ...of, lang: "en" as const })),
  ...THIRD_PT.filter((_, at) => at % 2 === rest).map((of) => ({ ...of, lang: "pt" as const })),
];
export const THIRD_LOOKED_AT: readonly Told[] = half(0);
/** Never look at what the judge says of these, one by one. */
export const THIRD_BLIND: readonly Told[] = half(1);
