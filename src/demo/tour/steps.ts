/**
 * The seven steps of the tour. Each sends requests, shows the answers and checks what it promises, so that a miss under
 * the heading "semantic" is reported as a failure.
 */

import type { Page, Saving } from "./page.ts";
import type { Seen, Visitor } from "./visitor.ts";
import type { Pledge, StepId, TourQuestions, TourWords } from "./words.ts";

/** A gateway on free ports, with a data dir of its own and the demo model as upstream. */
export interface GatewayHandle {
  /** URL of the data plane, with /v1. */
  readonly baseUrl: string;
  readonly adminUrl: string;
  /** Changes the configuration. Resolves when the change is in force for the next request. */
  setSwitches(switches: { use_integrated_cache?: boolean }): Promise<void>;
  close(): Promise<void>;
}

export interface TourStage {
  readonly visitor: Visitor;
  readonly gateway: GatewayHandle;
  readonly questions: TourQuestions;
  readonly words: TourWords;
  readonly page: Page;
  /** The first answer to each question, for comparison in later steps. */
  readonly seen: Map<string, Seen>;
  readonly savings: Saving[];
  /** Counts and shows a promise. `problem` null: the promise was kept, and true is returned. */
  readonly promise: (pledge: Pledge, problem: string | null) => boolean;
}

export const STEPS: Readonly<Record<StepId, (stage: TourStage) => Promise<void>>> = {
  exact,
  paraphrase,
  adapted,
  trap,
  stream,
  shadow,
  report,
};

async function exact(stage: TourStage): Promise<void> {
  const first = await teach(stage, stage.questions.exact);
  stage.promise("first-asks", wanted(stage, first, "miss"));
  const again = await show(stage, stage.questions.exact);
  const same = wanted(stage, again, "exact") ?? sameText(stage, again, first);
  if (stage.promise("same-text", same)) saved(stage, again, first.ms);
}

async function paraphrase(stage: TourStage): Promise<void> {
  for (const [question, rewording] of stage.questions.paraphrases) {
    const stored = stage.seen.get(question) ?? (await teach(stage, question));
    const hit = await show(stage, rewording);
    const same = wanted(stage, hit, "semantic") ?? sameText(stage, hit, stored);
    if (stage.promise("reworded", same)) saved(stage, hit, stored.ms);
  }
}

async function adapted(stage: TourStage): Promise<void> {
  const { questions } = stage;
  const names = [...questions.taught, questions.adapted];
  let problem: string | null = null;
  for (const name of questions.taught) {
    const taught = await teach(stage, questions.install(name));
    problem ??= wanted(stage, taught, "miss") ?? namesOnly(stage, taught, name, names);
  }
  stage.promise("taught", problem);
  const question = questions.install(questions.adapted);
  const edited = await show(stage, question);
  stage.promise(
    "edited",
    wanted(stage, edited, "adapted") ?? namesOnly(stage, edited, questions.adapted, names),
  );
  const truth = await show(stage, question, { cacheControl: "no-store" });
  if (stage.promise("edit-true", sameText(stage, truth, edited))) saved(stage, edited, truth.ms);
}

async function trap(stage: TourStage): Promise<void> {
  const [[stored]] = stage.questions.paraphrases;
  const answer = await show(stage, stage.questions.trap);
  const aboutJava = answer.text.includes("Java") && answer.text !== stage.seen.get(stored)?.text;
  stage.promise("trap", wanted(stage, answer, "miss") ?? (aboutJava ? null : stage.words.wantedOther));
}

const CALLERS = 4;

async function stream(stage: TourStage): Promise<void> {
  const { questions, words, page } = stage;
  const recorded = stage.seen.get(questions.exact) ?? (await teach(stage, questions.exact));
  const replay = await stage.visitor.ask(questions.exact, { stream: true });
  page.seen(replay, words.chunks(replay.chunks));
  const whole = replay.chunks > 1 ? sameText(stage, replay, recorded) : words.chunks(replay.chunks);
  if (stage.promise("stream", wanted(stage, replay, "exact") ?? whole)) saved(stage, replay, recorded.ms);

  const together = await Promise.all(
    Array.from({ length: CALLERS }, () => stage.visitor.ask(questions.followed, { stream: true })),
  );
  const leaders = together.filter((one) => one.outcome === "miss" && one.reason !== "follower");
  const others = together.filter((one) => one.reason === "follower" || one.outcome === "exact");
  for (const one of together) page.seen(one);
  const summary = words.followers(together.length, leaders.length);
  page.note(summary);
  const equal = together.every((one) => one.text !== "" && one.text === together[0]!.text);
  const once = leaders.length === 1 && others.length === CALLERS - 1;
  stage.promise("followers", once ? (equal ? null : words.wantedOther) : summary);
}

async function shadow(stage: TourStage): Promise<void> {
  const { questions, words, page, gateway } = stage;
  await gateway.setSwitches({ use_integrated_cache: false });
  page.note(words.shadowOn);
  try {
    const answer = await show(stage, questions.shadow);
    stage.promise("shadow", wanted(stage, answer, "shadow"));
    const truth = stage.seen.get(questions.paraphrases[0][0]);
    stage.promise("shadow-answer", truth ? sameText(stage, answer, truth) : null);
  } finally {
    await gateway.setSwitches({ use_integrated_cache: true });
    page.note(words.shadowOff);
  }
}

async function report(stage: TourStage): Promise<void> {
  const [, [, rewording]] = stage.questions.paraphrases;
  const bad = stage.seen.get(rewording) ?? (await show(stage, rewording));
  if (bad.request === null || bad.entry === null) {
    stage.promise("reported", stage.words.got(bad.outcome, bad.reason));
    return;
  }
  await stage.visitor.reportBad(bad.request);
  stage.page.note(stage.words.reported);
  const again = await show(stage, rewording);
  const served = HITS.has(again.outcome) && again.entry === bad.entry;
  const known = HITS.has(again.outcome) || again.outcome === "miss";
  stage.promise("reported", served || !known ? stage.words.got(again.outcome, again.reason) : null);
}

const HITS: ReadonlySet<string> = new Set(["exact", "semantic", "adapted", "stale"]);

async function show(
  stage: TourStage,
  question: string,
  how: { cacheControl?: "no-store" } = {},
): Promise<Seen> {
  const seen = await stage.visitor.ask(question, how);
  stage.page.seen(seen);
  if (how.cacheControl === undefined && !stage.seen.has(question)) stage.seen.set(question, seen);
  return seen;
}

/** Asks, and waits until the answer is stored. If that takes too long, the next check fails. */
async function teach(stage: TourStage, question: string): Promise<Seen> {
  const seen = await show(stage, question);
  if (seen.outcome === "miss") await stage.visitor.stored(question);
  return seen;
}

/** Adds an answer to the summary's savings, where it came from the cache. */
function saved(stage: TourStage, seen: Seen, upstreamMs: number): void {
  if (HITS.has(seen.outcome)) stage.savings.push({ seen, upstreamMs });
}

function wanted(stage: TourStage, seen: Seen, outcome: string): string | null {
  return seen.outcome === outcome ? null : stage.words.got(seen.outcome, seen.reason);
}

function sameText(stage: TourStage, seen: Seen, other: Seen): string | null {
  return seen.text !== "" && seen.text === other.text ? null : stage.words.wantedOther;
}

function namesOnly(stage: TourStage, seen: Seen, own: string, all: readonly string[]): string | null {
  const named = all.filter((name) => seen.text.includes(name));
  return named.length === 1 && named[0] === own ? null : stage.words.wantedOther;
}
