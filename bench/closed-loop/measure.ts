/** Everything that is measured of one stream. */
import { Data } from "../quality/data.ts";
import { loadBuiltin, vectorsWith } from "./builtin.ts";
import { type GatewayOptions, type GatewayRun, runGateway } from "./gateway.ts";
import { INTRUDERS, type Intruder, withIntruder } from "./intruders.ts";
import { Near } from "./near.ts";
import type { OracleErrors } from "./oracle.ts";
import { type SaidCounted, saidCounted } from "./said.ts";
import { runStatic } from "./static.ts";
import { type Stream, type StreamOptions, streamOf } from "./streams.ts";
import type { Tally } from "./tally.ts";
import { TELLINGS, type Telling, teller } from "./told.ts";
import { runVCache } from "./vcache.ts";
import { noisyJudge, World } from "./world.ts";

export const DELTAS = [0.01, 0.02, 0.05] as const;
export const NOISES = [0.05, 0.2] as const;
export const DRIFTS = [0.05, 0.2, 0.5] as const;
/** Of the cosine, for the best in hindsight. */
const THRESHOLDS = Array.from({ length: 50 }, (_, i) => 0.5 + i / 100);
const EXACT_ONLY = 2;

/** Shares of all requests. */
export interface Counted {
  readonly hits: number;
  readonly wrong: number;
}

export interface GatewayCounted extends Counted {
  /** Requests until the percentage first rose, and until the first answer was served; null: never. */
  readonly rose: number | null;
  readonly first: number | null;
  /** Calls to upstream that no caller asked for, a request: checks and prompts asked twice. */
  readonly extra: number;
  /** Of windows of 500 requests, were everybody inside: the largest share of wrong answers, and how many are above delta. */
  readonly worstWindow: number;
  readonly windowsAbove: number;
  /** Hits of each window. */
  readonly curve: readonly number[];
  /** Share of wrong answers as the checks say. */
  readonly wrongByChecks: number;
  readonly adopted: number;
}

export interface DriftCounted {
  readonly classes: number;
  /** From the change until the percentage was at its first step; null: it did not fall. */
  readonly fell: { readonly requests: number; readonly labels: number; readonly wrong: number } | null;
  /** A fall by one step or more counts here. */
  readonly lowered: { readonly requests: number; readonly labels: number; readonly wrong: number } | null;
  readonly alert: string | null;
  /** Of the second half's requests: wrong answers, by the gateway, and by the best fixed cosine of the first half. */
  readonly wrongAfter: number;
  readonly wrongOfStatic: number;
}

export interface StreamResult {
  readonly name: string;
  readonly requests: number;
  readonly texts: number;
  readonly exact: number;
  readonly static85: Counted;
  readonly byDelta: readonly {
    readonly delta: number;
    readonly gateway: GatewayCounted;
    /** In hindsight, within delta; and within the gateway's own error. Null: every threshold is above it. */
    readonly best: (Counted & { readonly threshold: number }) | null;
    readonly bestAtOurs: (Counted & { readonly threshold: number }) | null;
    readonly vcacheAlways: Counted;
    readonly vcacheDifferent: Counted;
  }[];
  readonly byNoise: readonly { readonly noise: number; readonly gateway: GatewayCounted }[];
  readonly drift: readonly DriftCounted[];
  /** Nothing served: what would have been, in the second half, beside what was when it was served. */
  readonly shadow: { readonly would: Counted; readonly live: Counted };
}

