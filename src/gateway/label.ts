/**
 * What happens after the client has its answer: the request is counted for the measurement, and, where upstream's fresh
 * answer is there (shadow, a miss, a sampled hit), it is laid beside the stored one and judged. Nobody waits for it.
 *
 * A call on our own account begins with the caller's own credential while the request is at hand; what waits for it and
 * for the judge holds a `Subject`, which knows neither request nor credential.
 *
 * What could not be checked must never count as right. So it is settled before anything is found whether a request is
 * counted, and with what chance it would be checked: while the budget is spent, checks fail or judges fall behind,
 * requests are left out whatever becomes of them, not only those that would have been checked.
 */
import type { ServerResponse } from "node:http";
import { type Candidate, decide, type Found, type Policy } from "../core/decide.ts";
import type { WordsSay } from "../core/verify/standing.ts";
import { PortFault } from "../errors.ts";
import type { Entry, EntryFacts, Key, Route, Scope, Usage } from "../model.ts";
import type { Judge, Judgement, Store, Verifier } from "../ports.ts";
import { inspectAnswer } from "../wire/answer.ts";
import type { Asked } from "./asked.ts";
import { within } from "./deadline.ts";
import { askAgain, type FetchDeps, saverOf } from "./fetch.ts";
import { formDigest } from "./form.ts";
import type { Landing } from "./upstream-flight.ts";

/** What is told of one pair; `learn/labels.ts` keeps it. */
export interface JudgedPair {
  readonly source: "shadow" | "miss" | "sample" | "double" | "known";
  readonly verdict: Judgement["verdict"];
  readonly judge: Judge["kind"];
  /** Null: nothing that was or would be served. */
  readonly tier: "semantic" | "adapted" | null;
  readonly score: number;
  readonly probability: number;
  readonly similarity: number;
  readonly q: number;
  readonly group: string;
  readonly entry: string;
  readonly question: string;
  /** The key of the question that the entry answers. */
  readonly stored?: string;
  /** By the order of `NEIGHBOURHOOD`. */
  readonly neighbourhood?: readonly number[] | null;
  /** See `formDigest`; null: none, or not of a pair that may be served. */
  readonly form?: string | null;
  /** The fresh answer answered several requests, and another label tells of it. */
  readonly follower?: boolean;
  /** For the evidence of the pair; not kept. Null: both answers are to one question. */
  readonly texts: { readonly stored: string; readonly asked: string } | null;
}

export interface LabelDeps extends FetchDeps {
  readonly verifier: Verifier;
  readonly judge: () => Judge;
  readonly measuring: {
    observe(of: {
      readonly score: number | null;
      readonly q: number;
      readonly qServed: number;
      readonly verdict: "same" | "different" | null;
      readonly group: string;
      readonly atMs: number;
      readonly question: string;
      readonly pair: (WordsSay & { readonly neighbourhood: readonly number[] }) | null;
    }): void;
    doubleAsked(different: boolean): void;
    knownPair(same: boolean): void;
    readonly checkChance: number;
    readonly doubleChance: number;
  };
  readonly keepLabel: (pair: JudgedPair) => void;
  /** 0 up to but not including 1. */
  readonly chance: () => number;
  /** Of calls on our own account. */
  readonly budget: {
    /** May a call be made now? Counts nothing. */
    hasRoom(): boolean;
    /** Counts a call; false: it must not be made. */
    take(): boolean;
    /** What upstream billed for one. */
    billed(model: string, usage: Usage, purpose: "check" | "double"): void;
  };
}

/** A candidate below it is not worth a judge: no threshold comes near it. Where its neighbourhood counts, see there. */
const NEAR_MIN = 0.3;
/** A pair below it is known to differ, near enough. */
const KNOWN_MAX = 0.05;
/** Answers that are kept at hand for that, newest, and the longest of them. */
const LATELY = { answers: 64, characters: 20_000 };
/** Of misses with such a pair, so many have the judge tried on it; a model is paid for. */
const KNOWN_CHANCE = { answer: 0.25, model: 0.05 };
const JUDGE_MS_MAX = 30_000;
/** Pairs with their judge, or on the way there. At this many requests go uncounted until it has caught up. */
const JUDGING_MAX = 64;
/** Calls on our own account that may run at once; at this many none is begun. */
const ASKING_MAX = 32;
/** A judge that takes longer when the gateway ends is not waited for. */
const CLOSE_MS_MAX = 5_000;
const GROUP_CHARACTERS_MAX = 200;

