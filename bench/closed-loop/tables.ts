/** The results as Markdown tables: shares of all cacheable requests in per cent. */
import {
  DELTAS,
  type GatewayCounted,
  type IntruderCounted,
  type StreamResult,
  type ToldCounted,
} from "./measure.ts";
import type { SaidCounted, Saying } from "./said.ts";

export function tables(results: readonly StreamResult[]): string {
  return [
    ...DELTAS.map((delta) => byDelta(results, delta)),
    windows(results),
    noise(results),
    drift(results),
    bias(results),
  ].join("\n");
}

export function intruderTable(name: string, rows: readonly IntruderCounted[]): string {
  const alone = rows.find(({ kind }) => kind === "none")!;
  const lines = rows.map(
    ({ kind, hits, wrongOfRest, alerts }) =>
      `| ${kind} | ${percent(hits, 1)} | ${percent(hits / Math.max(1e-9, alone.hits), 0)} | ${percent(wrongOfRest)} | ${alerts} |`,
  );
  return `${name}: six tenants beside an intruder, at most 1 %\n
| intruder | hits of the others | of those without | wrong, of what no exact hit answers | alerts |
|---|---|---|---|---|
${lines.join("\n")}
`;
}

export function toldTable(title: string, rows: readonly ToldCounted[]): string {
  const lines = rows.map(
    ({ telling, hits, wrong, wrongOfRest, worstWindow, extra, judged, first, alerts }) =>
      `| ${telling} | ${both({ hits, wrong })} | ${percent(wrongOfRest)} | ${percent(worstWindow)} | ${first ?? "never"} | ${hits > 0 ? (extra / hits).toFixed(2) : "-"} | ${percent(judged)} | ${alerts} |`,
  );
  return `${title}, at most 1 %\n
| | hits / wrong | wrong, of what no exact hit answers | worst window | first served at | extra calls by calls saved | judge calls a request | alerts |
|---|---|---|---|---|---|---|---|
${lines.join("\n")}
`;
}

/** How well what was said of found answers was calibrated; a mean over the streams that have so many labels. */
export function saidTable(rows: readonly ToldCounted[]): string {
  const cells = ({ pairs, error, loss }: SaidCounted): string => {
    const of = (by: Saying): string => `${error[by].toFixed(3)} / ${loss[by].toFixed(3)}`;
    return `${pairs} | ${of("shipped")} | ${of("read")} | ${of("told")}`;
  };
  const lines = rows.flatMap(({ telling, said }) =>
    said.map((counted) => `| ${telling} | ${counted.after} | ${cells(counted)} |`),
  );
  const means = [...new Set(rows.flatMap(({ said }) => said.map(({ after }) => after)))].map((after) => {
    const some = rows.flatMap(({ said }) => said.filter((counted) => counted.after === after));
    const by = (figure: "error" | "loss") => (saying: Saying) =>
      average(some.map((counted) => counted[figure][saying]));
    const all = (of: (saying: Saying) => number) => ({
      shipped: of("shipped"),
      read: of("read"),
      told: of("told"),
    });
    const pairs = Math.round(average(some.map((counted) => counted.pairs)));
    return `| mean of ${some.length} | ${after} | ${cells({ after, pairs, error: all(by("error")), loss: all(by("loss")) })} |`;
  });
  return `Calibration error / log loss of what is said of found answers, served or not\n
| | from so many labels on | pairs | as shipped | by the reading in force | as told |
|---|---|---|---|---|---|
${[...lines, ...means].join("\n")}
`;
}

