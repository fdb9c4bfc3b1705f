/**
 * The acts, in order. Each lets visitors ask until something has come about, tells what happened in numbers, and checks
 * what was promised: a promise that does not hold ends the story (`Broken`), and so does what does not come about
 * within its requests or its time.
 */

import type { Crowd, Standing, WrongAnswer } from "./crowd.ts";
import { excerpt } from "./excerpt.ts";
import type { StoryGateway } from "./gateway.ts";
import { CLASSES, type QuestionClass } from "./questions.ts";
import type { Change, Settings, Story } from "./record.ts";
import { Broken, Telling } from "./telling.ts";
import type { Chance, Truth } from "./truth.ts";

export interface Stage {
  readonly settings: Settings;
  /** Percentages that auto walks, as configured. */
  readonly steps: readonly number[];
  readonly gateway: Pick<StoryGateway, "admin" | "command">;
  readonly visitors: Crowd;
  readonly truth: Truth;
  readonly chance: Chance;
  /** Does the judge call the two answers the same? */
  readonly isSameToJudge: (a: string, b: string) => boolean;
  readonly say: (line: string) => void;
  /** Of `performance.now()`; past it the story is broken. */
  readonly untilMs: number;
}

export type Played = Omit<Story, "recorded" | "seconds" | "asked" | "others">;

/** Fewer than any bound could be certified on. */
const COLD_REQUESTS = 200;
/** On a busy machine many of the first look-ups end after upstream's answer, and their result is told in no header. */
const COLD_REQUESTS_MAX = 2_000;
const CLIMB_REQUESTS_MAX = 12_000;
const SETTLED = { checkChance: 0.2, requestsMax: 6_000 };
const FALL_REQUESTS_MAX = 3_000;
const AFTER_REQUESTS = 400;
const LABELS_MIN = 20;
/** Of two clocks that tell one moment. */
const CLOCK_MS = 50;

export async function play(stage: Stage): Promise<Played> {
  const { visitors, settings } = stage;
  const { counts } = visitors;
  const telling = new Telling(stage.say);
  const act = async <T>(
    title: string,
    played: (stage: Stage, telling: Telling) => Promise<T>,
  ): Promise<T> => {
    telling.begin(title, counts.requests);
    return await played(stage, telling);
  };

  await act("Cold start: shadow", coldStart);
  await act("Labels arrive", labelsArrive);
  const { fullAt, labels } = await act("The percentage climbs", climb);
  const before = { ...counts };
  const { changed, unseen, example } = await act("What is right changes", change);
  const fall = await act("It notices", (s, t) => notice(s, t, before));
  const read = await act("The operator reads why", (s, t) => readWhy(s, t, fall.change, example));

  const { requests, served } = counts;
  const wrong = {
    beforeChange: before.wrong,
    untilFall: fall.wrong - before.wrong,
    afterFall: counts.wrong - fall.wrong,
    exactStale: counts.exactWrong,
  };
  return {
    ...{ settings, requests, served, labels, wrong },
    ...{ fullAt, changedAt: before.requests, fellAt: fall.requests },
    ...{ classesChanged: changed.length, classesUnseen: unseen },
    ...{ ...read, acts: telling.acts, points: visitors.points },
  };
}

async function coldStart(stage: Stage, telling: Telling): Promise<void> {
  const { counts } = stage.visitors;
  const first = await stage.visitors.standing();
  telling.hold(first.mode === "auto", "the mode is auto", `the mode is ${first.mode}`);
  const { traffic_percentage: from } = first;
  telling.hold(from === stage.steps[0], `the percentage begins at ${stage.steps[0]}`, `it begins at ${from}`);
  telling.tell(`\`why\`: "${first.why}"`);
  const now = await until(
    stage,
    COLD_REQUESTS_MAX,
    ({ traffic_percentage: percentage }) =>
      counts.requests >= COLD_REQUESTS && (counts.shadow > 0 || percentage !== from),
    "an answer that would have been served was found",
  );
  telling.tell(
    `${counts.requests} requests: ${counts.exact} were the same question again and answered exactly, ${counts.shadow} more would have been answered by meaning and were asked upstream all the same.`,
  );
  telling.hold(
    counts.served === 0 && now.traffic_percentage === stage.steps[0],
    "nobody was answered by meaning",
    `${counts.served} answers by meaning were served at ${now.traffic_percentage} %`,
  );
  telling.hold(counts.shadow > 0, "answers that would have been served were found", "nothing was found");
}

