/**
 * `npm run bench`: what a request costs the gateway, beside a bare `node:http` server that gives the same answers, in
 * rounds by turns. CPU time a request, of all threads, is the figure that a busy machine disturbs least.
 *
 *     npm run bench                                (every case, then latency in an open loop)
 *     npm run bench -- --only exact-hit,miss-500   [--quick] [--rounds 7] [--scale 0.5]
 *     npm run bench -- --profile miss-stream       (where the gateway's time goes, by function and by file)
 *     npm run bench -- --write                     (docs/benchmark.json, .svg and .md)
 *     npm run bench -- --peers FOLDER              (other gateways too, installed there where they are missing)
 *     npm run bench -- --check                     (names what got dearer than in docs/benchmark.json; status 1)
 *     npm run bench -- --check --quick             (within a minute; fails on a doubling alone)
 *
 * Servers are pinned to one core, load and upstream to another. Linux only: CPU time is read from /proc.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { compare, DOUBLED, sentence } from "./serve/baseline.ts";
import { CASES, type Case } from "./serve/cases.ts";
import { chart } from "./serve/chart.ts";
import { APART_MAX, type Figures, figuresOf, OTHERS_MAX, range } from "./serve/figures.ts";
import { LATENCIES, type LatencyCase, type LatencyFigures, measureLatency } from "./serve/latency.ts";
import { machine } from "./serve/machine.ts";
import { measure, profiled } from "./serve/measure.ts";
import { measurePeers, type PeerFigures, type PeersMeasured } from "./serve/measure-peers.ts";
import { FellBehind } from "./serve/open-loop.ts";
import { page, type Run } from "./serve/page.ts";
import type { Line, Profile } from "./serve/profile.ts";
import { canPin, cores, LOAD_CORE } from "./servers.ts";
import { say } from "./spread.ts";

const DOCS = join(import.meta.dirname, "../docs");
const BASELINE = join(DOCS, "benchmark.json");
const QUICK = { rounds: 3, scale: 0.3, seconds: 1 };
const FULL = { rounds: 5, scale: 1, seconds: 4 };
/** Of a quick check: one of each kind of work. */
const CHECKED = ["pass-through", "miss-alone", "miss-stream", "exact-hit", "replay", "semantic-few"];
const TOP = 30;
/** Where others take more of the machine, ratios to bare themselves are seen to double and to halve. */
const SWAMPED = 0.5;
/** No further case of a gate begins after so long. */
const GATE_MS_MAX = 40_000;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    profile: { type: "string" },
    quick: { type: "boolean", default: false },
    long: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    peers: { type: "string" },
    rounds: { type: "string" },
    scale: { type: "string" },
  },
});
/** A quick check, as before a merge: it fails on a doubling alone. */
const isGate = values.check && values.quick;
const usual = values.quick ? QUICK : FULL;
const rounds = number("rounds", usual.rounds, 1, 100);
const scale = number("scale", usual.scale, 0.01, 100);
if (values.write && (values.only !== "" || values.check))
  refuse("--write: the page shows every case; not with --only or --check");

if (canPin) execFileSync("taskset", ["-pc", String(LOAD_CORE), String(process.pid)], { stdio: "ignore" });
if (values.profile !== undefined) printProfile(await profiled(named(values.profile), { scale }));
else await run();

async function run(): Promise<void> {
  if (values.check && !existsSync(BASELINE)) refuse(`--check: no baseline at ${BASELINE}: --write makes one`);
  const baseline = values.check ? (JSON.parse(readFileSync(BASELINE, "utf8")) as Run).cases : null;
  const cases = await costs();
  const peers = values.peers === undefined ? null : await others(resolve(values.peers));
  if (baseline) check(cases, baseline);
  else if (values.write) write({ cases, latencies: await latencies(), peers });
  else if (values.only === "" || latenciesNamed().length > 0) await latencies();
}

async function costs(): Promise<Figures[]> {
  const found: Figures[] = [];
  const cases = chosen();
  if (cases.length === 0) return found;
  say(`node ${process.version}, ${cores} cores, ${rounds} rounds, medians [lowest to highest]`);
  say("x bare: bare's CPU time over the gateway's, so 1 costs the same and 0.5 twice as much\n");
  say(`${"case".padEnd(16)}${"CPU us a request".padEnd(24)}bare us  x bare                   + p50 ms   MiB`);
  for (const each of cases) {
    if (isGate && performance.now() > GATE_MS_MAX) {
      say(`${each.name.padEnd(16)}left out: the minute is over`);
      continue;
    }
    const figures = await measure(each, { rounds, scale }).then(figuresOf, unmeasured);
    if (figures === null) continue;
    printFigures(figures);
    found.push(figures);
  }
  return found;
}

function others(folder: string): Promise<PeersMeasured> {
  say("\nothers, beside the same bare server");
  const tell = ({ peer, version, figures }: PeerFigures) => {
    say(`${peer} ${version}:`);
    printFigures(figures);
  };
  return measurePeers(folder, { rounds, scale, tell });
}