function byDelta(results: readonly StreamResult[], delta: number): string {
  const rows = results.map((result) => {
    const of = result.byDelta.find((row) => row.delta === delta)!;
    const { gateway, best, bestAtOurs, vcacheAlways, vcacheDifferent } = of;
    const cells = [gateway, best, bestAtOurs, vcacheAlways, vcacheDifferent, result.static85].map((c) =>
      c === null ? "-" : both(c),
    );
    return { name: result.name, exact: result.exact, cells, of, static85: result.static85 };
  });
  const mean = (pick: (row: (typeof rows)[number]) => { hits: number; wrong: number } | null) => ({
    hits: average(rows.map((row) => pick(row)?.hits ?? 0)),
    wrong: average(rows.map((row) => pick(row)?.wrong ?? 0)),
  });
  const means = [
    mean(({ of }) => of.gateway),
    mean(({ of }) => of.best),
    mean(({ of }) => of.bestAtOurs),
    mean(({ of }) => of.vcacheAlways),
    mean(({ of }) => of.vcacheDifferent),
    mean((row) => row.static85),
  ].map(both);
  return `At most ${percent(delta, 0)} wrong: hits / wrong\n
| stream | exact | gateway | best cosine in hindsight | best cosine at the gateway's error | vCache | vCache, inserting what differs | cosine .85 |
|---|---|---|---|---|---|---|---|
${rows.map(({ name, exact, cells }) => `| ${name} | ${percent(exact, 0)} | ${cells.join(" | ")} |`).join("\n")}
| mean | | ${means.join(" | ")} |
`;
}

function windows(results: readonly StreamResult[]): string {
  const rows = results.flatMap(({ name, byDelta }) =>
    byDelta.map(
      ({ delta, gateway: g }) =>
        `| ${name} | ${percent(delta, 0)} | ${g.rose ?? "never"} | ${g.first ?? "never"} | ${percent(g.worstWindow)} | ${percent(g.windowsAbove, 0)} | ${(1000 * g.extra).toFixed(0)} | ${g.hits > 0 ? (g.extra / g.hits).toFixed(2) : "-"} | ${g.adopted} |`,
    ),
  );
  return `Begin, windows of 500 and cost of labels\n
| stream | at most | percentage rises at request | first served at | worst window | windows above | extra calls per 1,000 requests | a call saved by meaning | readings adopted |
|---|---|---|---|---|---|---|---|---|
${rows.join("\n")}
`;
}

function noise(results: readonly StreamResult[]): string {
  const told = (g: GatewayCounted) => `${both(g)} | ${g.first ?? "never"}`;
  const rows = results.map(
    ({ name, byDelta, byNoise }) =>
      `| ${name} | ${[byDelta[0]!.gateway, ...byNoise.map(({ gateway }) => gateway)].map(told).join(" | ")} |`,
  );
  return `Judges that are wrong, at most 1 %: hits / wrong, first served at\n
| stream | noise 0 | first | 5 % | first | 20 % | first |
|---|---|---|---|---|---|---|
${rows.join("\n")}
`;
}

function drift(results: readonly StreamResult[]): string {
  const fall = (of: { requests: number; labels: number; wrong: number } | null) =>
    of === null ? "-" : `${of.requests}, ${of.labels}, ${of.wrong}`;
  const rows = results.flatMap(({ name, drift }) =>
    drift.map(
      (d) =>
        `| ${name} | ${percent(d.classes, 0)} | ${fall(d.lowered)} | ${fall(d.fell)} | ${d.alert ?? "-"} | ${percent(d.wrongAfter)} | ${percent(d.wrongOfStatic)} |`,
    ),
  );
  return `Answers change half-way, at most 1 %: requests, labels and wrong answers from there on\n
| stream | classes | until the percentage falls | until it is 0 | alert | wrong in the second half | by the best cosine |
|---|---|---|---|---|---|---|
${rows.join("\n")}
`;
}

function bias(results: readonly StreamResult[]): string {
  const rows = results.map(({ name, byDelta, shadow }) => {
    const { gateway } = byDelta[0]!;
    return `| ${name} | ${percent(gateway.wrong)} | ${percent(gateway.wrongByChecks)} | ${both(shadow.would)} | ${both(shadow.live)} |`;
  });
  return `Does serving bias what is measured? At most 1 %\n
| stream | wrong | wrong, as the checks say | second half in shadow would serve | second half served, were everybody inside |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

function both({ hits, wrong }: { readonly hits: number; readonly wrong: number }): string {
  return `${(100 * hits).toFixed(1)} / ${(100 * wrong).toFixed(2)}`;
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function percent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)} %`;
}
