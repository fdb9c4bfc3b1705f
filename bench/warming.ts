/**
 * Does asking ahead pay? Made-up demand with a rhythm of the day, through the policy that ships, with it and without it.
 * Nobody is asked: what is counted is which requests find a stored answer.
 *
 *     npm run bench:warming                  (the worlds that the policy was not made on)
 *     npm run bench:warming -- --known       (those that it was made on)
 */
import { parseArgs } from "node:util";
import { say } from "./spread.ts";
import { run } from "./warming/run.ts";
import { asksIn, KNOWN, UNSEEN } from "./warming/world.ts";

const { values } = parseArgs({
  options: { known: { type: "boolean", default: false }, calls: { type: "string", default: "60" } },
});
const percent = (part: number, whole: number) => (whole > 0 ? ((100 * part) / whole).toFixed(1) : "-");
const columns = [
  ...["world", "requests", "hits", "with", "hour after", "with", "points"],
  ...["calls", "gained", "calls/hit", "paired", "stopped"],
];
say(`| ${columns.join(" | ")} |\n|${columns.map(() => "---|").join("")}`);
for (const world of values.known ? KNOWN : UNSEEN) {
  const asks = asksIn(world);
  const without = await run(world, asks, 0);
  const ahead = await run(world, asks, Number(values.calls));
  const [before, after] = [without.after, ahead.after].map((a) => (100 * a.hits) / a.asks) as [
    number,
    number,
  ];
  const cells = [
    ...[world.name, asks.length],
    ...[`${percent(without.hits, asks.length)} %`, `${percent(ahead.hits, asks.length)} %`],
    ...[`${before.toFixed(1)} %`, `${after.toFixed(1)} %`, (after - before).toFixed(1)],
    ...[ahead.calls, ahead.gained.toFixed(0), (ahead.calls / ahead.gained).toFixed(2)],
    ...[(ahead.calls / (ahead.hits - without.hits)).toFixed(2), ahead.stopped ? "yes" : "no"],
  ];
  say(`| ${cells.join(" | ")} |`);
}