export class Labeller {
  readonly #deps: LabelDeps;
  readonly #closed = new AbortController();
  /** Followers of one call share its answer: each pair of answers is judged once. */
  readonly #verdicts = new WeakMap<Landing, Map<string, Promise<Judged | null>>>();
  readonly #lately: Lately[] = [];
  readonly #running = new Set<Promise<void>>();
  #judging = 0;
  #asking = 0;
  /** Those who keep labels are closed by now. */
  #isOver = false;
  /** The last check brought no answer. Until one does, nothing says how wrong served answers are. */
  #isBlind = false;

  constructor(deps: LabelDeps) {
    this.#deps = deps;
  }

  /**
   * Chance that an answer served now would be checked, 0: it could not be; null: nothing is counted at all. Asked for
   * before the look-up, so that what is found decides nothing.
   */
  get chanceNow(): number | null {
    if (this.#judging >= JUDGING_MAX) return null;
    if (this.#isBlind || this.#asking >= ASKING_MAX || !this.#deps.budget.hasRoom()) return 0;
    return this.#deps.measuring.checkChance;
  }

  /** After the answer has been sent, or is on its way out. Never throws, and nobody waits. */
  afterwards(asked: Asked, chanceThen: number | null): void {
    const isCounted = chanceThen !== null && !this.#closed.signal.aborted;
    const subject = isCounted ? subjectOf(asked, chanceThen) : null;
    if (subject === null) return;
    try {
      switch (asked.x.outcome) {
        case "exact":
        case "stale":
          this.#count(subject, null, 1, null);
          return;
        case "semantic":
        case "adapted":
          this.#served(asked, subject);
          return;
        case "miss":
        case "shadow":
          this.#behind(this.#fetched(asked, subject));
          return;
        default:
          return;
      }
    } catch (error) {
      this.#fault(error);
    }
  }

  /** Ends the calls that run; what they would have told is left out. Resolves when the pairs at hand are judged. */
  async close(): Promise<void> {
    this.#closed.abort();
    try {
      await within(this.#idle(), CLOSE_MS_MAX, "judge");
    } catch (error) {
      this.#fault(error);
    }
    this.#isOver = true;
  }

  async #idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  /** Nobody waits for it but `close`. */
  #behind(work: Promise<void>): void {
    const run = work.catch((error) => this.#fault(error)).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  #count(of: Subject, found: FoundPair | null, q: number, verdict: "same" | "different" | null): void {
    const { qServed, group, key: question } = of;
    if (!(qServed > 0)) return;
    const atMs = this.#deps.clock.nowMs();
    const [score, pair] = [found?.score ?? null, found?.pair ?? null];
    this.#deps.measuring.observe({ score, q, qServed, verdict, group, atMs, question, pair });
  }

  /** A hit: checked against upstream with chance q, or counted as unchecked. */
  #served(asked: Asked, subject: Subject): void {
    const { served, x } = asked;
    const pair = served && pairOf(asked, served.found);
    if (!served || !pair) return;
    const q = subject.qServed > 0 ? subject.qServed : this.#probeChance();
    if (this.#deps.chance() >= q) {
      this.#count(subject, pair, q, null);
      return;
    }
    if (!this.#deps.budget.take()) return;
    this.#asking++;
    whenSent(x.res, () => {
      const landing = askAgain(this.#deps, asked, this.#closed.signal);
      this.#behind(
        this.#checked({ subject, pair, q, entry: served.entry }, landing, saverOf(this.#deps, asked)),
      );
    });
  }

  /** While checks bring no answer, one at a time is tried all the same. */
  #probeChance(): number {
    const mayTry = this.#isBlind && this.#asking === 0 && this.#deps.budget.hasRoom();
    return mayTry ? this.#deps.measuring.checkChance : 0;
  }

  async #checked(
    of: { readonly subject: Subject; readonly pair: FoundPair; readonly q: number; readonly entry: Entry },
    asking: Promise<Landing>,
    saveFresh: (landing: Landing) => void,
  ): Promise<void> {
    const { subject, pair, q, entry } = of;
    const landing = await asking.finally(() => this.#asking--);
    const fresh = this.#billed(subject, landing, "check");
    const stored = textIn(entry);
    if (fresh === null || stored === null) {
      if (this.#closed.signal.aborted) return;
      this.#isBlind = true;
      this.#deps.onFault("upstream", new Error(`a check of a served answer failed: ${whyNone(landing)}`));
      return;
    }
    this.#isBlind = false;
    const judged = await this.#label(subject, pair, stored, fresh, { source: "sample", q }, landing);
    if (judged === null) return;
    this.#count(subject, pair, q, judged.counts);
    if (judged.counts === "different") saveFresh(landing);
  }

  /** Upstream was asked anyway: what was found, or came near, is judged for certain. */
  async #fetched(asked: Asked, subject: Subject): Promise<void> {
    const landing = await asked.flight?.landing;
    const seen = await asked.seen;
    await this.#deps.turns.later();
    const fresh = landing ? freshIn(subject.route, landing) : null;
    // Without an answer nothing is told of the request, whether anything was found for it or not.
    if (!landing || fresh === null) return;
    const isFound = seen?.found?.tier === "semantic" || seen?.found?.tier === "adapted";
    const found = seen?.found && isFound ? seen.found : nearlyFound(asked, this.#deps.clock.nowMs());
    const pair = found && pairOf(asked, found);
    const edited = pair?.tier === "adapted" ? (asked.edited?.text ?? null) : null;
    this.#askTwice(asked, subject, fresh);
    this.#tryKnown(asked, subject, fresh);
    // From here on nothing holds the request.
    this.#behind(
      this.#compared(subject, pair, edited, { landing, fresh, source: isFound ? "shadow" : "miss" }),
    );
  }

  async #compared(
    subject: Subject,
    pair: FoundPair | null,
    edited: string | null,
    { landing, fresh, source }: { landing: Landing; fresh: Fresh; source: "shadow" | "miss" },
  ): Promise<void> {
    if (pair === null) return this.#count(subject, null, 1, null);
    const stored = edited ?? (await this.#storedText(pair.candidate.entry));
    // What is no longer there would not have been served.
    if (stored === null) return this.#count(subject, null, 1, null);
    const judged = await this.#label(subject, pair, stored, fresh, { source, q: 1 }, landing);
    if (judged !== null) this.#count(subject, pair, 1, judged.counts);
  }

  async #label(
    subject: Subject,
    pair: FoundPair,
    stored: string,
    fresh: Fresh,
    { source, q }: { source: "shadow" | "miss" | "sample"; q: number },
    landing: Landing,
  ): Promise<Judged | null> {
    const { candidate, tier, probability } = pair;
    let verdicts = this.#verdicts.get(landing);
    if (!verdicts) this.#verdicts.set(landing, (verdicts = new Map()));
    const name = `${tier} ${candidate.entry.id}`;
    let judging = verdicts.get(name);
    const follower = judging !== undefined;
    if (!judging) verdicts.set(name, (judging = this.#judge(subject.question, stored, fresh)));
    const judged = await judging;
    if (judged === null) return null;
    const form = formDigest(this.#deps.secret, this.#deps.verifier, candidate.entry.scope, subject.question);
    this.#keep(subject, judged, candidate, { source, tier, probability, q, form, follower });
    return judged;
  }

  #keep(
    { question, key, group }: Subject,
    { verdict, by }: Judged,
    {
      verdict: { score },
      similarity,
      entry,
      neighbourhood,
    }: Pick<Candidate, "verdict" | "similarity" | "entry" | "neighbourhood">,
    of: Pick<JudgedPair, "source" | "tier" | "probability" | "q" | "form" | "follower">,
  ): void {
    const texts = { stored: entry.question, asked: question };
    const about = { score, similarity, group, entry: entry.id, question: key, stored: entry.key, texts };
    const figures = of.tier === "semantic" ? (neighbourhood?.figures ?? null) : null;
    this.#deps.keepLabel({ ...of, ...about, neighbourhood: figures, verdict, judge: by });
  }

  /**
   * Answers to questions that differ: the judge must say so. Costs no call to upstream. Not of the nearest questions:
   * where many of them want one answer, as intents do, a judge that rightly says so would pass for a poor one.
   */
  #tryKnown(asked: Asked, subject: Subject, fresh: Fresh): void {
    const { scope } = asked.x.ask?.cacheable ? asked.x.ask : {};
    if (fresh.text === null || scope === undefined) return;
    const other = this.#lately[Math.floor(this.#deps.chance() * this.#lately.length)];
    const { text } = fresh;
    if (text.length <= LATELY.characters && !asked.x.follower) {
      this.#lately.push({ scope, key: subject.key, question: subject.question, text });
      if (this.#lately.length > LATELY.answers) this.#lately.shift();
    }
    if (this.#deps.chance() >= KNOWN_CHANCE[this.#deps.judge().kind]) return;
    if (other === undefined || other.scope !== scope || other.key === subject.key) return;
    const { veto, probability } = this.#deps.verifier.compare(other.question, subject.question, 1);
    if (veto === null && probability >= KNOWN_MAX) return;
    this.#behind(this.#tried(subject, other, fresh));
  }

  async #tried(subject: Subject, other: Lately, fresh: Fresh): Promise<void> {
    const judged = await this.#judge(subject.question, other.text, fresh);
    if (judged === null) return;
    this.#deps.measuring.knownPair(judged.counts === "same");
    const { group, key } = subject;
    const none = { tier: null, score: 0, probability: 0, similarity: 0, texts: null } as const;
    const { verdict, by } = judged;
    this.#deps.keepLabel({
      ...{ ...none, source: "known", q: 1, group, entry: "", question: key, stored: other.key },
      ...{ verdict, judge: by },
    });
  }

  /** The same prompt again: two right answers, which the judge must call the same. */
  #askTwice(asked: Asked, subject: Subject, fresh: Fresh): void {
    const { measuring, budget } = this.#deps;
    if (asked.x.follower || fresh.text === null || this.#asking >= ASKING_MAX) return;
    // Where nothing is sampled, nothing is asked beyond one call a miss.
    if (!(measuring.checkChance > 0) || this.#deps.chance() >= measuring.doubleChance) return;
    if (!budget.take()) return;
    this.#asking++;
    whenSent(asked.x.res, () => {
      const landing = askAgain(this.#deps, asked, this.#closed.signal);
      this.#behind(this.#twice(subject, fresh, landing));
    });
  }

  async #twice(subject: Subject, fresh: Fresh, asking: Promise<Landing>): Promise<void> {
    const again = this.#billed(subject, await asking.finally(() => this.#asking--), "double");
    if (again === null || fresh.text === null) return;
    const judged = await this.#judge(subject.question, fresh.text, again);
    if (judged === null) return;
    this.#deps.measuring.doubleAsked(judged.counts === "different");
    const { group, key } = subject;
    const none = { tier: null, score: 0, probability: 0, similarity: 0, texts: null } as const;
    const { verdict, by } = judged;
    this.#deps.keepLabel({
      ...{ ...none, source: "double", q: 1, group, entry: "", question: key },
      ...{ verdict, judge: by },
    });
  }

