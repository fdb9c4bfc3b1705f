/** Assembles judge and labels, as main.ts starts, uses and ends them. */

import { Breaker } from "../adapters/guard/breaker.ts";
import { createModelJudge } from "../adapters/judge-model.ts";
import { createLabelsFile } from "../adapters/labels-file.ts";
import type { Config } from "../config.ts";
import type { WordJudge } from "../core/judge/judge.ts";
import { PortFault } from "../errors.ts";
import type { JudgedPair } from "../label/deps.ts";
import { answerJudge, judgeWithFallback, queuedJudge } from "../learn/judges.ts";
import { isLabel, LABELS_MAX, type Label, Labels, type LabelsHeard } from "../learn/labels.ts";
import { likenessJudge } from "../learn/likeness-judge.ts";
import type { Usage } from "../model.ts";
import { tracedCall } from "../observe/other-spans.ts";
import type { GenAiNames } from "../observe/semconv.ts";
import type { Clock, Embedder, FaultPart, Judge, Notifier, Verifier } from "../ports.ts";
import { keptLabel } from "./kept-label.ts";

export interface LabellingDeps {
  readonly path: string;
  readonly genAi: GenAiNames;
  readonly verifier: Verifier;
  readonly words: WordJudge;
  /** The judge's model of sentences on this machine; null: none was configured at the start. */
  readonly judgeVectors: Embedder | null;
  readonly clock: Clock;
  /** Counts a call against the budget; false: it must not be made. */
  readonly mayAsk: () => boolean;
  readonly billed: (model: string, usage: Usage, purpose: "judge") => void;
  readonly onFault: (part: FaultPart, error: unknown) => void;
  readonly onAlert: Notifier["raise"];
  readonly heard: readonly LabelsHeard[];
  readonly onLabel: (label: Label) => void;
}

export interface Labelling {
  readonly labels: Labels;
  /** The judge that the configuration asks for. */
  judge(config: Config): Judge;
  keep(pair: JudgedPair): void;
  /** A caller's verdict on an answer found by meaning. */
  reported(
    of: {
      readonly entry: string;
      readonly key: string;
      readonly outcome: string;
      readonly form: () => string | null;
      readonly tenant: string;
    },
    verdict: "good" | "bad",
  ): void;
  load(): Promise<void>;
}

/** Most pairs that a model judges at once, and most that wait. Counting of requests stops before the queue is full. */
const LINE = { atOnceMax: 4, waitingMax: 200 };

export function createLabelling(deps: LabellingDeps): Labelling {
  const onFault = (error: unknown): void => deps.onFault("store", error);
  const nowMs = (): number => deps.clock.nowMs();
  const file = createLabelsFile({ path: deps.path, isLabel, onFault, nowMs });
  const labels = new Labels(file, onFault, LABELS_MAX, deps.heard);
  const answer = answerJudge(deps.words);
  const plain = queuedJudge(answer, { ...LINE, atOnceMax: 1 });
  let made: { of: string; judge: Judge } = { of: "", judge: plain };

  const add = (label: Omit<Label, "id">): void => deps.onLabel(labels.add(label));
  return {
    labels,
    judge(config) {
      const wanted = config.cache_migration.rollout.judge;
      const of = JSON.stringify(wanted);
      if (made.of === of) return made.judge;
      made = { of, judge: judgeOf(deps, wanted, answer) ?? plain };
      return made.judge;
    },
    keep(pair) {
      add(keptLabel(pair, deps.verifier, nowMs()));
    },
    reported({ entry, key, outcome, form, tenant }, verdict) {
      add({
        source: "feedback",
        verdict: verdict === "bad" ? "different" : "same",
        judge: "person",
        tier: outcome === "adapted" ? "adapted" : "semantic",
        ...{ score: 0, probability: 0, similarity: 0, figures: null, q: 1, group: "" },
        ...{ entry, question: key, form: form(), tenant, atMs: nowMs(), version: deps.verifier.version },
      });
    },
    async load() {
      const problem = await labels.load();
      if (problem !== null) deps.onAlert("labels", problem);
    },
  };
}

type JudgeConfig = Config["cache_migration"]["rollout"]["judge"];
type ModelConfig = Extract<JudgeConfig, { kind: "model" }>;

/** The configured judge that asks a model of its own; null: none, or a local one that the next start loads. */
function judgeOf(deps: LabellingDeps, wanted: JudgeConfig, answer: Judge): Judge | null {
  if (wanted.kind === "model") return queuedJudge(modelJudge(deps, wanted, answer), LINE);
  if (wanted.kind !== "local" || deps.judgeVectors === null) return null;
  const local = likenessJudge({
    words: deps.words,
    embedder: deps.judgeVectors,
    likenessMin: wanted.likeness,
    languages: wanted.languages,
    timeoutMs: wanted.timeout_ms,
    onFault: (error) => deps.onFault("judge", error),
  });
  return queuedJudge(local, LINE);
}

/** A model that is turned off when it fails several times running, with the plain judge to fall back on. */
function modelJudge(deps: LabellingDeps, wanted: ModelConfig, answer: Judge): Judge {
  const { clock, onAlert, onFault, mayAsk } = deps;
  const { base_url: baseUrl, model: name, api_key: apiKey, timeout_ms: timeoutMs } = wanted;
  const onUsage = (usage: Usage): void => deps.billed(name, usage, "judge");
  const asked = createModelJudge({ baseUrl, model: name, apiKey, timeoutMs, onUsage });
  const breaker = new Breaker({
    part: "judge",
    clock,
    onChange: (on, why) =>
      on
        ? onAlert("judge-on", `the judge ${name} answers again`)
        : onAlert("judge-off", `the judge ${name} is off, and answers are judged without a model: ${why}`),
  });
  const model: Judge = {
    kind: "model",
    judge: (pair, deadlineMs) =>
      breaker.run(async () => {
        try {
          const call = { operation: "chat", model: name, baseUrl, genAi: deps.genAi };
          return await tracedCall(call, () => asked.judge(pair, deadlineMs));
        } catch (error) {
          // A verdict may be invalid because of what the answers say: such a pair does not count as a failing judge.
          if (error instanceof PortFault && error.why === "invalid")
            throw new PortFault("judge", "unavailable", error.message, { cause: error });
          throw error;
        }
      }),
  };
  return judgeWithFallback({ model, answer, mayAsk, onFault: (error) => onFault("judge", error) });
}
