/** `semblance replay`: the composition of a replay, without a server. */
import { createSecretKey, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { loadBuiltin } from "../adapters/embedder-builtin.ts";
import { type Config, loadPrices } from "../config.ts";
import { createWordJudge } from "../core/judge/judge.ts";
import { createVerifier } from "../core/verify/verifier.ts";
import { settingsOf } from "../gateway/settings.ts";
import { errorCode } from "../narrow.ts";
import { ReplayFault } from "../replay/formats.ts";
import { pageOf } from "../replay/page.ts";
import { progressOn } from "../replay/progress.ts";
import { readTraffic } from "../replay/read.ts";
import { type Report, reportOf } from "../replay/report.ts";
import { simulate } from "../replay/simulate.ts";
import { tableOf } from "../replay/table.ts";
import { TrafficReader } from "../replay/traffic.ts";
import { nearInThread } from "./replay-near.ts";

/**
 * How many times as many parsed questions the verifier caches as in the gateway. A replay compares far more stored
 * questions than that; parsing them again took a third of its time.
 */
const ROOM = 5;

export interface ReplayOptions {
  readonly file: string;
  readonly format: string;
  readonly results: string | null;
  /** 0 to 1; null: `max_error_rate` of the configuration. */
  readonly maxErrorRate: number | null;
  readonly limit: number;
  readonly dataFree: boolean;
  readonly json: boolean;
  readonly html: string | null;
}

export interface ReplayOutput {
  readonly out: (text: string) => void;
  /** Writes the progress line; null where the output is no terminal. */
  readonly progress: ((text: string) => void) | null;
  readonly color: boolean;
}

export async function replayCommand(
  config: Config,
  options: ReplayOptions,
  output: ReplayOutput,
): Promise<void> {
  const progress = progressOn(output.progress);
  let report: Report;
  try {
    report = await replayTraffic(config, options, (label, share) => progress.at(label, share));
  } finally {
    progress.end();
  }
  if (options.json) output.out(`${JSON.stringify(report, null, 2)}\n`);
  else output.out(tableOf(report, output));
  // Last, so that a page that cannot be written does not lose the report that took minutes.
  if (options.html !== null) write(options.html, pageOf(report));
}

function write(path: string, page: string): void {
  try {
    writeFileSync(path, page);
  } catch (error) {
    throw new ReplayFault(`${path} cannot be written (${errorCode(error) || "unknown"})`, { cause: error });
  }
}

/** Rejects with ReplayFault where the file cannot be replayed. */
async function replayTraffic(
  config: Config,
  options: Omit<ReplayOptions, "json" | "html">,
  onProgress: (label: string, share: number) => void = () => {},
): Promise<Report> {
  const fromMs = performance.now();
  const { rollout, semantic_cache: cache, monitoring } = config.cache_migration;
  const settings = settingsOf({ config, percentage: 100, keys: null });
  // A random secret for each run: digests cannot be guessed, nor compared with those of another run.
  const secret = createSecretKey(randomBytes(32));
  const reader = new TrafficReader(settings, secret);
  const totals = await readTraffic(
    {
      path: options.file,
      format: options.format,
      results: options.results,
      limit: options.limit,
      onProgress: (share) => onProgress("reading", share),
    },
    (taken, line) => reader.take(taken, line),
  );
  const traffic = reader.finish();
  if (traffic.asked.length === 0)
    throw new ReplayFault("no request in the file may be cached: see docs/replay.md for what is");
  const { embedder, lexicon, pairModel, thesaurus } = await loadBuiltin();
  const { prices } = loadPrices(monitoring.prices);
  const near = nearInThread();
  const delta = options.maxErrorRate ?? rollout.max_error_rate;
  const { confidence } = rollout;
  try {
    const simulated = await simulate(
      traffic,
      {
        embedder,
        verifier: createVerifier(lexicon, pairModel, ROOM),
        words: createWordJudge(lexicon, pairModel, thesaurus),
        near,
        settings,
        entriesMax: cache.max_memory_entries,
        priceOf: (model) => prices.of(model),
      },
      { delta, confidence, onProgress: (done, of) => onProgress("replaying", done / of) },
    );
    return reportOf({
      file: options.file,
      totals,
      traffic,
      simulated,
      delta,
      confidence,
      seconds: (performance.now() - fromMs) / 1000,
      digestedBy: options.dataFree ? secret : null,
    });
  } finally {
    await near.close();
  }
}
