/**
 * `npm run bench`: what a request costs the gateway, beside a bare `node:http` server that gives the same answers, in
 * rounds by turns. CPU time a request, of all threads, is the figure that a busy machine disturbs least.
 *
 *     npm run bench                                (every case, then latency in an open loop)
 *     npm run bench -- --only exact-hit,miss-500   [--quick] [--rounds 7] [--scale 0.5]
 *     npm run bench -- --profile miss-stream       (where the gateway's time goes, by function and by file)
 *     npm run bench -- --long                      (100,000 entries too: half an hour)
 *     npm run bench -- --write                     (into docs/benchmark.json, .svg and .md; what is not measured stays)
 *     npm run bench -- --peers FOLDER              (other gateways too, installed there where they are missing)
 *     npm run bench -- --peers FOLDER --only peers (those alone)
 *     npm run bench -- --check                     (names what got dearer than in docs/benchmark.json; status 1)
 *     npm run bench -- --check --quick             (within a minute; fails on a doubling alone)
 *     npm run bench -- --write --only short        (what that check compares with)
 *
 * Servers are pinned to one core, load and upstream to another. Linux only: CPU time is read from /proc.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../src/narrow.ts";
import { compare, sentence } from "./serve/baseline.ts";
import { CASES, type Case } from "./serve/cases.ts";
import { chart } from "./serve/chart.ts";
import { APART_MAX, type Figures, figuresOf, OTHERS_MAX, range } from "./serve/figures.ts";
import { doubled } from "./serve/gate.ts";
import { LATENCIES, type LatencyCase, type LatencyFigures, measureLatency } from "./serve/latency.ts";
import { machine } from "./serve/machine.ts";
import { measure, profiled } from "./serve/measure.ts";
import { measurePeers, type PeerFigures, type PeersMeasured } from "./serve/measure-peers.ts";
import { FellBehind } from "./serve/open-loop.ts";
import { page } from "./serve/page.ts";
import type { Line, Profile } from "./serve/profile.ts";
import { type Found, merged, OtherMachine, parsed, type Run } from "./serve/results.ts";
import { measureStanding, STANDING, type StandingCase, type StandingFigures } from "./serve/standing.ts";
import { canPin, cores, LOAD_CORE } from "./servers.ts";
import { say } from "./spread.ts";

const DOCS = join(import.meta.dirname, "../docs");
const PROFILES = join(import.meta.dirname, "serve/profiles.md");
const BASELINE = join(DOCS, "benchmark.json");
const QUICK = { rounds: 3, scale: 0.3, seconds: 1 };
const FULL = { rounds: 5, scale: 1, seconds: 4 };
/** Of a quick check: one of each kind of work. */
const CHECKED = ["pass-through", "miss-alone", "miss-stream", "exact-hit", "replay", "semantic-few"];
/** For `--only`: the other gateways. */
const PEERS = "peers";
/** For `--only`: what the short check compares with, measured as it measures. */
const SHORT = "short";
const GATE = { rounds: QUICK.rounds, scale: 0.1 };
const TOP = 30;
/** A gate ends by then, whatever is still measured. */
const GATE_MS_MAX = 55_000;

const OPTIONS = {
  only: { type: "string", default: "" },
  profile: { type: "string" },
  quick: { type: "boolean", default: false },
  long: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
  peers: { type: "string" },
  rounds: { type: "string" },
  scale: { type: "string" },
} as const;
const values = given();
/** A quick check, as before a merge: it fails on a doubling alone. */
const isGate = values.check && values.quick;
const usual = values.quick ? QUICK : FULL;
const rounds = number("rounds", usual.rounds, 1, 100);
const scale = number("scale", usual.scale, 0.01, 100);
if (values.write && values.check) refuse("--write makes what --check compares with: one of the two");
const names = values.only === "" ? [] : values.only.split(",");
for (const name of names)
  if (!known().includes(name)) refuse(`no case ${name}: one of ${known().join(", ")}`);

if (canPin) execFileSync("taskset", ["-pc", String(LOAD_CORE), String(process.pid)], { stdio: "ignore" });
if (values.profile !== undefined) printProfile(await profiled(named(values.profile), { scale }));
else await run();

