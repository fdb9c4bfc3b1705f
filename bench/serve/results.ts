/** docs/benchmark.json: what several runs measured, each figure with the run that it is of. */
import type { Figures } from "./figures.ts";
import type { LatencyFigures } from "./latency.ts";
import type { Machine } from "./machine.ts";
import type { PeerFigures, PeersMeasured } from "./measure-peers.ts";
import type { StandingFigures } from "./standing.ts";

/** The run that a figure was made by. */
export interface Made {
  /** UTC, "2026-01-31 12:00". */
  readonly at: string;
  readonly command: string;
  readonly rounds: number;
  readonly scale: number;
}

export interface Found {
  readonly cases: readonly Figures[];
  /** As the short check before a merge measures them, by servers that one round has warmed. */
  readonly short: readonly Figures[];
  readonly standing: readonly StandingFigures[];
  readonly latencies: readonly LatencyFigures[];
  /** Null: not measured in this run. */
  readonly peers: PeersMeasured | null;
}

type By<T> = T & { readonly made: Made };

export interface Run {
  readonly machine: Machine;
  readonly cases: readonly By<Figures>[];
  readonly short: readonly By<Figures>[];
  readonly standing: readonly By<StandingFigures>[];
  readonly latencies: readonly By<LatencyFigures>[];
  readonly peers: readonly By<PeerFigures>[];
  readonly leftOut: PeersMeasured["leftOut"];
}

/** What an earlier run wrote. Figures of an older form, which name no run, are left out. */
export function parsed(text: string): Run {
  const run = JSON.parse(text) as { machine: Machine } & Partial<Record<keyof Run, unknown>>;
  const withRun = (list: unknown) =>
    (Array.isArray(list) ? list : []).filter(
      (each) => each !== null && typeof each === "object" && "made" in each,
    );
  return {
    machine: run.machine,
    cases: withRun(run.cases),
    short: withRun(run.short),
    standing: withRun(run.standing),
    latencies: withRun(run.latencies),
    peers: withRun(run.peers),
    leftOut: Array.isArray(run.leftOut) ? run.leftOut : [],
  };
}

export class OtherMachine extends Error {
  override readonly name = "OtherMachine";
}

/**
 * What this run found in place of what stood under its names; the rest stays. Of another machine, or another Node,
 * nothing stays, and a run of some cases alone (`isPart`) is refused: one page is of one machine.
 */
export function merged(
  before: Run | null,
  found: Found,
  o: { machine: Machine; made: Made; order: readonly string[]; isPart: boolean },
): Run | OtherMachine {
  const isSame = before !== null && JSON.stringify(before.machine) === JSON.stringify(o.machine);
  if (before !== null && !isSame && o.isPart)
    return new OtherMachine(
      `--write --only: the page is of ${told(before.machine)}, this is ${told(o.machine)}: run all cases first`,
    );
  const old = isSame ? before : null;
  const by = <T extends object>(list: readonly T[]): By<T>[] =>
    list.map((each) => ({ ...each, made: o.made }));
  const named = <T extends { readonly name: string }>(
    was: readonly T[] | undefined,
    now: readonly T[],
  ): T[] =>
    replaced(was ?? [], now, ({ name }) => name)
      .filter(({ name }) => o.order.includes(name))
      .sort((a, b) => o.order.indexOf(a.name) - o.order.indexOf(b.name));
  const peers = by(found.peers?.measured ?? []);
  return {
    machine: o.machine,
    cases: named(old?.cases, by(found.cases)),
    short: named(old?.short, by(found.short)),
    standing: named(old?.standing, by(found.standing)),
    latencies: named(old?.latencies, by(found.latencies)),
    peers: replaced(old?.peers ?? [], peers, ({ peer, figures }) => `${peer} ${figures.name}`),
    leftOut: found.peers?.leftOut ?? old?.leftOut ?? [],
  };
}

/** Those of `now` in the places of their likes in `was`, new ones behind. */
function replaced<T>(was: readonly T[], now: readonly T[], keyOf: (each: T) => string): T[] {
  return [...new Map([...was, ...now].map((each) => [keyOf(each), each])).values()];
}

function told({ cpu, cores, node }: Machine): string {
  return `${cpu}, ${cores} cores, Node ${node}`;
}