  /** Null: no verdict was had, and nothing may be made of that. */
  async #judge(question: string, stored: string, fresh: Fresh): Promise<Judged | null> {
    if (fresh.text === null) return { verdict: "different", counts: "different", by: "answer" };
    const judge = this.#deps.judge();
    this.#judging++;
    try {
      const pair = { question, stored, fresh: fresh.text };
      const { verdict, by } = await judge.judge(pair, JUDGE_MS_MAX);
      if (this.#isOver) return null;
      // In doubt the answer counts as wrong; how often that is so is measured on prompts that are asked twice.
      return { verdict, counts: verdict === "same" ? "same" : "different", by: by ?? judge.kind };
    } catch (error) {
      this.#fault(error);
      return null;
    } finally {
      this.#judging--;
    }
  }

  #billed(subject: Subject, landing: Landing, purpose: "check" | "double"): Fresh | null {
    const fresh = freshIn(subject.route, landing);
    if (fresh?.usage) this.#deps.budget.billed(subject.model, fresh.usage, purpose);
    return fresh;
  }

  async #storedText(facts: EntryFacts): Promise<string | null> {
    const { store, clock } = this.#deps;
    const entry = await (store as Store).getById(facts.id, clock.nowMs());
    return entry === null || entry.scope !== facts.scope ? null : textIn(entry);
  }

  #fault(error: unknown): void {
    this.#deps.onFault(error instanceof PortFault ? error.part : "judge", error);
  }
}

