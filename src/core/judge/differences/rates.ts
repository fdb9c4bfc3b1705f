/** How often or for what time both answers tell a thing, in units that differ: "per night" and "a week". */

import { wordSet } from "../../word-set.ts";
import type { SaidSentence } from "../read.ts";
import { nth } from "../words/nth.ts";
import type { Finding } from "./replacement.ts";

const PER = wordSet("per a each every por ao à cada toda todo todas todos");
const NO_RATE = wordSet("in within after for about over half em dentro após depois por durante quase");

const [SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, QUARTER, YEAR] = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const UNITS: ReadonlyMap<string, number> = new Map([
  ...each("second segundo", SECOND),
  ...each("minute minuto", MINUTE),
  ...each("hour hora", HOUR),
  ...each("day night morning evening dia noite manhã", DAY),
  ...each("week semana", WEEK),
  ...each("month mês", MONTH),
  ...each("quarter trimestre", QUARTER),
  ...each("year ano", YEAR),
]);
const ALONE: ReadonlyMap<string, number> = new Map([
  ...each("hourly", HOUR),
  ...each("daily nightly diário diária diariamente", DAY),
  ...each("weekly semanal semanalmente", WEEK),
  ...each("monthly mensal mensalmente mensais", MONTH),
  ...each("quarterly trimestral trimestralmente", QUARTER),
  ...each("yearly annual annually anual anualmente anuais", YEAR),
]);

function each(words: string, unit: number): [string, number][] {
  return words.split(" ").map((word) => [word, unit]);
}

/** The doubt that both answers tell a rate, and neither tells the other's; null: none. */
export function ratesPart(a: readonly SaidSentence[], b: readonly SaidSentence[]): Finding | null {
  const one = ratesOf(a);
  const two = one.size === 0 ? one : ratesOf(b);
  const only = two.size === 0 ? undefined : [...one.keys()].find((unit) => !two.has(unit));
  const other = only === undefined ? undefined : [...two.keys()].find((unit) => !one.has(unit));
  if (only === undefined || other === undefined) return null;
  return {
    verdict: "unsure",
    kind: "quantity",
    why: `one says "${one.get(only)}", the other "${two.get(other)}"`,
  };
}

function ratesOf(sentences: readonly SaidSentence[]): ReadonlyMap<number, string> {
  const out = new Map<number, string>();
  for (const { raw } of sentences)
    for (let at = 0; at < raw.length; at++) {
      const word = nth(raw, at);
      const alone = ALONE.get(word);
      if (alone !== undefined) out.set(alone, word);
      const before = raw[at - 1];
      if (before === undefined || !PER.has(before)) continue;
      const unit = UNITS.get(word);
      if (unit !== undefined && !NO_RATE.has(raw[at - 2] ?? "")) out.set(unit, `${before} ${word}`);
    }
  return out;
}
