/** docs/benchmark.md and its chart, of one run. */
import { APART_MAX, type Figures, OTHERS_MAX, range } from "./figures.ts";
import type { LatencyFigures } from "./latency.ts";
import type { Machine } from "./machine.ts";
import type { PeersMeasured } from "./measure-peers.ts";

export interface Run {
  /** The day, "2026-01-31". */
  readonly made: string;
  readonly command: string;
  readonly machine: Machine;
  readonly rounds: number;
  readonly scale: number;
  readonly cases: readonly Figures[];
  readonly latencies: readonly LatencyFigures[];
  /** Null: not measured in this run. */
  readonly peers: PeersMeasured | null;
}

export function page(run: Run): string {
  return `${[head(run), costs(run), speeds(run), latencies(run), peers(run), method()].join("\n\n")}\n`;
}

function head({ made, command, machine, cases }: Run): string {
  const others = Math.max(0, ...cases.map((c) => c.others));
  const busy =
    others > OTHERS_MAX
      ? `**The machine was busy:** other processes took up to ${(100 * others).toFixed(0)} % of it. CPU time stands such noise best, and grows by it too (shared caches); latencies and throughput below do not stand it at all.`
      : `Other processes took at most ${(100 * others).toFixed(0)} % of the machine.`;
  return `# Benchmark

What a request costs the gateway, beside a bare \`node:http\` server that gives the same answers on the same core in the same
run. This page is written by the command; figures in JSON: [benchmark.json](benchmark.json).

\`\`\`sh
${command}
\`\`\`

${made}, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Linux ${machine.kernel}, Node ${machine.node}. ${busy}`;
}

function costs({ cases, rounds }: Run): string {
  const rows = cases.map((c) =>
    row([`\`${c.name}\``, c.title, range(c.cpuUs), range(c.bareCpuUs, 1), ratioOf(c)]),
  );
  return `## CPU time a request
µs of all threads, until the server is at rest again: work put off is not work saved. Medians of ${rounds} rounds [lowest to
highest]. The ratio is bare's time over the gateway's: 1 costs the same, 0.5 twice as much.

![CPU time a request](benchmark.svg)

| case | what | gateway | bare | ratio |
|---|---|---|---|---|
${rows.join("\n")}`;
}

function speeds({ cases }: Run): string {
  const rows = cases.map((c) =>
    row([
      `\`${c.name}\``,
      range(c.rate),
      range(c.bareRate),
      range(c.p50Ms, 2),
      range(c.p99Ms, 2),
      `${c.residentMiB.ready.toFixed(0)} → ${c.residentMiB.after.toFixed(0)}`,
      c.startMs.toFixed(0),
    ]),
  );
  return `## Throughput and memory
Closed loop, one core for the server. MiB resident: once it listens → after the last round.

| case | requests/s | bare, requests/s | p50 ms | p99 ms | MiB | ready after ms |
|---|---|---|---|---|---|---|
${rows.join("\n")}`;
}

function latencies({ latencies: list }: Run): string {
  if (list.length === 0)
    return "## Latency in an open loop\nRefused: the machine was too busy to stand the rates of 300 and 1,000 requests a second.";
  const rows = list.map((l) =>
    row([
      l.title,
      range(l.p50Ms, 2),
      range(l.p99Ms, 2),
      range(l.besideP50Ms, 2),
      range(l.besideP99Ms, 2),
      range(l.addedP50Ms, 2),
      range(l.addedP99Ms, 2),
    ]),
  );
  return `## Latency in an open loop
ms. Requests leave by the clock and are measured from when they were due, so that a stall is charged to all that waited.
*Beside* is upstream itself for a miss, the bare server for a hit.

| what | p50 | p99 | beside, p50 | beside, p99 | added, p50 | added, p99 |
|---|---|---|---|---|---|---|
${rows.join("\n")}`;
}

function peers({ peers: found }: Run): string {
  if (found === null) return "## Beside others\nNot measured in this run (`--peers FOLDER`).";
  const rows = found.measured.map(({ peer, version, settings, figures }) =>
    row([
      `${peer} ${version}`,
      settings,
      `\`${figures.name}\``,
      range(figures.cpuUs),
      ratioOf(figures),
      range(figures.rate),
    ]),
  );
  const left = found.leftOut.map(({ peer, why }) => `- ${peer}: ${why.replaceAll("|", "\\|")}`);
  return `## Beside others
The same requests, the same upstream, the same bare server, in the same run; one process each on the one core. A case of a
cache is sent to those that cache, one of a miss to those that pass on. Fewer requests a round go to slow ones.

| who | settings | case | CPU µs a request | ratio to bare | requests/s |
|---|---|---|---|---|---|
${rows.join("\n")}

Left out:
${left.length > 0 ? left.join("\n") : "- nobody"}
- GPTCache: its models are fetched from a hub when it starts, and it is a library without a server.`;
}

function ratioOf({ ratio, apart }: Figures): string {
  return ratio === null ? `refused: rounds ${(100 * apart).toFixed(0)} % apart` : range(ratio, 3);
}

function method(): string {
  return `## How it is measured
- Servers run on one core, load and upstream on another (\`taskset\`). Each case has a gateway, a bare server and an upstream
  of its own, all new. A full round warms both; then rounds go by turns, each of a fixed count of requests.
- CPU time is read from \`/proc\` by thread. A case whose answers are not what it promises (\`x-semblance-outcome\`, one in a
  hundred excepted) is an error, not a figure.
- A ratio is refused where the middle half of its rounds lies more than ${100 * APART_MAX} % apart.
- \`npm run bench -- --check\` compares ratios with benchmark.json and names what got dearer by more than the noise of both
  runs; with \`--quick\` it fails only on a doubling.
- \`npm run bench -- --profile CASE\` tells where the gateway's time goes, by function and by file.`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