async function labelsArrive(stage: Stage, telling: Telling): Promise<void> {
  const { counts } = stage.visitors;
  const { maxErrorRate } = stage.settings;
  const isPatient = ({ traffic_percentage: percentage }: Standing): boolean => {
    if (percentage > 0) return true;
    telling.hold(
      counts.served === 0,
      null,
      `${counts.served} answers by meaning were served before any step`,
    );
    return false;
  };
  const now = await until(stage, CLIMB_REQUESTS_MAX, isPatient, "the percentage left 0");
  const rise = now.changes[0]!;
  telling.tell(
    `${counts.requests} requests: upstream's fresh answers were laid beside the stored ones ${now.labels} times; the judge was tried on ${now.noise.known_different} pairs that are known to differ, and ${now.noise.asked_twice} prompts were asked twice.`,
  );
  telling.tell(`First step, from ${rise.from} % to ${rise.to} %: "${rise.why}"`);
  telling.hold(
    now.labels >= LABELS_MIN,
    "the first step rests on labels",
    `it rests on ${now.labels} labels`,
  );
  telling.hold(
    isWithin(rise, maxErrorRate),
    `the bound is at most ${percent(maxErrorRate)}`,
    `the step says: ${rise.why}`,
  );
}

async function climb(stage: Stage, telling: Telling): Promise<{ fullAt: number; labels: number }> {
  const { visitors, settings, steps } = stage;
  const { counts } = visitors;
  const last = steps.at(-1);
  const full = await until(
    stage,
    CLIMB_REQUESTS_MAX,
    (s) => s.traffic_percentage === last,
    `the percentage reached ${last}`,
  );
  const fullAt = counts.requests;
  for (const { from, to, why } of full.changes.slice(1)) telling.tell(`From ${from} % to ${to} %: "${why}"`);
  telling.tell(
    `${counts.requests} requests: ${counts.served} answered by meaning, ${counts.wrong} of them wrong; ${visitors.insiders} of ${settings.sessions} visitors were served by meaning so far.`,
  );
  holdSteps(stage, telling, full.changes);
  telling.hold(
    visitors.wavering === 0,
    "who was inside once stayed inside",
    `${visitors.wavering} visitors were served by meaning at one percentage and not at one as high`,
  );
  const now = await until(
    stage,
    SETTLED.requestsMax,
    (s) => s.check_chance <= SETTLED.checkChance,
    `checks of served answers fell to ${percent(SETTLED.checkChance)}`,
  );
  telling.tell(
    `${counts.requests} requests: checks of served answers have fallen to ${percent(now.check_chance)}; ${counts.served} answered by meaning, ${counts.wrong} wrong (${percent(counts.wrong / counts.requests)} of all requests; ${percent(settings.maxErrorRate)} is allowed).`,
  );
  telling.hold(
    counts.wrong <= settings.maxErrorRate * counts.requests,
    `wrong answers are at most ${percent(settings.maxErrorRate)} of the requests`,
    `${counts.wrong} of ${counts.requests} requests were answered wrongly`,
  );
  return { fullAt, labels: now.labels };
}

function holdSteps({ steps, settings }: Stage, telling: Telling, changes: readonly Change[]): void {
  const ups = changes.filter(({ from, to }) => to > from);
  const beyond = ups.find((step) => !isWithin(step, settings.maxErrorRate));
  telling.hold(
    beyond === undefined,
    `each step was taken on a bound of ${percent(settings.maxErrorRate)} at most`,
    `a step says: ${beyond?.why}`,
  );
  const least = settings.dwellSeconds * 1000 - CLOCK_MS;
  telling.hold(
    ups.every(({ from, to }) => steps.indexOf(to) === steps.indexOf(from) + 1),
    "no step was left out",
    `it went ${ups.map(({ from, to }) => `${from} to ${to}`).join(", ")}`,
  );
  telling.hold(
    ups.every(({ at }, i) => i === 0 || Date.parse(at) - Date.parse(ups[i - 1]!.at) >= least),
    `each step lasted ${settings.dwellSeconds} s at least`,
    "a step was shorter than dwell_seconds",
  );
}

/** By what the step itself says: requests that came since may have moved the bound. */
function isWithin({ why }: Change, maxErrorRate: number): boolean {
  const told = /at most ([\d.e-]+) %/.exec(why)?.[1];
  return told !== undefined && Number(told) <= 100 * maxErrorRate;
}

interface Changed {
  readonly changed: readonly QuestionClass[];
  readonly unseen: number;
  /** The first wrong answer that the change brought. */
  readonly example: WrongAnswer;
}

