/** Made-up demand with a rhythm of the day: who asks what, and when. */
import { chance } from "../chance.ts";

export interface World {
  readonly name: string;
  readonly seed: number;
  readonly days: number;
  /** Of an answer, hours. */
  readonly lifeHours: number;
  readonly questions: number;
  /** Of all questions together. */
  readonly asksPerDay: number;
  /** Exponent of the popularity by rank. */
  readonly skew: number;
  /** Relative demand by hour of UTC. */
  readonly hours: readonly number[];
  /** Share of questions that are asked for a day or three and never again. */
  readonly fashions: number;
  /** Share of asks that are repeated at once by the same person, one to three times. */
  readonly repeats: number;
  /** Share of questions that have a follow-up, asked minutes later after six in ten of their asks. */
  readonly led: number;
}

export interface Ask {
  readonly atMs: number;
  readonly question: number;
  readonly caller: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday's midnight. */
export const START_MS = Date.UTC(2030, 0, 7);

const OFFICE = [1, 1, 1, 1, 1, 2, 4, 9, 18, 26, 28, 24, 18, 22, 26, 26, 22, 16, 10, 7, 5, 4, 3, 2];
const EVENING = [6, 4, 2, 1, 1, 1, 2, 5, 7, 8, 8, 9, 11, 10, 9, 9, 11, 15, 20, 26, 30, 28, 20, 12];
const TWO_SHIFTS = [3, 2, 2, 2, 4, 12, 22, 24, 18, 10, 8, 6, 5, 6, 10, 20, 26, 22, 12, 6, 4, 4, 3, 3];

const common = { days: 14, skew: 0.9 };

/** On these the policy was made. */
export const KNOWN: readonly World[] = [
  {
    ...common,
    name: "office, 4 h",
    seed: 1,
    lifeHours: 4,
    questions: 400,
    asksPerDay: 3000,
    hours: OFFICE,
    fashions: 0.3,
    repeats: 0.05,
    led: 0.1,
  },
  {
    ...common,
    name: "office, 24 h",
    seed: 2,
    lifeHours: 24,
    questions: 2000,
    asksPerDay: 3000,
    hours: OFFICE,
    fashions: 0.3,
    repeats: 0.05,
    led: 0.1,
  },
  {
    ...common,
    name: "evening, 8 h",
    seed: 3,
    lifeHours: 8,
    questions: 800,
    asksPerDay: 2000,
    hours: EVENING,
    fashions: 0.5,
    repeats: 0.1,
    led: 0,
  },
];

/** Written down when the policy stood in a first form and before this benchmark had run; run once, at the end. */
export const UNSEEN: readonly World[] = [
  {
    ...common,
    name: "two shifts, 3 h",
    seed: 101,
    lifeHours: 3,
    questions: 300,
    asksPerDay: 4000,
    hours: TWO_SHIFTS,
    fashions: 0.4,
    repeats: 0.08,
    led: 0.15,
  },
  {
    ...common,
    name: "two shifts, 12 h",
    seed: 102,
    lifeHours: 12,
    questions: 1500,
    asksPerDay: 2500,
    hours: TWO_SHIFTS,
    fashions: 0.3,
    repeats: 0.05,
    led: 0.1,
    skew: 0.7,
  },
  {
    ...common,
    name: "evening, 6 h",
    seed: 103,
    lifeHours: 6,
    questions: 600,
    asksPerDay: 5000,
    hours: EVENING,
    fashions: 0.6,
    repeats: 0.15,
    led: 0.1,
    skew: 1.1,
  },
  {
    ...common,
    name: "office, 24 h",
    seed: 104,
    lifeHours: 24,
    questions: 3000,
    asksPerDay: 6000,
    hours: OFFICE,
    fashions: 0.5,
    repeats: 0.1,
    led: 0.2,
  },
  {
    ...common,
    name: "office, 1 h",
    seed: 105,
    lifeHours: 1,
    questions: 200,
    asksPerDay: 8000,
    hours: OFFICE,
    fashions: 0.3,
    repeats: 0.05,
    led: 0.1,
  },
];

/** In the order of time. */
export function asksIn(world: World): Ask[] {
  const random = chance(world.seed);
  const weights = Array.from({ length: world.questions }, (_, i) => (i + 1) ** -world.skew);
  const total = weights.reduce((a, b) => a + b, 0);
  const hours = world.hours.reduce((a, b) => a + b, 0);
  const out: Ask[] = [];
  for (const [question, weight] of weights.entries()) {
    const isFashion = random() < world.fashions;
    const lengthMs = isFashion ? (1 + 2 * random()) * DAY_MS : world.days * DAY_MS;
    const fromMs = isFashion ? random() * (world.days * DAY_MS - lengthMs) : 0;
    // What is in fashion is asked as often in its days as another in all.
    const perDay = (world.asksPerDay * weight) / total;
    const isLed = random() < world.led;
    for (let hour = 0; hour < 24 * world.days; hour++) {
      const expected = (perDay * (world.hours[hour % 24] ?? 0)) / hours;
      for (let n = poisson(expected, random); n > 0; n--) {
        const at = (hour + random()) * HOUR_MS;
        if (at < fromMs || at > fromMs + lengthMs) continue;
        asked(world, { at, question, isLed, random, out });
      }
    }
  }
  return out.sort((a, b) => a.atMs - b.atMs);
}

function asked(
  world: World,
  of: { at: number; question: number; isLed: boolean; random: () => number; out: Ask[] },
): void {
  const { at, question, isLed, random, out } = of;
  const caller = `caller ${Math.floor(random() * 500)}`;
  out.push({ atMs: START_MS + at, question, caller });
  if (random() < world.repeats)
    for (let n = 1 + Math.floor(3 * random()); n > 0; n--)
      out.push({ atMs: START_MS + at + n * 20_000 * (0.5 + random()), question, caller });
  if (isLed && random() < 0.6)
    out.push({
      atMs: START_MS + at + (0.5 + 3 * random()) * 60_000,
      question: world.questions + question,
      caller,
    });
}

function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let product = random();
  let n = 0;
  for (; product > limit; n++) product *= random();
  return n;
}
