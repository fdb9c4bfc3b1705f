/**
 * The short check before a merge. It fails on a doubling beside bare alone, that a second measurement confirms, and never
 * because the machine is busy, slow or of another kind: what cannot be measured is told and let pass. Within a minute.
 *
 * It compares best rounds, not medians: load and virtual machines only ever add CPU time, and the rounds of one run lie
 * so far apart that ratios of their medians are refused.
 */
import { DOUBLED } from "./baseline.ts";
import { CASES, type Case } from "./cases.ts";
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
  const before = baseline.find(({ name }) => name === c.name);
  if (before === undefined) {
    gate.say(`${c.name}: not compared, the baseline lacks it`);
    return false;
  }
  const cost = now.cpuUs.low / now.bareCpuUs.low;
  const usual = before.cpuUs.low / leastBare(c, baseline);
  const isDearer = cost / usual > DOUBLED;
  const isSwamped = isDearer && now.others > SWAMPED;
  gate.say(
    `${c.name}: ${(cost / usual).toFixed(2)} times the baseline's cost (${cost.toFixed(1)} and ${usual.toFixed(1)} x bare, best rounds)${isSwamped ? "; let pass: others took most of the machine" : ""}`,
  );
  return isDearer && !isSwamped;
}

/** µs of a bare server for a request of this shape, by the best round of all cases that have it. */
function leastBare(c: Case, baseline: readonly Figures[]): number {
  const alike = CASES.filter((each) => shapeOf(each) === shapeOf(c)).map(({ name }) => name);
  return Math.min(
    ...baseline.filter(({ name }) => alike.includes(name)).map(({ bareCpuUs }) => bareCpuUs.low),
  );
}

function shapeOf(c: Case): string {
  return [c.bytes, c.events, c.connections, c.request(0).includes('"stream":true')].join();
}