/** What is known of a request once it has been answered; neither headers nor credential. */
interface Subject {
  readonly route: Route;
  readonly model: string;
  readonly group: string;
  readonly question: string;
  readonly key: Key;
  /** Chance with which its answer would have been checked had it been served. 0: it is not counted. */
  readonly qServed: number;
}

/** An answer that upstream gave, kept at hand to try the judge on. */
interface Lately {
  readonly scope: Scope;
  readonly key: Key;
  readonly question: string;
  readonly text: string;
}

/** Null where the request is none that answers are shared for. */
function subjectOf({ x, route, identity }: Asked, chance: number): Subject | null {
  const { ask } = x;
  if (!identity.cacheable || !ask?.cacheable || ask.credentialRefused || route === "embeddings") return null;
  const { noStore, noCache, onlyIfCached } = ask.directives;
  if (noStore || noCache || onlyIfCached) return null;
  const isInside = ask.inside && x.settings.policy.serveFound;
  const { question, key, model } = identity;
  const group = `${route} ${model}`.slice(0, GROUP_CHARACTERS_MAX);
  return { route, model, group, question, key, qServed: isInside ? chance : 1 };
}

interface FoundPair {
  readonly candidate: Candidate;
  readonly tier: "semantic" | "adapted";
  /** Of the pair itself, whatever confirms it. */
  readonly probability: number;
  /** On the scale that thresholds are on: from which one down it is served. Known before the answer is judged. Null for an
   * edited answer, which is measured by itself (learn/templates.ts): here nothing was found. */
  readonly score: number | null;
  /** What the score was made of, where another may be made of it: not of an edited answer, nor of a confirmed pair. */
  readonly pair: (WordsSay & { readonly neighbourhood: readonly number[] }) | null;
}

