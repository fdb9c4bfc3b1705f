/** What a run of the story leaves behind: docs/story.json, and all that its drawing and its page are made of. */

export interface Settings {
  readonly maxErrorRate: number;
  readonly dwellSeconds: number;
  readonly seed: number;
  /** Requests a second. */
  readonly rate: number;
  readonly sessions: number;
  readonly repeats: number;
  readonly singles: number;
  /** Share of the classes whose right answer changes. */
  readonly changed: number;
}

/** Where it stood after so many requests. */
export interface Point {
  readonly requests: number;
  readonly percentage: number;
  /** Upper limit of the error as `GET /admin/rollout` tells it, 0 to 1; null: not measured. */
  readonly bound: number | null;
  readonly labels: number;
  readonly checkChance: number;
  /** By meaning, so far. */
  readonly served: number;
  readonly wrong: number;
}

export interface Act {
  readonly title: string;
  /** Requests before it. */
  readonly from: number;
  /** What happened, in sentences with their numbers. */
  readonly told: readonly string[];
  /** Promises that were checked, and held. */
  readonly held: readonly string[];
}

export interface Wrong {
  /** Served by meaning and wrong, before the answers changed and from then until the fall. */
  readonly beforeChange: number;
  readonly untilFall: number;
  readonly afterFall: number;
  /** Answered exactly from what was stored before the change. */
  readonly exactStale: number;
}

export interface Story {
  readonly recorded: string;
  readonly settings: Settings;
  readonly seconds: number;
  readonly requests: number;
  readonly asked: number;
  readonly served: number;
  /** Requests before it stood at the last step, before the change, and until the fall. */
  readonly fullAt: number;
  readonly changedAt: number;
  readonly fellAt: number;
  /** Classes that changed, and those of them of which the judge calls the old answer and the new one the same. */
  readonly classesChanged: number;
  readonly classesUnseen: number;
  readonly labels: number;
  readonly wrong: Wrong;
  readonly changes: readonly Change[];
  readonly alert: string;
  readonly explained: string;
  readonly acts: readonly Act[];
  readonly points: readonly Point[];
  readonly others: readonly OtherRun[];
}

/** How many of the served answers were checked when the change came. 0 to 1. */
export function checkedAtChange({ points, changedAt }: Story): number {
  return points.findLast((p) => p.requests <= changedAt)?.checkChance ?? 1;
}

/** Wrong answers that `max_error_rate` allows: of the requests at the last step alone, where everybody is inside. */
export function budgetOf({ fullAt, fellAt }: Pick<Story, "fullAt" | "fellAt">, maxErrorRate: number): number {
  return Math.floor(maxErrorRate * (fellAt - fullAt));
}

/** Another run, in short; `broken`: what did not hold. */
export type OtherRun = Pick<Settings, "seed" | "changed"> &
  (
    | { readonly broken: string }
    | (Pick<Story, "fullAt" | "changedAt" | "fellAt" | "classesChanged" | "classesUnseen" | "wrong"> & {
        readonly checkChance: number;
      })
  );

/** As `GET /admin/rollout` lists them. */
export interface Change {
  readonly at: string;
  readonly from: number;
  readonly to: number;
  readonly why: string;
}
