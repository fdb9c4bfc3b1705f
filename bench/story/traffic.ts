/** Who asks what: an endless stream that a seed fixes. Each request is a question of one of some hundred callers. */
import { CLASSES, CLOSINGS, OPENINGS, SINGLES, single } from "./questions.ts";
import type { Chance } from "./truth.ts";

export interface Asked {
  readonly question: string;
  /** The value of x-session-id, by which a caller stays inside the percentage or outside. */
  readonly session: string;
}

export interface TrafficRules {
  readonly sessions: number;
  /** Of requests: repeats an earlier question to the letter; asks what is asked once. The rest is of the classes. */
  readonly repeats: number;
  readonly singles: number;
}

const REMEMBERED_MAX = 500;

export function* traffic(rules: TrafficRules, chance: Chance): Generator<Asked, never> {
  const lately: string[] = [];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)]!;
  let singles = 0;
  const fresh = (): string => {
    // A prime step, so that neighbours in time are not neighbours in the list; each comes once before any comes twice.
    if (chance() < rules.singles / (1 - rules.repeats)) return single((singles++ * 1009) % SINGLES).question;
    return pick(OPENINGS) + pick(pick(CLASSES).wordings) + pick(CLOSINGS);
  };
  while (true) {
    const question = lately.length > 0 && chance() < rules.repeats ? pick(lately) : fresh();
    lately.push(question);
    if (lately.length > REMEMBERED_MAX) lately.shift();
    yield { question, session: `visitor-${Math.floor(chance() * rules.sessions)}` };
  }
}

/** mulberry32. */
export function seeded(seed: number): Chance {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