function pairOf({ x }: Asked, { tier, entry, confidence }: Found): FoundPair | null {
  const candidate = x.candidates.find((c) => c.entry.id === entry.id);
  if (!candidate || confidence === null || (tier !== "semantic" && tier !== "adapted")) return null;
  const none = { candidate, tier, pair: null };
  if (tier === "adapted") return { ...none, probability: confidence, score: null };
  const { verdict, neighbourhood } = candidate;
  // A wrong one counts against every threshold: no threshold keeps it from being served.
  if (candidate.confirmedPair) return { ...none, probability: verdict.probability, score: 1 };
  const pair = neighbourhood
    ? { probability: neighbourhood.words, score: verdict.score, neighbourhood: neighbourhood.figures }
    : null;
  return { candidate, tier, probability: confidence, score: confidence, pair };
}

/** What the same policy would have served at a threshold far lower: what a laxer one would cost. */
function nearlyFound({ x, known }: Asked, nowMs: number): Found | null {
  if (known === null || known.near.at !== "found") return null;
  const isEdited = known.adapted.at === "made";
  const lax: Policy = { ...x.policy, similarityThreshold: NEAR_MIN, adaptationThreshold: 0, adapt: isEdited };
  // A confirmed pair that x-semblance-min-confidence turned away would be served from a threshold as high as that.
  const strict: Policy = { ...x.policy, similarityThreshold: 1, adapt: false };
  // However little its neighbourhood makes of it now: what is learnt later may make more.
  const any: Policy = { ...x.policy, similarityThreshold: 0, adaptationThreshold: 0, adapt: false };
  const second = known.second.at === "unasked" ? ({ at: "failed" } as const) : known.second;
  for (const policy of [lax, any, strict]) {
    const step = decide({ ...known, second, upstream: "running" }, policy, nowMs);
    if (step.do !== "observe" || step.found === null) continue;
    const { tier, entry } = step.found;
    const isJudged = x.candidates.some((c) => c.entry.id === entry.id && c.neighbourhood !== undefined);
    if (policy === any && !isJudged) continue;
    if (tier === "semantic" || tier === "adapted") return step.found;
  }
  return null;
}

interface Judged {
  readonly verdict: Judgement["verdict"];
  /** What it counts as. */
  readonly counts: "same" | "different";
  readonly by: Judge["kind"];
}

/** `text` null: a whole answer that calls a tool or refuses, and so says something else than any stored text. */
interface Fresh {
  readonly text: string | null;
  readonly usage: Usage | null;
}

/** Null for an answer that is not whole. */
function freshIn(route: Route, landing: Landing): Fresh | null {
  if (!landing.ok || landing.recording === null || landing.head.status !== 200) return null;
  const answer = inspectAnswer(route, landing.head.form, landing.recording);
  if ("problem" in answer || !answer.complete || answer.error) return null;
  const { text, usage } = answer;
  if (answer.toolCalls || answer.refusal) return { text: null, usage };
  return text === null ? null : { text, usage };
}

/** For people. */
function whyNone(landing: Landing): string {
  if (!landing.ok) return landing.fault.message;
  return landing.head.status === 200 ? "its answer is not whole" : `status ${landing.head.status}`;
}

function textIn({ route, form, body }: Entry): string | null {
  const answer = inspectAnswer(route, form, body);
  return "problem" in answer ? null : answer.text;
}

/** When the last byte of the answer is out, or its client gone. */
function whenSent(res: ServerResponse, then: () => void): void {
  if (res.writableFinished || res.destroyed) then();
  else res.once("close", then);
}
