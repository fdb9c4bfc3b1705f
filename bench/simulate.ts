/**
 * How often does what is served exceed what is allowed? Made-up deployments whose true error is known, run through the
 * measurement and the controller that ship.
 *
 *     npm run simulate                       (2,000 runs of 6,000 requests where nothing drifts, 200 elsewhere)
 *     npm run simulate -- --runs 200         [--others 200] [--delta 0.01] [--requests 6000] [--write]   (docs/simulation.svg and .json)
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { run } from "./simulate/run.ts";
import { WORLDS, type World } from "./simulate/world.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "2000" },
    others: { type: "string", default: "200" },
    requests: { type: "string", default: "6000" },
    delta: { type: "string", default: "0.01" },
    confidence: { type: "string", default: "0.95" },
    write: { type: "boolean", default: false },
  },
});
const mostRuns = Number(values.runs);
const otherRuns = Number(values.others);
const requests = Number(values.requests);
const delta = Number(values.delta);
const confidence = Number(values.confidence);
const cases: (readonly [World, number])[] = [
  ...WORLDS.map((world) => [world, 0] as const),
  [WORLDS[0]!, 0.05],
  [WORLDS[0]!, 0.2],
];

interface Told {
  readonly world: string;
  readonly judgeNoise: number;
  readonly runs: number;
  readonly exceeded: number;
  readonly served: number;
  readonly wrong: number;
  readonly checked: number;
  readonly neverServed: number;
  readonly firstServed: number | null;
  readonly fell: number;
  readonly fall: { readonly requests: number; readonly labels: number; readonly wrong: number } | null;
}

const told: Told[] = [];
process.stdout.write(
  `${mostRuns} runs where nothing drifts, ${otherRuns} elsewhere, of ${requests} requests, delta ${delta}, confidence ${confidence}\n\n| world | judge noise | runs above delta while serving | served | wrong, of all requests | checked, of the served | first served (median) | never served | fell to 0 % | until then (medians): requests, labels, wrong |\n|---|---|---|---|---|---|---|---|---|---|\n`,
);
for (const [world, judgeNoise] of cases) {
  const runs = judgeNoise === 0 && world.name.startsWith("stationary") ? mostRuns : otherRuns;
  const results = Array.from({ length: runs }, (_, i) =>
    run(world, { requests, delta, confidence, judgeNoise, seed: 1 + i * 7919 }),
  );
  const falls = results.flatMap(({ fall }) => (fall ? [fall] : []));
  const row: Told = {
    world: world.name,
    ...{ judgeNoise, runs },
    exceeded: results.filter((r) => r.exceeded).length / runs,
    served: mean(results.map((r) => r.served)),
    wrong: mean(results.map((r) => r.wrong)),
    checked: mean(results.map((r) => r.checked)),
    neverServed: results.filter((r) => r.firstServed === null).length / runs,
    firstServed: median(results.flatMap((r) => (r.firstServed === null ? [] : [r.firstServed]))),
    fell: falls.length / runs,
    fall:
      falls.length === 0
        ? null
        : {
            requests: median(falls.map((f) => f.requests))!,
            labels: median(falls.map((f) => f.labels))!,
            wrong: median(falls.map((f) => f.wrong))!,
          },
  };
  told.push(row);
  const fall = row.fall ? `${row.fall.requests}, ${row.fall.labels}, ${row.fall.wrong}` : "-";
  process.stdout.write(
    `| ${row.world} | ${percent(judgeNoise, 0)} | ${percent(row.exceeded)} | ${percent(row.served)} | ${percent(row.wrong, 2)} | ${percent(row.checked / Math.max(1e-9, row.served))} | ${row.firstServed ?? "-"} | ${percent(row.neverServed)} | ${percent(row.fell)} | ${fall} |\n`,
  );
}
if (values.write) {
  const docs = join(import.meta.dirname, "..", "docs");
  writeFileSync(join(docs, "simulation.svg"), drawing(told));
  writeFileSync(
    join(docs, "simulation.json"),
    `${JSON.stringify({ requests, delta, confidence, worlds: told }, null, 2)}\n`,
  );
}

/** Bars: the share of runs above delta, beside the 5 % that a confidence of .95 allows where nothing drifts. */
function drawing(rows: readonly Told[]): string {
  const width = 720;
  const left = 250;
  const height = 40 + 30 * rows.length;
  const x = (share: number): number => left + (width - left - 70) * share;
  const bars = rows.map((row, i) => {
    const y = 30 + 30 * i;
    const name = `${row.world}${row.judgeNoise > 0 ? `, judge noise ${percent(row.judgeNoise, 0)}` : ""}`;
    const colour = row.exceeded <= 1 - confidence ? "#16a34a" : "#d97706";
    return `<text x="${left - 8}" y="${y + 14}" text-anchor="end">${name}</text><rect x="${left}" y="${y}" width="${Math.max(1, x(row.exceeded) - left)}" height="18" fill="${colour}"/><text x="${x(row.exceeded) + 6}" y="${y + 14}">${percent(row.exceeded)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#777" role="img" aria-label="Runs above delta while serving">
<text x="${left}" y="16">share of runs in which the true error was ever above delta while serving</text>
<line x1="${x(1 - confidence)}" x2="${x(1 - confidence)}" y1="24" y2="${height - 8}" stroke="#888" stroke-dasharray="4 3"/>
${bars.join("\n")}
</svg>
`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

function percent(value: number, digits = 1): string {
  return `${(100 * value).toFixed(digits)} %`;
}
