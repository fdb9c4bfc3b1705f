/**
 * Traffic made of shared sets of questions whose right answers are known by class: texts of one class want one answer.
 * A stream is a function of its name and seed alone.
 */
import { chance } from "../chance.ts";
import type { Data } from "../quality/data.ts";
import { templateTexts } from "./told.ts";

/** A question of a stream, each text once. */
export interface Text {
  readonly text: string;
  readonly class: string;
  /** Route and model: requests of different groups share nothing. */
  readonly group: string;
  /** Texts of different scopes share no answers; absent: those of a group share them. */
  readonly scope?: string;
}

export interface Stream {
  readonly name: string;
  /** By order of their first request. */
  readonly texts: readonly Text[];
  /** Places in `texts`. */
  readonly requests: Int32Array;
  /** Of each request, 0 up to CALLERS. */
  readonly callers: Int32Array;
  /** Of each request: who asks; absent: nobody is told apart. */
  readonly tenants?: readonly string[];
}

export const CALLERS = 2_000;

interface Source {
  readonly set: "quora" | "banking77" | "clinc150" | "hwu64";
  readonly share: number;
  /** Of quora's texts: how many belong to a cluster of two and more. */
  readonly clustered?: number;
  readonly group?: string;
}

export interface StreamOptions {
  readonly name: string;
  readonly sources: readonly Source[];
  /** Share of requests that repeat an earlier text word for word. */
  readonly repeat: number;
  /**
   * shuffled: texts in any order; bursts: a class comes in runs, as news and incidents do; turn: one source after the
   * other.
   */
  readonly order: "shuffled" | "bursts" | "turn";
  /** Share of the texts that are questions of templates with a name in lower case. */
  readonly templates?: number;
}

const QUORA = { set: "quora", share: 1, clustered: 0.5 } as const;
const MIXED: readonly Source[] = [
  { set: "quora", share: 0.4, clustered: 0.5 },
  { set: "banking77", share: 0.2 },
  { set: "clinc150", share: 0.2 },
  { set: "hwu64", share: 0.2 },
];

export const STREAMS: readonly StreamOptions[] = [
  { name: "quora", sources: [QUORA], repeat: 0.3, order: "shuffled" },
  { name: "quora, in bursts", sources: [QUORA], repeat: 0.3, order: "bursts" },
  {
    name: "quora, mostly single",
    sources: [{ set: "quora", share: 1, clustered: 0.2 }],
    repeat: 0.1,
    order: "shuffled",
  },
  {
    name: "banking77",
    sources: [{ set: "banking77", share: 1 }],
    repeat: 0.5,
    order: "shuffled",
  },
  { name: "clinc150", sources: [{ set: "clinc150", share: 1 }], repeat: 0.3, order: "shuffled" },
  { name: "hwu64", sources: [{ set: "hwu64", share: 1 }], repeat: 0.5, order: "shuffled" },
  { name: "mixture", sources: MIXED, repeat: 0.3, order: "shuffled" },
  { name: "mixture, in bursts", sources: MIXED, repeat: 0.5, order: "bursts" },
  {
    name: "mixture, a model each",
    sources: MIXED.map((source) => ({ ...source, group: `chat ${source.set}` })),
    repeat: 0.3,
    order: "shuffled",
  },
  {
    name: "quora, then banking77",
    sources: [
      { set: "quora", share: 0.5, clustered: 0.5 },
      { set: "banking77", share: 0.5 },
    ],
    repeat: 0.3,
    order: "turn",
  },
];

export function streamOf(options: StreamOptions, data: Data, requests: number, seed: number): Stream {
  const rnd = chance(seed);
  const wanted = Math.round(requests * (1 - options.repeat));
  const parts = options.sources.map((source) =>
    shuffled(textsOf(source, data, Math.round(wanted * source.share), rnd), rnd),
  );
  if (options.templates !== undefined) {
    const count = Math.round((wanted * options.templates) / (1 - options.templates));
    const group = options.sources[0]?.group ?? "chat model";
    parts.push(
      shuffled(templateTexts(), rnd)
        .slice(0, count)
        .map((text) => ({ ...text, group })),
    );
  }
  const all = options.order === "turn" ? parts.flat() : shuffled(parts.flat(), rnd);
  const texts = options.order === "bursts" ? inBursts(all, rnd) : all;
  const out = new Int32Array(Math.round(texts.length / (1 - options.repeat)));
  let seen = 0;
  for (let i = 0; i < out.length; i++) {
    const isNew = seen === 0 || (seen < texts.length && rnd() * (out.length - i) < texts.length - seen);
    out[i] = isNew ? seen++ : repeated(seen, rnd);
  }
  const callers = Int32Array.from(out, () => Math.floor(rnd() * CALLERS));
  return { name: options.name, texts, requests: out, callers };
}

/** Half of what is asked again was asked lately. */
function repeated(seen: number, rnd: () => number): number {
  const back = rnd() < 0.5 ? Math.min(seen, 200) : seen;
  return seen - 1 - Math.floor(rnd() * back);
}

function textsOf(source: Source, data: Data, count: number, rnd: () => number): Text[] {
  const group = source.group ?? "chat model";
  const as = (rows: readonly (readonly string[])[]): Text[] =>
    rows.map(([name, text]) => ({ text: text!, class: `${source.set} ${name}`, group }));
  if (source.set !== "quora")
    return shuffled(distinct(as(data.rows(`${source.set}_train`))), rnd).slice(0, count);
  const clustered: Text[] = [];
  const clusters = new Map<string, Text[]>();
  for (const text of as(data.rows("qqp_clusters"))) {
    const cluster = clusters.get(text.class);
    if (cluster === undefined) clusters.set(text.class, [text]);
    else cluster.push(text);
  }
  for (const cluster of shuffled([...clusters.values()], rnd)) {
    if (clustered.length >= count * source.clustered!) break;
    clustered.push(...cluster);
  }
  const single = shuffled(as(data.rows("qqp_singletons")), rnd).slice(
    0,
    Math.max(0, count - clustered.length),
  );
  return distinct([...clustered, ...single]);
}

function distinct(texts: readonly Text[]): Text[] {
  return [...new Map(texts.map((text) => [text.text, text])).values()];
}

/** Texts of a class move together to near the first of them, a few at a time. */
function inBursts(texts: readonly Text[], rnd: () => number): Text[] {
  const BURST = 8;
  const waiting = new Map<string, Text[]>();
  for (const text of texts) {
    const of = waiting.get(text.class);
    if (of === undefined) waiting.set(text.class, [text]);
    else of.push(text);
  }
  const bursts = [...waiting.values()].flatMap((of) =>
    Array.from({ length: Math.ceil(of.length / BURST) }, (_, i) => of.slice(i * BURST, (i + 1) * BURST)),
  );
  // Bursts overlap: each text is put near the moment of its burst.
  const span = texts.length;
  return bursts
    .flatMap((burst) => {
      const from = rnd() * span;
      return burst.map((text) => ({ text, at: from + rnd() * 100 }));
    })
    .sort((a, b) => a.at - b.at)
    .map(({ text }) => text);
}

function shuffled<T>(rows: readonly T[], rnd: () => number): T[] {
  const out = [...rows];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(rnd() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
