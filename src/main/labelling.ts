/** Judge and labels put together: what main.ts starts, asks and ends. */
import { createModelJudge } from "../adapters/judge-model.ts";
import { createLabelsFile } from "../adapters/labels-file.ts";
import type { Config } from "../config.ts";
import { Alignment } from "../core/verify/align.ts";
import { EVIDENCE, evidenceOf } from "../core/verify/evidence.ts";
import type { PairModel } from "../core/verify/pair-model.ts";
import { Reader } from "../core/verify/reader.ts";
import type { JudgedPair } from "../gateway/label.ts";
import { answerJudge, judgeInTurn } from "../learn/judges.ts";
import { LABEL_SOURCES, type Label, Labels, VERDICTS } from "../learn/labels.ts";
import type { Clock, Embedder, FaultPart, Judge, Lexicon, Verifier } from "../ports.ts";

export interface LabellingDeps {
  readonly path: string;
  readonly verifier: Verifier;
  readonly builtin: { readonly embedder: Embedder; readonly lexicon: Lexicon; readonly pairModel: PairModel };
  readonly clock: Clock;
  readonly mayAsk: () => boolean;
  readonly onFault: (part: FaultPart, error: unknown) => void;
  readonly onAlert: (name: string, message: string) => void;
  readonly onLabel: (source: string, verdict: string) => void;
}

export interface Labelling {
  readonly labels: Labels;
  /** As the configuration has it. */
  judge(config: Config): Judge;
  keep(pair: JudgedPair): void;
  /** A caller's verdict on an answer found by meaning. */
  reported(
    of: { readonly entry: string; readonly key: string; readonly outcome: string },
    verdict: "good" | "bad",
  ): void;
  load(): Promise<void>;
}

export function createLabelling(deps: LabellingDeps): Labelling {
  const labels = new Labels(createLabelsFile(deps.path, isLabel), (error) => deps.onFault("store", error));
  const reader = new Reader(deps.builtin.lexicon, deps.builtin.pairModel);
  const pair = new Alignment(reader.vocabulary);
  const answer = answerJudge(deps.verifier, deps.builtin.embedder);
  let made: { of: string; judge: Judge } = { of: "", judge: answer };

  const figuresOf = (stored: string, asked: string): number[] => {
    const figures = evidenceOf(
      pair.lay(...reader.together(stored, asked)),
      new Float64Array(EVIDENCE.length),
    );
    return Array.from(figures, (figure) => Math.round(figure * 1e4) / 1e4);
  };
  const add = (label: Omit<Label, "atMs" | "version">): void => {
    labels.add({ ...label, atMs: deps.clock.nowMs(), version: deps.verifier.version });
    deps.onLabel(label.source, label.verdict);
  };
  return {
    labels,
    judge(config) {
      const wanted = config.cache_migration.rollout.judge;
      const of = JSON.stringify(wanted);
      if (made.of === of) return made.judge;
      const model =
        wanted.kind === "model"
          ? createModelJudge({
              baseUrl: wanted.base_url,
              model: wanted.model,
              apiKey: wanted.api_key,
              timeoutMs: wanted.timeout_ms,
            })
          : null;
      const judge = model ? judgeInTurn(model, answer, deps.mayAsk, (e) => deps.onFault("judge", e)) : answer;
      made = { of, judge };
      return judge;
    },
    keep({ texts, ...label }) {
      add({ ...label, figures: figuresOf(texts.stored, texts.asked) });
    },
    reported({ entry, key, outcome }, verdict) {
      add({
        source: "feedback",
        verdict: verdict === "bad" ? "different" : "same",
        judge: "person",
        tier: outcome === "adapted" ? "adapted" : "semantic",
        ...{ score: 0, probability: 0, similarity: 0, figures: null, q: 1, group: "" },
        ...{ entry, question: key },
      });
    },
    async load() {
      const problem = await labels.load();
      if (problem !== null) deps.onAlert("labels", problem);
    },
  };
}

/** Read back from disk: only what is wholly there counts. */
function isLabel(value: unknown): value is Label {
  if (typeof value !== "object" || value === null) return false;
  const label = value as Partial<Label>;
  const numbers = [label.atMs, label.score, label.probability, label.similarity, label.q];
  const texts = [label.group, label.entry, label.question, label.version];
  return (
    numbers.every(Number.isFinite) &&
    texts.every((text) => typeof text === "string") &&
    (LABEL_SOURCES as readonly unknown[]).includes(label.source) &&
    (VERDICTS as readonly unknown[]).includes(label.verdict) &&
    (label.figures === null || (Array.isArray(label.figures) && label.figures.every(Number.isFinite)))
  );
}