export async function measureStream(
  options: StreamOptions,
  { requests, seed, data }: { readonly requests: number; readonly seed: number; readonly data: string },
): Promise<StreamResult> {
  const builtin = await loadBuiltin();
  const stream = streamOf(options, new Data(data), requests, seed);
  const near = new Near(
    stream.texts,
    await vectorsWith(
      builtin,
      stream.texts.map(({ text }) => text),
    ),
  );
  const still = new World(stream, null, seed);
  const sweep = THRESHOLDS.map((threshold) => ({
    threshold,
    ...counted(runStatic(stream, near, still, threshold)),
  }));
  const bestWithin = (share: number) =>
    sweep.filter(({ wrong }) => wrong <= share).sort((a, b) => b.hits - a.hits)[0] ?? null;
  const run = (more: Partial<GatewayOptions> & { readonly noise?: number; readonly world?: World }) => {
    const { noise = 0, world = still, ...rest } = more;
    const judge = noisyJudge(noise, seed + 1);
    return runGateway(stream, near, world, builtin, {
      delta: 0.01,
      floor: 0,
      judge,
      seed: seed + 2,
      ...rest,
    });
  };
  const byDelta: StreamResult["byDelta"][number][] = [];
  for (const delta of DELTAS) {
    const gateway = gatewayCounted(await run({ delta }), delta);
    const vcache = (insert: "always" | "different") =>
      counted(runVCache(stream, near, still, { delta, insert, judge: noisyJudge(0, 1), seed: seed + 3 }));
    byDelta.push({
      ...{ delta, gateway, best: bestWithin(delta), bestAtOurs: bestWithin(gateway.wrong) },
      ...{ vcacheAlways: vcache("always"), vcacheDifferent: vcache("different") },
    });
  }
  const byNoise: StreamResult["byNoise"][number][] = [];
  for (const noise of NOISES) byNoise.push({ noise, gateway: gatewayCounted(await run({ noise }), 0.01) });
  const drift: DriftCounted[] = [];
  for (const classes of DRIFTS) {
    const world = new World(stream, { classes }, seed + 4);
    drift.push(driftCounted(classes, await run({ world }), world, { stream, near, sweep }));
  }
  const shadow = await run({ shadow: true });
  return {
    ...{ name: stream.name, requests: stream.requests.length, texts: stream.texts.length },
    exact: runStatic(stream, near, still, EXACT_ONLY).exact / stream.requests.length,
    static85: counted(runStatic(stream, near, still, 0.85)),
    ...{ byDelta, byNoise, drift },
    shadow: { would: secondHalf(shadow.tally), live: secondHalf((await run({})).tally) },
  };
}

/** What the gateway does where answers are told as models tell them, by the judge by words; at most 1 %. */
export interface ToldCounted extends Counted {
  readonly telling: string;
  readonly wrongOfRest: number;
  readonly worstWindow: number;
  readonly extra: number;
  readonly first: number | null;
  readonly alerts: number;
  /** Calls of the model that judges, a request. */
  readonly judged: number;
  readonly said: readonly SaidCounted[];
}

export interface ToldOptions {
  readonly name: string;
  /** Absent: answers are names, and the judge is right. */
  readonly telling?: Telling;
  /** A model, which errs so, for what words cannot decide. Absent: none is asked. */
  readonly oracle?: OracleErrors;
  /** Calls of the model that may be made ahead of its share, default 0, and most pairs in one of them, default 8. */
  readonly ahead?: number;
  readonly pairs?: number;
  readonly templates?: number;
  /** Share of classes whose answer changes half-way. */
  readonly changed?: number;
}

export const TOLD: readonly ToldOptions[] = [
  ...TELLINGS.map((telling) => ({ name: telling, telling })),
  { name: "one wording, 7 % of texts by templates", telling: "one wording", templates: 0.07 },
  { name: "five wordings, 40 % of texts by templates", telling: "five wordings", templates: 0.4 },
  { name: "five wordings, half of the answers change", telling: "five wordings", changed: 0.5 },
];

/** What a model does for what words cannot decide, beside words alone. */
export const CASCADE: readonly ToldOptions[] = [
  { name: "one wording, words alone", telling: "one wording" },
  { name: "five wordings, words alone", telling: "five wordings" },
  ...[
    { falseSame: 0, falseDifferent: 0 },
    { falseSame: 0.02, falseDifferent: 0.02 },
    { falseSame: 0.05, falseDifferent: 0.05 },
  ].map(
    (oracle): ToldOptions => ({
      name: `five wordings, a model wrong in ${100 * oracle.falseSame} of 100`,
      ...{ telling: "five wordings", oracle },
    }),
  ),
  {
    name: "five wordings, a model never wrong, a call for each pair",
    ...{ telling: "five wordings", oracle: { falseSame: 0, falseDifferent: 0 }, pairs: 1 },
  },
  {
    name: "five wordings, a model never wrong, a call for each pair, 200 ahead",
    ...{ telling: "five wordings", oracle: { falseSame: 0, falseDifferent: 0 }, pairs: 1, ahead: 200 },
  },
];

export async function measureTold(
  options: StreamOptions,
  { name, telling, oracle, ahead = 0, pairs = 8, templates, changed }: ToldOptions,
  { requests, seed, data }: { readonly requests: number; readonly seed: number; readonly data: string },
): Promise<ToldCounted> {
  const builtin = await loadBuiltin();
  const given = templates === undefined ? options : { ...options, templates };
  const stream = streamOf(given, new Data(data), requests, seed);
  const texts = stream.texts.map(({ text }) => text);
  const near = new Near(stream.texts, await vectorsWith(builtin, texts));
  const world = new World(stream, changed === undefined ? null : { classes: changed }, seed + 4);
  const { tally, alerts, judgeCalls, said } = await runGateway(stream, near, world, builtin, {
    ...{ delta: 0.01, floor: 0, judge: noisyJudge(0, 1), seed: seed + 2 },
    ...(oracle === undefined ? {} : { oracle }),
    ...{ ahead, pairs },
    ...(telling === undefined ? {} : { say: teller(telling, seed + 6) }),
  });
  return {
    ...{ telling: name, ...counted(tally), first: tally.first, alerts: alerts.length },
    wrongOfRest: tally.wrong / Math.max(1, tally.requests - tally.exact),
    worstWindow: Math.max(...tally.windows.map(({ wrong }) => wrong)),
    extra: (tally.extra - judgeCalls) / tally.requests,
    judged: judgeCalls / tally.requests,
    said: saidCounted(said),
  };
}

