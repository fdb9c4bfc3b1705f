/** docs/benchmark.md, of what one run or several measured. */
import { APART_MAX, type Figures, OTHERS_MAX, range } from "./figures.ts";
import type { Made, Run } from "./results.ts";

/** `profiles` is written by hand, and stands in the page as it is. */
export function page(run: Run, profiles: string): string {
  const runs = runsOf(run);
  const parts = [head(run, runs), costs(run, runs), speeds(run), latencies(run, runs), standing(run, runs)];
  return `${[...parts, peers(run, runs), profiles.trim(), method()].join("\n\n")}\n`;
}

/** Each run once, in the order of its time; a figure names it by a letter. */
function runsOf({ cases, standing, latencies, peers }: Run): Made[] {
  const all = [...cases, ...standing, ...latencies, ...peers].map(({ made }) => made);
  const once = [...new Map(all.map((made) => [keyOf(made), made])).values()];
  return once.sort((a, b) => (a.at < b.at ? -1 : 1));
}

function keyOf({ at, command }: Made): string {
  return `${at} ${command}`;
}

/** "b, 12 %": the run, and what others took of the machine meanwhile. */
function when({ made, others }: { made: Made; others: number }, runs: readonly Made[]): string {
  const at = runs.findIndex((each) => keyOf(each) === keyOf(made));
  return `${letter(at)}, ${(100 * others).toFixed(0)} %`;
}

function letter(at: number): string {
  return String.fromCharCode(97 + (at % 26)).repeat(1 + Math.floor(at / 26));
}

function head({ machine, cases, standing, latencies, peers }: Run, runs: readonly Made[]): string {
  const loads = [...cases, ...standing, ...latencies, ...peers.map(({ figures }) => figures)];
  const others = Math.max(0, ...loads.map((each) => each.others));
  const busy =
    others > OTHERS_MAX
      ? `**The machine was busy:** other processes took up to ${(100 * others).toFixed(0)} % of it. CPU time stands such noise best, and grows by it too (shared caches); latencies and throughput of such a row do not stand it at all.`
      : `Other processes took at most ${(100 * others).toFixed(0)} % of the machine.`;
  const list = runs.map(({ at, command, rounds, scale }, i) =>
    row([letter(i), at, `\`${command}\``, String(rounds), String(scale)]),
  );
  return `# Benchmark

What a request costs the gateway, beside a bare \`node:http\` server that gives the same answers on the same core in the same
run. This page is written by the commands below; figures in JSON: [benchmark.json](benchmark.json). A row's *run* is the
letter of its command and the share of the machine that other processes took meanwhile.

${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Linux ${machine.kernel}, Node ${machine.node}. ${busy}

| run | when, UTC | command | rounds | scale |
|---|---|---|---|---|
${list.join("\n")}`;
}

function costs({ cases }: Run, runs: readonly Made[]): string {
  const rows = cases.map((c) =>
    row([`\`${c.name}\``, c.title, range(c.cpuUs), range(c.bareCpuUs, 1), ratioOf(c), when(c, runs)]),
  );
  return `## CPU time a request
µs of all threads, until the server is at rest again: work put off is not work saved. Medians of the rounds [lowest to
highest]. The ratio is bare's time over the gateway's: 1 costs the same, 0.5 twice as much.

![CPU time a request](benchmark.svg)

| case | what | gateway | bare | ratio | run |
|---|---|---|---|---|---|
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

function latencies({ latencies: list }: Run, runs: readonly Made[]): string {
  if (list.length === 0)
    return "## Latency in an open loop\nNone to tell: not measured, or refused since the machine did not stand 300 and 1,000 requests a second.";
  const rows = list.map((l) =>
    row([
      l.title,
      range(l.p50Ms, 2),
      range(l.p99Ms, 2),
      range(l.besideP50Ms, 2),
      range(l.besideP99Ms, 2),
      range(l.addedP50Ms, 2),
      range(l.addedP99Ms, 2),
      when(l, runs),
    ]),
  );
  return `## Latency in an open loop
ms. Requests leave by the clock and are measured from when they were due, so that a stall is charged to all that waited.
*Beside* is upstream itself for a miss, the bare server for a hit.

| what | p50 | p99 | beside, p50 | beside, p99 | added, p50 | added, p99 | run |
|---|---|---|---|---|---|---|---|
${rows.join("\n")}`;
}

function standing({ standing: list }: Run, runs: readonly Made[]): string {
  const rows = list.flatMap((s) =>
    Object.entries(s.figures).map(([what, figure]) =>
      row([`\`${s.name}\``, s.title, what, range(figure, figure.median < 10 ? 1 : 0), when(s, runs)]),
    ),
  );
  return `## Start, memory, replay, libraries
Memory is what is resident. Each is proved by what is answered: stored questions from the store, rewordings by meaning. Of
libraries CPU time is of a call, equal questions and rewordings apart. GPTCache's embedders fetch a model from a hub, so it
is given vectors for nothing: what it costs to embed is not in its figures, and is in ours.

| case | what | figure | median [lowest to highest] | run |
|---|---|---|---|---|
${rows.length > 0 ? rows.join("\n") : row(["none measured", "", "", "", ""])}`;
}

function peers({ peers: list, leftOut }: Run, runs: readonly Made[]): string {
  if (list.length + leftOut.length === 0) return "## Beside others\nNot measured (`--peers FOLDER`).";
  const rows = list.map(({ peer, version, settings, figures, made }) =>
    row([
      `${peer} ${version}`,
      settings,
      `\`${figures.name}\``,
      range(figures.cpuUs),
      ratioOf(figures),
      range(figures.rate),
      when({ made, others: figures.others }, runs),
    ]),
  );
  const left = leftOut.map(({ peer, why }) => `- ${peer}: ${why.replaceAll("|", "\\|")}`);
  return `## Beside others
The same requests, the same upstream, the same bare server, in the same run; one process each on the one core. A case of a
cache is sent to those that cache, one of a miss to those that pass on; upstream counts what reaches it, which must be
nothing of a hit and all of a miss. Fewer requests a round go to slow ones.

| who | settings | case | CPU µs a request | ratio to bare | requests/s | run |
|---|---|---|---|---|---|---|
${rows.join("\n")}

Left out:
${left.length > 0 ? left.join("\n") : "- nobody"}
- GPTCache has no server; as a library it stands under *Start, memory, replay, libraries*.`;
}

function ratioOf({ ratio, apart }: Figures): string {
  return ratio === null ? `refused: rounds ${(100 * apart).toFixed(0)} % apart` : range(ratio, 3);
}

function method(): string {
  return `## How it is measured
- Servers run on one core, load and upstream on another (\`taskset\`). Each case has a gateway, a bare server and an upstream
  of its own, all new. 12,000 requests, or 40 seconds of them, warm both, and one round a peer; then rounds go by turns, each of a fixed
  count of requests, the bare server's of five times as many, as it takes a fraction of the time. Runs of before 2026-11-29 were warmed by one round alone.
- CPU time is read from \`/proc\` by thread. A case whose answers are not what it promises (\`x-semblance-outcome\`, one in a
  hundred excepted) is an error, not a figure.
- A ratio is refused where the middle half of its rounds lies more than ${100 * APART_MAX} % apart.
- \`npm run bench -- --check\` compares ratios with benchmark.json and names what got dearer by more than the noise of both
  runs; with \`--quick\` it fails only on a doubling, beside figures of servers as little warmed (\`short\` in benchmark.json).
- \`npm run bench -- --profile CASE\` tells where the gateway's time goes, by function and by file.`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