async function run(): Promise<void> {
  if (values.check && !existsSync(BASELINE)) refuse(`--check: no baseline at ${BASELINE}: --write makes one`);
  const before = existsSync(BASELINE) ? parsed(readFileSync(BASELINE, "utf8")) : null;
  if (isGate) return runGate(before?.short ?? []);
  const cases = await costs();
  const isOfPeers = names.length === 0 || names.includes(PEERS);
  const peers = values.peers === undefined || !isOfPeers ? null : await others(resolve(values.peers));
  if (values.check) return check(cases, before?.cases ?? []);
  const standing = await standings();
  const short = values.write && (names.length === 0 || names.includes(SHORT)) ? await shorts() : [];
  const found = { cases, short, standing, latencies: await latencies(), peers };
  if (values.write) write(before, found);
}

async function runGate(baseline: readonly Figures[]): Promise<void> {
  const late = setTimeout(() => {
    say("the minute is over: what was not measured by now is let pass");
    process.exit(0);
  }, GATE_MS_MAX);
  const found = await doubled(chosen(), baseline, {
    measure: (each) => measuredShort(each, { rounds, scale }),
    sinceMs: () => performance.now(),
    say,
  });
  clearTimeout(late);
  if (found.length === 0) return;
  say(`costs double: ${found.join(", ")}`);
  process.exitCode = 1;
}

/** One round warms: more would leave few cases within the minute. */
async function measuredShort(each: Case, o: { rounds: number; scale: number }): Promise<Figures> {
  return figuresOf(await measure(each, { ...o, warmRequests: 0 }));
}

async function shorts(): Promise<Figures[]> {
  say("\nfor the short check: one round warms, best rounds count");
  const found: Figures[] = [];
  for (const each of CHECKED.map(named)) {
    const figures = await measuredShort(each, GATE);
    printFigures(figures);
    found.push(figures);
  }
  return found;
}

async function standings(): Promise<StandingFigures[]> {
  const found: StandingFigures[] = [];
  const folder = values.peers === undefined ? null : resolve(values.peers);
  const wanted = picked(STANDING)
    .filter(({ long }) => values.long || names.length > 0 || !long)
    .filter(({ peer }) => !peer || folder !== null);
  if (wanted.length === 0 || (values.quick && names.length === 0)) return found;
  say("\nwhat is no request");
  for (const each of wanted) {
    const measured = await measureStanding(each, { rounds, scale, peers: folder }).catch(leftOut);
    if (measured instanceof Error) {
      say(`${each.name.padEnd(16)}left out: ${measured.message}`);
      continue;
    }
    const told = Object.entries(measured.figures).map(([what, t]) => `${what} ${range(t, 1)}`);
    say(`${each.name.padEnd(16)}${told.join("; ")}`);
    if (measured.others > OTHERS_MAX) say(busy(measured.others));
    found.push(measured);
  }
  return found;
}

