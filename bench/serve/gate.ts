/**
 * The short check before a merge. It fails on a doubling beside bare alone, that a second measurement confirms, and never
 * because the machine is busy, slow or of another kind: what cannot be measured is told and let pass. Within a minute.
 */
import { compare, DOUBLED, sentence } from "./baseline.ts";
import type { Case } from "./cases.ts";
import type { Figures } from "./figures.ts";

export interface Gate {
  /** Rejects where the case cannot be measured. */
  readonly measure: (c: Case) => Promise<Figures>;
  /** Since the run began. */
  readonly sinceMs: () => number;
  readonly say: (line: string) => void;
}

/** No further case begins after so long. */
const BEGIN_MS_MAX = 40_000;
/** Where others take more of the machine, ratios to bare themselves are seen to double and to halve. */
const SWAMPED = 0.5;

/** The names of the cases that cost double. */
export async function doubled(
  cases: readonly Case[],
  baseline: readonly Figures[],
  gate: Gate,
): Promise<string[]> {
  const found: string[] = [];
  for (const each of cases) {
    if (gate.sinceMs() > BEGIN_MS_MAX) {
      gate.say(`${each.name}: left out, the minute is over`);
      continue;
    }
    if (!(await isDouble(each, baseline, gate))) continue;
    gate.say(`${each.name}: measured again`);
    if (await isDouble(each, baseline, gate)) found.push(each.name);
  }
  return found;
}

async function isDouble(c: Case, baseline: readonly Figures[], gate: Gate): Promise<boolean> {
  const now = await gate.measure(c).catch((error: unknown) => {
    gate.say(`${c.name}: not measured: ${error instanceof Error ? error.message : error}`);
    return null;
  });
  if (now === null) return false;
  const before = baseline.find(({ name }) => name === c.name)?.ratio ?? null;
  const isDearer = before !== null && now.ratio !== null && before.median / now.ratio.high > DOUBLED;
  const isSwamped = now.others > SWAMPED;
  for (const each of compare([now], baseline))
    gate.say(
      `${sentence(each)}${isDearer && isSwamped ? "; let pass: others took most of the machine" : ""}`,
    );
  return isDearer && !isSwamped;
}
