/**
 * The promise as one recorded story: shadow, labels, the climb to 100 %, answers that become wrong, the alarm, and what
 * the operator reads. A real gateway in its own process, a real upstream on loopback, the real `openai` client.
 *
 *     npm run story                      about two minutes; exit status 1 where a promise does not hold
 *     npm run story -- --write           docs/story.json, docs/story.svg and docs/story.md as well
 *     npm run story -- --add             adds the run in short to those that docs/story.md lists, held or broken
 *     npm run story -- --redraw          writes docs/story.svg and docs/story.md from docs/story.json, without a run
 *       [--max-error-rate 0.01] [--dwell-seconds 10] [--rate 80] [--seed 1] [--changed 0.4]
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { defaults } from "../src/config.ts";
import { play } from "./story/acts.ts";
import { drawing } from "./story/drawing.ts";
import { startGateway } from "./story/gateway.ts";
import { judgeOf } from "./story/judge.ts";
import { page } from "./story/page.ts";
import { budgetOf, checkedAtChange, type OtherRun, type Settings, type Story } from "./story/record.ts";
import { Broken } from "./story/telling.ts";
import { seeded, traffic } from "./story/traffic.ts";
import { Truth } from "./story/truth.ts";
import { startUpstream } from "./story/upstream.ts";
import { Visitors } from "./story/visitors.ts";

const SECONDS_MAX = 175;
const DOCS = join(import.meta.dirname, "..", "docs");
const shipped = defaults().cache_migration.rollout;

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    add: { type: "boolean", default: false },
    redraw: { type: "boolean", default: false },
    "max-error-rate": { type: "string", default: String(shipped.max_error_rate) },
    "dwell-seconds": { type: "string", default: String(shipped.dwell_seconds) },
    rate: { type: "string", default: "80" },
    seed: { type: "string", default: "1" },
    changed: { type: "string", default: "0.4" },
  },
});
const settings: Settings = {
  maxErrorRate: number("max-error-rate", 0.001, 0.2),
  dwellSeconds: number("dwell-seconds", 1, 20),
  rate: number("rate", 1, 500),
  seed: number("seed", 0, 2 ** 31),
  changed: number("changed", 0.05, 1),
  ...{ sessions: 400, repeats: 0.15, singles: 0.3 },
};

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
process.exit(values.redraw ? redraw() : await main());

async function main(): Promise<number> {
  const startMs = performance.now();
  const truth = new Truth();
  const chance = seeded(settings.seed);
  const upstream = await startUpstream(truth);
  const rollout = { max_error_rate: settings.maxErrorRate, dwell_seconds: settings.dwellSeconds };
  const gateway = await startGateway({
    upstream: { base_url: upstream.url },
    cache_migration: { rollout, monitoring: { log_content: true } },
  });
  try {
    const visitors = new Visitors(gateway, {
      traffic: traffic(settings, chance),
      ...{ truth, rate: settings.rate },
    });
    const isSameToJudge = await judgeOf();
    const stage = { settings, steps: shipped.steps, gateway, visitors, truth, chance, isSameToJudge, say };
    const played = await play({ ...stage, untilMs: startMs + SECONDS_MAX * 1000 });
    const seconds = (performance.now() - startMs) / 1000;
    const story: Story = {
      ...{ recorded: new Date().toISOString().slice(0, 10), seconds, asked: upstream.asked },
      ...played,
      others: kept()?.others ?? [],
    };
    conclude(story);
    if (values.write) write(story);
    if (values.add) add(inShort(story));
    return 0;
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    process.stderr.write(`\nbroken: ${error.message}\n`);
    if (values.add) add({ seed: settings.seed, changed: settings.changed, broken: error.message });
    return 1;
  } finally {
    await gateway.end();
    await upstream.close();
  }
}

function conclude({ requests, asked, served, wrong, seconds, ...marks }: Story): void {
  const all = wrong.beforeChange + wrong.untilFall;
  say(
    `\n${requests} requests in ${seconds.toFixed(0)} s, ${asked} calls upstream, ${served} answered by meaning.\n${all} wrong until the fall (${wrong.untilFall} of them since the change) against a budget of ${budgetOf(marks, settings.maxErrorRate)}; ${wrong.afterFall} after it. ${wrong.exactStale} exact answers were stale.`,
  );
}

function write(story: Story): void {
  writeFileSync(join(DOCS, "story.json"), inJson(story));
  writeFileSync(join(DOCS, "story.svg"), drawing(story));
  writeFileSync(join(DOCS, "story.md"), page(story));
  say("docs/story.json, docs/story.svg and docs/story.md are written");
}

/** The run that is recorded; null: none is. */
function kept(): Story | null {
  const path = join(DOCS, "story.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Story) : null;
}

function add(run: OtherRun): void {
  const story = kept();
  if (story === null) throw new Error("no run is recorded yet: --write comes first");
  write({ ...story, others: [...story.others, run] });
}

function redraw(): number {
  const story = kept();
  if (story === null) throw new Error("no run is recorded yet: --write comes first");
  write(story);
  return 0;
}

function inShort(story: Story): OtherRun {
  const { fullAt, changedAt, fellAt, classesChanged, classesUnseen, wrong } = story;
  const { seed, changed } = story.settings;
  const marks = { fullAt, changedAt, fellAt, classesChanged, classesUnseen, wrong };
  return { seed, changed, checkChance: checkedAtChange(story), ...marks };
}

/** A line a point: there are hundreds. */
function inJson({ points, ...rest }: Story): string {
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  return `${head},\n  "points": [\n    ${points.map((p) => JSON.stringify(p)).join(",\n    ")}\n  ]\n}\n`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Ends with status 2 where the option is no number of its range. */
function number(
  name: Exclude<keyof typeof values, "write" | "add" | "redraw">,
  from: number,
  to: number,
): number {
  const value = Number(values[name]);
  if (values[name] !== "" && value >= from && value <= to) return value;
  process.stderr.write(`--${name} ${values[name]}: a number from ${from} to ${to}\n`);
  process.exit(2);
}