async function costs(): Promise<Figures[]> {
  const found: Figures[] = [];
  const cases = chosen();
  if (cases.length === 0) return found;
  say(`node ${process.version}, ${cores} cores, ${rounds} rounds, medians [lowest to highest]`);
  say("x bare: bare's CPU time over the gateway's, so 1 costs the same and 0.5 twice as much\n");
  say(`${"case".padEnd(16)}${"CPU us a request".padEnd(24)}bare us  x bare                   + p50 ms   MiB`);
  for (const each of cases) {
    const figures = figuresOf(await measure(each, { rounds, scale }));
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
  if (picked(LATENCIES).length === 0) return found;
  say("\nopen loop, from when a request was due; added to upstream's (a miss) or to bare's (a hit)");
  for (const each of picked(LATENCIES)) {
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

/** A machine too busy for a rate is no fault of the run. */
function behind(error: unknown): FellBehind {
  if (error instanceof FellBehind) return error;
  throw error;
}

/** Status 1 where something got dearer. */
function check(now: readonly Figures[], baseline: readonly Figures[]): void {
  say("");
  for (const each of compare(now, baseline)) {
    say(sentence(each));
    if (each.verdict === "dearer") process.exitCode = 1;
  }
}

function write(before: Run | null, found: Found): void {
  const at = new Date().toISOString().slice(0, 16).replace("T", " ");
  const given = process.argv.slice(2).map((each) => (each === values.peers ? "FOLDER" : each));
  const made = { at, command: `npm run bench -- ${given.join(" ")}`, rounds, scale };
  const order = known();
  const whole = merged(before, found, { machine: machine(), made, order, isPart: names.length > 0 });
  if (whole instanceof OtherMachine) refuse(whole.message);
  writeFileSync(BASELINE, `${JSON.stringify(whole, null, 1)}\n`);
  writeFileSync(join(DOCS, "benchmark.svg"), chart(whole.cases));
  writeFileSync(join(DOCS, "benchmark.md"), page(whole, readFileSync(PROFILES, "utf8")));
  say("\ndocs/benchmark.json, docs/benchmark.svg and docs/benchmark.md are written");
}

/** One that does not install, or measured something else, has no figure; the others do. */
function leftOut(error: unknown): Error {
  process.exitCode = 1;
  return error instanceof Error ? error : new Error(String(error));
}

function busy(share: number): string {
  return `${"".padEnd(16)}busy: other processes took ${(share * 100).toFixed(0)} % of the machine`;
}

function printFigures(f: Figures): void {
  const ratio =
    f.ratio === null
      ? `refused: ${(f.apart * 100).toFixed(0)} % apart (> ${100 * APART_MAX})`
      : range(f.ratio, 3);
  say(
    `${f.name.padEnd(16)}${range(f.cpuUs).padEnd(24)}${f.bareCpuUs.median.toFixed(1).padStart(7)}  ${ratio.padEnd(25)}${f.addedMs.median.toFixed(2).padStart(8)}   ${f.residentMiB.ready.toFixed(0)} -> ${f.residentMiB.after.toFixed(0)}`,
  );
  if (f.others > OTHERS_MAX) say(busy(f.others));
}

function printProfile({ cpuUs, functions, files, parts }: Profile): void {
  say(`${cpuUs.toFixed(0)} us of CPU time a request in all threads, under the profiler\n`);
  const lines = (list: readonly Line[]) => {
    for (const { name, selfUs, share } of list.slice(0, TOP))
      say(`${selfUs.toFixed(1).padStart(8)} us ${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
    const rest = list.slice(TOP).reduce((sum, { share }) => sum + share, 0);
    say(`${((rest * 100).toFixed(1)).padStart(17)} %  ${Math.max(0, list.length - TOP)} others`);
  };
  say("by part");
  lines(parts);
  say("\nby function, without what it calls");
  lines(functions);
  say("\nby file");
  lines(files);
}

/** The cases by CPU time that this run is of. */
function chosen(): readonly Case[] {
  if (names.length > 0) return picked(CASES);
  if (isGate) return CHECKED.map(named);
  return CASES.filter(({ large, long }) => !(values.quick && large) && (values.long || !long));
}

/** Those that `--only` names; without it all. */
function picked<T extends LatencyCase | StandingCase | Case>(list: readonly T[]): readonly T[] {
  return names.length === 0 ? list : list.filter(({ name }) => names.includes(name));
}

function known(): string[] {
  return [...[...CASES, ...LATENCIES, ...STANDING].map((each) => each.name), PEERS, SHORT];
}

function named(name: string): Case {
  const cases = CASES.map((each) => each.name);
  return CASES.find((each) => each.name === name) ?? refuse(`no case ${name}: one of ${cases.join(", ")}`);
}

function number(name: "rounds" | "scale", otherwise: number, from: number, to: number): number {
  const given = values[name];
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (given.trim() !== "" && value >= from && value <= to) return value;
  return refuse(`--${name} ${given}: a number from ${from} to ${to}`);
}

/** What the command line says. */
function given() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    const all = Object.keys(OPTIONS).map((name) => `--${name}`);
    return refuse(`${messageOf(error)}. Options: ${all.join(", ")}; what they do stands in bench/serve.ts`);
  }
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}
