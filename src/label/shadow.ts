/** Requests that upstream answered: the answer found in the look-up, or nearly found, is always judged. */
import { nearlyFound } from "../core/nearly-found.ts";
import type { Answered, Fresh, LookedUp, ModelCalls, Subject, UpstreamCall } from "./answered.ts";
import type { Background } from "./background.ts";
import type { Bookkeeping } from "./bookkeeping.ts";
import type { Cascade } from "./cascade.ts";
import type { Checks } from "./checks.ts";
import type { LabelDeps } from "./deps.ts";
import { type FoundPair, foundPair } from "./found-pair.ts";
import type { Draw } from "./judging.ts";
import type { KnownPairs } from "./known-pairs.ts";
import type { NearProbes } from "./near-probes.ts";
import { TrialShares } from "./trial-shares.ts";

type Needs = Pick<LabelDeps, "clock" | "later" | "storedText" | "chance" | "measuring">;

const NOTHING_FOUND = { q: 1, verdict: null } as const;

interface Beside {
  readonly pair: FoundPair | null;
  /** Text of the edited answer, where the look-up found one; else null. */
  readonly edited: string | null;
  readonly fresh: Fresh;
  readonly call: UpstreamCall;
  readonly source: "shadow" | "miss";
  readonly calls: ModelCalls | undefined;
  readonly draw: Draw | null;
}

export class Shadow {
  readonly #deps: Needs;
  readonly #background: Background;
  readonly #book: Bookkeeping;
  readonly #checks: Checks;
  readonly #knownPairs: KnownPairs;
  readonly #cascade: Cascade;
  readonly #nearProbes: NearProbes;
  readonly #shares = new TrialShares();

  constructor(
    deps: Needs,
    background: Background,
    book: Bookkeeping,
    trials: {
      readonly checks: Checks;
      readonly knownPairs: KnownPairs;
      readonly nearProbes: NearProbes;
      readonly cascade: Cascade;
    },
  ) {
    this.#nearProbes = trials.nearProbes;
    this.#cascade = trials.cascade;
    this.#deps = deps;
    this.#background = background;
    this.#book = book;
    this.#checks = trials.checks;
    this.#knownPairs = trials.knownPairs;
  }

  async fetched(answered: Answered, subject: Subject): Promise<void> {
    const call = await answered.upstream();
    const lookedUp = await answered.lookedUp();
    await this.#deps.later();
    const fresh = call?.fresh() ?? null;
    // Without upstream's answer the request is left out of the measurement, whether or not anything was found.
    if (call === null || fresh === null) return;
    this.#tryJudge(answered, subject, fresh);
    const found = this.#found(answered, lookedUp);
    const draw = this.#draw(subject, found.pair);
    const isAsked = draw?.isDrawn && this.#cascade.isOpen(answered.payer);
    const calls = isAsked ? answered.modelCalls?.() : undefined;
    const beside = { ...found, fresh, call, calls, draw };
    // The background work must not keep the request in memory.
    this.#background.run(this.#compared(subject, beside));
  }

  /** Settles before anything is judged whether a model is asked, should words leave the pair in doubt. Null: none is. */
  #draw({ doubt }: Subject, pair: FoundPair | null): Draw | null {
    if (doubt === null || pair === null) return null;
    const chance = (pair.score ?? 1) >= doubt.from ? doubt.chance : doubt.below;
    return chance === null ? null : { chance, isDrawn: this.#deps.chance() < chance };
  }

  #tryJudge(answered: Answered, subject: Subject, fresh: Fresh): void {
    this.#checks.askTwice(answered, subject, fresh);
    if (!this.#shares.take(subject.tenant)) return;
    this.#tryKnown(subject, fresh, answered);
    this.#tryNear(subject, fresh, answered);
  }

  #tryKnown(subject: Subject, fresh: Fresh, answered: Answered): void {
    const other = this.#knownPairs.try(subject, fresh, answered.follower);
    const trial = other && this.#cascade.trialOf(answered, this.#trialDraw());
    if (other === null || trial === null) return;
    this.#background.run(this.#knownPairs.tried(subject, other, fresh, trial.calls?.()));
  }

  #tryNear(subject: Subject, fresh: Fresh, answered: Answered): void {
    const trial = answered.follower ? null : this.#cascade.trialOf(answered, this.#trialDraw());
    const probe = trial && this.#nearProbes.of(fresh);
    if (trial === null || probe === null) return;
    this.#background.run(this.#nearProbes.tried(subject, probe, fresh, trial.calls?.()));
  }

  /** Until the judge is known no verdict is counted: trials come first. */
  #trialDraw(): number {
    return this.#deps.measuring.judgeIsKnown === false ? 0 : this.#deps.chance();
  }

  #found({ policy }: Answered, lookedUp: LookedUp): Pick<Beside, "pair" | "edited" | "source"> {
    const { found, known } = lookedUp;
    const isFound = found?.tier === "semantic" || found?.tier === "adapted";
    const near = isFound ? found : nearlyFound(known, policy, this.#deps.clock.nowMs());
    const pair = near && foundPair(known, policy, near);
    const edited = pair?.tier === "adapted" ? lookedUp.edited : null;
    return { pair, edited, source: isFound ? "shadow" : "miss" };
  }

  async #compared(subject: Subject, { pair, edited, source, ...given }: Beside): Promise<void> {
    const stored = pair && (edited ?? (await this.#deps.storedText(pair.candidate.entry)));
    // An answer that is gone would not have been served: the request counts as one without a found answer.
    if (pair === null || stored === null) return this.#book.count(subject, null, NOTHING_FOUND);
    await this.#book.label(subject, pair, { ...given, stored, source, q: 1 });
  }
}
