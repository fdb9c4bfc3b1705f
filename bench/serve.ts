/**
 * `npm run bench`: what a request costs the gateway, beside a bare `node:http` server that gives the same answers, in
 * rounds by turns. CPU time a request, of all threads, is the figure that a busy machine disturbs least.
 *
 *     npm run bench                                (every case)
 *     npm run bench -- --only exact-hit,miss-500   [--quick] [--rounds 7] [--scale 0.5]
 *     npm run bench -- --profile miss-stream       (where the gateway's time goes, by function and by file)
 *
 * Servers are pinned to one core, load and upstream to another. Linux only: CPU time is read from /proc.
 */
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { CASES, type Case } from "./serve/cases.ts";
import { type CaseResult, measure, profiled } from "./serve/measure.ts";
import type { Line, Profile } from "./serve/profile.ts";
import { cores, LOAD_CORE } from "./servers.ts";
import { median, quantile, say } from "./spread.ts";

const QUICK = { rounds: 3, scale: 0.3 };
/** Ratios whose middle half lies further apart than this, in parts of the median, are not told. */
const DISAGREE_MAX = 0.2;
/** Others may take this share of the machine before it is called busy. */
const OTHERS_MAX = 0.15;
const TOP = 30;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    profile: { type: "string" },
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    scale: { type: "string" },
  },
});
const rounds = number("rounds", values.quick ? QUICK.rounds : 5, 1, 100);
const scale = number("scale", values.quick ? QUICK.scale : 1, 0.01, 100);

if (cores > 1) execFileSync("taskset", ["-pc", String(LOAD_CORE), String(process.pid)], { stdio: "ignore" });
if (values.profile !== undefined) printProfile(await profiled(named(values.profile), { scale }));
else await table(chosen());

async function table(cases: readonly Case[]): Promise<void> {
  say(`node ${process.version}, ${cores} cores, ${rounds} rounds, medians [lowest to highest]`);
  say("x bare: bare's CPU time over the gateway's, so 1 costs the same and 0.5 twice as much\n");
  const head = ["CPU us a request", "bare us", "x bare", "p50 ms", "+ bare", "first byte", "MiB"];
  say(`${"case".padEnd(16)}${"CPU us a request".padEnd(22)}${head.slice(1).join("  ")}`);
  for (const each of cases) printResult(await measure(each, { rounds, scale }));
}

function printResult(r: CaseResult): void {
  const cpu = r.gateway.map(({ cpuUs }) => cpuUs);
  const over = (of: (round: CaseResult["bare"][number]) => number) =>
    median(r.gateway.map((round, i) => of(round) - of(r.bare[i]!)));
  const range = `${median(cpu).toFixed(0)} [${Math.min(...cpu).toFixed(0)} to ${Math.max(...cpu).toFixed(0)}]`;
  const bare = median(r.bare.map(({ cpuUs }) => cpuUs)).toFixed(1);
  const p50 = median(r.gateway.map(({ p50Ms }) => p50Ms)).toFixed(2);
  const [added, first] = [over(({ p50Ms }) => p50Ms), over(({ firstByteP50Ms }) => firstByteP50Ms)];
  say(
    `${r.name.padEnd(16)}${range.padEnd(22)}${bare.padStart(7)}  ${ratioOf(r).padEnd(10)}${p50.padStart(6)}  ${added.toFixed(2).padStart(6)}  ${first.toFixed(2).padStart(6)}  ${r.residentMiB.ready.toFixed(0)} -> ${r.residentMiB.after.toFixed(0)}`,
  );
  if (r.others > OTHERS_MAX)
    say(`${"".padEnd(16)}busy: other processes took ${(r.others * 100).toFixed(0)} % of the machine`);
}

/** "0.330", or that the rounds disagree. */
function ratioOf({ bare, gateway }: CaseResult): string {
  const ratios = gateway.map(({ cpuUs }, i) => bare[i]!.cpuUs / cpuUs);
  const apart = (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / median(ratios);
  return apart > DISAGREE_MAX
    ? `refused: rounds ${(apart * 100).toFixed(0)} % apart`
    : median(ratios).toFixed(3);
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

function chosen(): readonly Case[] {
  if (values.only !== "") return values.only.split(",").map(named);
  return CASES.filter(({ large }) => !(values.quick && large));
}

function named(name: string): Case {
  const found = CASES.find((each) => each.name === name);
  if (found) return found;
  process.stderr.write(`no case ${name}: one of ${CASES.map((each) => each.name).join(", ")}\n`);
  process.exit(2);
}

/** Ends with status 2 where the option is no number of its range. */
function number(name: "rounds" | "scale", usual: number, from: number, to: number): number {
  const given = values[name];
  if (given === undefined) return usual;
  const value = Number(given);
  if (given.trim() !== "" && value >= from && value <= to) return value;
  process.stderr.write(`--${name} ${given}: a number from ${from} to ${to}\n`);
  process.exit(2);
}