async function change(stage: Stage, telling: Telling): Promise<Changed> {
  const { visitors, truth, settings, chance } = stage;
  const from = visitors.counts.requests;
  const first = visitors.wrongAnswers.length;
  const changed = truth.change(settings.changed, chance);
  const unseen = changed.filter(({ before, after }) => stage.isSameToJudge(before, after)).length;
  telling.tell(
    `The shop changes its terms: ${changed.length} of ${CLASSES.length} classes have another right answer from here on. What is stored for them is wrong, upstream is right, and nobody tells the gateway.`,
  );
  if (unseen > 0)
    telling.tell(
      `Of ${unseen} of them the judge would call the old answer and the new one the same: those it cannot notice.`,
    );
  const isFelt = () => visitors.wrongAnswers.length > first;
  await until(
    stage,
    FALL_REQUESTS_MAX,
    (s) => isFelt() || s.traffic_percentage < 100,
    "a wrong answer was served",
  );
  const example = visitors.wrongAnswers[first];
  if (example === undefined) throw new Broken("the percentage fell before a wrong answer was served");
  telling.tell(
    `${visitors.counts.requests - from} requests later the first wrong answer was served: asked "${example.question}", answered "${example.got}", where "${example.right}" is right.`,
  );
  return { changed, unseen, example };
}

interface Fall {
  readonly change: Change;
  /** Until then. */
  readonly requests: number;
  readonly wrong: number;
}

async function notice(
  stage: Stage,
  telling: Telling,
  before: Readonly<{ requests: number; served: number; wrong: number }>,
): Promise<Fall> {
  const { visitors, steps } = stage;
  const { counts } = visitors;
  const fallen = await until(
    stage,
    FALL_REQUESTS_MAX,
    (s) => s.traffic_percentage < 100,
    "the percentage fell",
  );
  const { requests, served, wrong } = counts;
  const fall = fallen.changes.at(-1)!;
  telling.tell(`From ${fall.from} % to ${fall.to} %: "${fall.why}"`);
  telling.tell(
    `${requests - before.requests} requests after the change, ${served - before.served} of them answered by meaning and ${wrong - before.wrong} wrong.`,
  );
  telling.hold(fall.to === steps[0], `it fell to ${steps[0]} %`, `it fell to ${fall.to} %`);
  telling.hold(
    /drift alarm|no threshold is certified/.test(fall.why),
    "it says that wrong answers are the reason",
    `it says: ${fall.why}`,
  );
  const now = await until(stage, FALL_REQUESTS_MAX, () => counts.requests >= requests + AFTER_REQUESTS);
  telling.tell(`${counts.requests - requests} requests later: \`why\`: "${now.why}"`);
  telling.hold(
    counts.served === served && now.traffic_percentage === steps[0],
    "after the fall nobody was answered by meaning",
    `${counts.served - served} answers by meaning were served after the fall`,
  );
  return { change: fall, requests, wrong };
}

async function readWhy(
  { gateway, say }: Stage,
  telling: Telling,
  fall: Change,
  example: WrongAnswer,
): Promise<Pick<Story, "alert" | "changes" | "explained">> {
  const { alerts } = await gateway.admin<{ alerts: { name: string; message: string }[] }>("/admin/alerts");
  const alert = alerts.findLast(({ name }) => name === "rollout-fall");
  telling.hold(
    alert?.message.includes(fall.why) === true,
    "the fall is an alert, with its reason",
    `the alerts are ${alerts.map(({ name }) => name).join(", ") || "none"}`,
  );
  telling.tell(`\`GET /admin/alerts\`: "${alert!.name}: ${alert!.message}"`);
  const others = alerts.filter(({ name }) => name !== "rollout-fall").map(({ name }) => name);
  if (others.length > 0) telling.tell(`Beside it, over the whole run: ${tallied(others)}.`);
  const { why, changes } = await gateway.admin<Standing>("/admin/rollout");
  telling.tell(`\`GET /admin/rollout\`: "${why}"`);
  const explained = await gateway.command("explain", "--request", example.request);
  telling.tell(
    `\`semblance explain --request ${example.request}\` says of that first wrong answer: "${explained.split("\n")[0]}".`,
  );
  say(excerpt(explained).replace(/^/gm, "     "));
  telling.hold(
    /^(semantic|adapted): /.test(explained) && explained.includes(example.question),
    "explain says how the wrong answer came to be served",
    `explain says: ${explained}`,
  );
  return { alert: alert!.message, changes, explained: excerpt(explained) };
}

/** Lets visitors ask until `is`; broken where it does not come about within so many requests. */
async function until(
  { visitors, untilMs }: Stage,
  requestsMax: number,
  is: (now: Standing) => boolean,
  what = "visitors had asked",
): Promise<Standing> {
  const from = visitors.counts.requests;
  while (true) {
    const now = await visitors.batch();
    if (is(now)) return now;
    const where = `it stands at ${now.traffic_percentage} %: ${now.why}`;
    if (visitors.counts.requests - from >= requestsMax)
      throw new Broken(`not within ${requestsMax} requests: ${what}; ${where}`);
    if (performance.now() > untilMs) throw new Broken(`the time is over before ${what}; ${where}`);
  }
}

/** How often each name occurs, for people. */
function tallied(names: readonly string[]): string {
  return [...new Set(names)]
    .map((name) => `${names.filter((other) => other === name).length} of the name \`${name}\``)
    .join(", ");
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