export interface IntruderCounted extends Counted {
  readonly kind: Intruder;
  /** Wrong answers of the others by their requests that no exact hit answered. */
  readonly wrongOfRest: number;
  readonly alerts: number;
}

/** What the six others get beside each kind of intruder, as shares of their own requests. */
export async function measureIntruders(
  options: StreamOptions,
  { requests, seed, data }: { readonly requests: number; readonly seed: number; readonly data: string },
): Promise<IntruderCounted[]> {
  const builtin = await loadBuiltin();
  const base = streamOf(options, new Data(data), requests, seed);
  const out: IntruderCounted[] = [];
  for (const kind of INTRUDERS) {
    const stream = withIntruder(base, kind, seed + 5);
    const texts = stream.texts.map(({ text }) => text);
    const near = new Near(stream.texts, await vectorsWith(builtin, texts));
    const { honest, alerts } = await runGateway(stream, near, new World(stream, null, seed), builtin, {
      ...{ delta: 0.01, floor: 0, judge: noisyJudge(0, seed + 1), seed: seed + 2 },
    });
    const wrongOfRest = honest.wrong / Math.max(1, honest.requests - honest.exact);
    out.push({ kind, ...counted(honest), wrongOfRest, alerts: alerts.length });
  }
  return out;
}

function counted({ hits, wrong, requests }: Tally): Counted {
  return { hits: hits / requests, wrong: wrong / requests };
}

function gatewayCounted(run: GatewayRun, delta: number): GatewayCounted {
  const { tally, rose, wrongByChecks, adopted } = run;
  const { windows, extra, requests, first } = tally;
  return {
    ...counted(tally),
    ...{ rose, first, extra: extra / requests, adopted: adopted.length },
    worstWindow: Math.max(...windows.map(({ wrong }) => wrong)),
    windowsAbove: windows.filter(({ wrong }) => wrong > delta).length / windows.length,
    curve: windows.map(({ hits }) => hits),
    wrongByChecks: wrongByChecks / requests,
  };
}

function secondHalf({ windows }: Tally): Counted {
  const half = windows.slice(Math.floor(windows.length / 2));
  const mean = (of: "hits" | "wrong") => half.reduce((sum, window) => sum + window[of], 0) / half.length;
  return { hits: mean("hits"), wrong: mean("wrong") };
}

function driftCounted(
  classes: number,
  run: GatewayRun,
  world: World,
  {
    stream,
    near,
    sweep,
  }: {
    readonly stream: Stream;
    readonly near: Near;
    readonly sweep: readonly (Counted & { readonly threshold: number })[];
  },
): DriftCounted {
  const { half } = world;
  const { at } = run;
  const since = (request: number) => ({
    requests: request - half,
    labels: at.labels[request]! - at.labels[half - 1]!,
    wrong: at.wrong[request]! - at.wrong[half - 1]!,
  });
  const falls = run.changes.filter(({ request, from, to }) => request >= half && to < from);
  const fell = falls.find(({ to }) => to === 0);
  const fixed = sweep.filter(({ wrong }) => wrong <= 0.01).sort((a, b) => b.hits - a.hits)[0];
  const after = (of: { readonly wrong: number }, before: number) =>
    (of.wrong - before) / (stream.requests.length - half);
  const theirs = fixed && runStatic(stream, near, world, fixed.threshold);
  return {
    classes,
    fell: fell ? since(fell.request) : null,
    lowered: falls[0] ? since(falls[0].request) : null,
    alert: run.alerts.find(({ request }) => request >= half)?.name ?? null,
    wrongAfter: after({ wrong: at.wrong.at(-1)! }, at.wrong[half - 1]!),
    wrongOfStatic: theirs ? wrongIn(theirs) : 0,
  };
}

/** Of the second half, as a share. */
function wrongIn({ windows }: Tally): number {
  const half = windows.slice(Math.floor(windows.length / 2));
  return half.reduce((sum, { wrong }) => sum + wrong, 0) / half.length;
}