async function latencies(): Promise<LatencyFigures[]> {
  const found: LatencyFigures[] = [];
  say("\nopen loop, from when a request was due; added to upstream's (a miss) or to bare's (a hit)");
  for (const each of values.only === "" ? LATENCIES : latenciesNamed()) {
    const l = await measureLatency(each, { rounds, seconds: usual.seconds }).catch(behind);
    if (l instanceof FellBehind) {
      say(`${each.name.padEnd(16)} refused: ${l.message}`);
      continue;
    }
    say(
      `${l.name.padEnd(16)} p50 ${range(l.p50Ms, 2)} ms, p99 ${range(l.p99Ms, 2)} ms; added p50 ${range(l.addedP50Ms, 2)}, p99 ${range(l.addedP99Ms, 2)}`,
    );
    found.push(l);
  }
  return found;
}

/** A gate is there for what a request costs: what cannot be measured, on a machine too busy say, is told and let pass. */
function unmeasured(error: unknown): null {
  if (!isGate) throw error;
  say(`not measured: ${error instanceof Error ? error.message : error}`);
  return null;
}

/** A machine too busy for a rate is no fault of the run. */
function behind(error: unknown): FellBehind {
  if (error instanceof FellBehind) return error;
  throw error;
}

/** Status 1 where something got dearer; of a gate, where it costs double and the machine was not taken by others. */
function check(now: readonly Figures[], baseline: readonly Figures[]): void {
  say("");
  for (const [i, each] of compare(now, baseline).entries()) {
    const { dearer, verdict } = each;
    const isDoubled = dearer !== null && dearer > DOUBLED;
    const isSwamped = now[i]!.others > SWAMPED;
    say(
      `${sentence(each)}${isGate && isDoubled && isSwamped ? "; let pass: others took most of the machine" : ""}`,
    );
    if (isGate ? isDoubled && !isSwamped : verdict === "dearer") process.exitCode = 1;
  }
}

function write(found: Pick<Run, "cases" | "latencies" | "peers">): void {
  const made = new Date().toISOString().slice(0, 10);
  const command = `npm run bench -- --write${values.quick ? " --quick" : ""}${values.peers === undefined ? "" : " --peers FOLDER"}`;
  const whole: Run = { made, command, machine: machine(), rounds, scale, ...found };
  writeFileSync(BASELINE, `${JSON.stringify(whole, null, 1)}\n`);
  writeFileSync(join(DOCS, "benchmark.svg"), chart(found.cases));
  writeFileSync(join(DOCS, "benchmark.md"), page(whole));
  say("\ndocs/benchmark.json, docs/benchmark.svg and docs/benchmark.md are written");
}

function printFigures(f: Figures): void {
  const ratio =
    f.ratio === null
      ? `refused: ${(f.apart * 100).toFixed(0)} % apart (> ${100 * APART_MAX})`
      : range(f.ratio, 3);
  say(
    `${f.name.padEnd(16)}${range(f.cpuUs).padEnd(24)}${f.bareCpuUs.median.toFixed(1).padStart(7)}  ${ratio.padEnd(25)}${f.addedMs.median.toFixed(2).padStart(8)}   ${f.residentMiB.ready.toFixed(0)} -> ${f.residentMiB.after.toFixed(0)}`,
  );
  if (f.others > OTHERS_MAX)
    say(`${"".padEnd(16)}busy: other processes took ${(f.others * 100).toFixed(0)} % of the machine`);
}

function printProfile({ cpuUs, functions, files }: Profile): void {
  say(`${cpuUs.toFixed(0)} us of CPU time a request in all threads, under the profiler\n`);
  const lines = (list: readonly Line[]) => {
    for (const { name, selfUs, share } of list.slice(0, TOP))
      say(`${selfUs.toFixed(1).padStart(8)} us ${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
    const rest = list.slice(TOP).reduce((sum, { share }) => sum + share, 0);
    say(`${((rest * 100).toFixed(1)).padStart(17)} %  ${Math.max(0, list.length - TOP)} others`);
  };
  say("by function, without what it calls");
  lines(functions);
  say("\nby file");
  lines(files);
}

/** The cases by CPU time that this run is of. */
function chosen(): readonly Case[] {
  if (values.only !== "")
    return values.only
      .split(",")
      .filter((name) => !isLatency(name))
      .map(named);
  if (isGate) return CHECKED.map(named);
  return CASES.filter(({ large, long }) => !(values.quick && large) && (values.long || !long));
}

function latenciesNamed(): readonly LatencyCase[] {
  return LATENCIES.filter(({ name }) => values.only.split(",").includes(name));
}

function isLatency(name: string): boolean {
  return LATENCIES.some((each) => each.name === name);
}

function named(name: string): Case {
  const names = [...CASES, ...LATENCIES].map((each) => each.name);
  return CASES.find((each) => each.name === name) ?? refuse(`no case ${name}: one of ${names.join(", ")}`);
}

function number(name: "rounds" | "scale", otherwise: number, from: number, to: number): number {
  const given = values[name];
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (given.trim() !== "" && value >= from && value <= to) return value;
  return refuse(`--${name} ${given}: a number from ${from} to ${to}`);
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}
