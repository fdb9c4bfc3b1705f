/** The recorded run as a drawing: percentage, bound and cumulative wrong answers over requests, with the acts marked. */
import type { Point, Story } from "./record.ts";

const WIDTH = 720;
const LEFT = 60;
const RIGHT = 12;
const PANELS = { percentage: { top: 44, height: 110 }, bound: { top: 186, height: 90 } };
const WRONG = { top: 308, height: 90 };
const HEIGHT = 430;
const COLOURS = { percentage: "#2563eb", bound: "#16a34a", wrong: "#d97706" };
/** The bound begins at 1: what is above this many times what is allowed is drawn at the top. */
const BOUND_TOP = 4;

export function drawing({ points, acts, requests, settings, fullAt, fellAt }: Story): string {
  const x = (n: number): number => round(LEFT + ((WIDTH - LEFT - RIGHT) * n) / Math.max(1, requests));
  const y = (of: { top: number; height: number }, share: number): number =>
    round(of.top + of.height * (1 - Math.max(0, Math.min(1, share))));
  const allowed = settings.maxErrorRate;
  const budget = allowed * (fellAt - fullAt);
  const wrongMost = Math.max(1, ...points.map(({ wrong }) => wrong), budget);
  const at = (value: (p: Point) => number, of: { top: number; height: number }): readonly Place[] =>
    points.map((p) => ({ x: x(p.requests), y: y(of, value(p)) }));
  const marks = acts.map(
    ({ from, title }, i) =>
      `<line x1="${x(from)}" x2="${x(from)}" y1="24" y2="${WRONG.top + WRONG.height}" stroke="#888" stroke-dasharray="2 4"><title>${i + 1}. ${title}</title></line>${actNumber(i, acts, x)}`,
  );
  const axis = (n: number): string =>
    `<text x="${x(n)}" y="${HEIGHT - 14}" text-anchor="middle">${n.toLocaleString("en")}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#777" role="img" aria-label="Percentage, bound and wrong answers over the requests of one recorded run">
${marks.join("\n")}
${panel(PANELS.percentage, "percentage of callers answered by meaning", ["0", "100 %"])}
${line(stepped(at(({ percentage }) => percentage / 100, PANELS.percentage)), COLOURS.percentage)}
${panel(PANELS.bound, `bound on the error; dashed: ${percent(allowed)} is allowed`, ["0", percent(allowed * BOUND_TOP)])}
${limit(y(PANELS.bound, 1 / BOUND_TOP))}
${line(
  at(({ bound }) => (bound ?? 1) / (allowed * BOUND_TOP), PANELS.bound),
  COLOURS.bound,
)}
${panel(WRONG, `wrong answers served, all in all; dashed: ${percent(allowed)} of the requests at 100 %`, ["0", String(Math.ceil(wrongMost))])}
<line x1="${x(fullAt)}" y1="${y(WRONG, 0)}" x2="${x(fellAt)}" y2="${y(WRONG, budget / wrongMost)}" stroke="#888" stroke-dasharray="4 3"/>
${line(stepped(at(({ wrong }) => wrong / wrongMost, WRONG)), COLOURS.wrong)}
${ticks(requests).map(axis).join("")}
<text x="${LEFT}" y="${HEIGHT - 1}">requests; acts 1 to ${acts.length} are marked above</text>
</svg>
`;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Acts that begin close to one another are numbered side by side. */
function actNumber(i: number, acts: Story["acts"], x: (n: number) => number): string {
  let left = Number.NEGATIVE_INFINITY;
  let place = 0;
  for (let n = 0; n <= i; n++) {
    place = Math.max(x(acts[n]!.from), left + 12);
    left = place;
  }
  return `<text x="${round(Math.min(place, WIDTH - RIGHT) + 2)}" y="32">${i + 1}</text>`;
}

function panel(
  { top, height }: { top: number; height: number },
  title: string,
  [low, high]: readonly [string, string],
): string {
  return `<text x="${LEFT}" y="${top - 3}">${title}</text><line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${top + height}" y2="${top + height}" stroke="#888"/><text x="${LEFT - 6}" y="${top + height}" text-anchor="end">${low}</text><text x="${LEFT - 6}" y="${top + 10}" text-anchor="end">${high}</text>`;
}

function limit(y: number): string {
  return `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" stroke="#888" stroke-dasharray="4 3"/>`;
}

function line(places: readonly Place[], colour: string): string {
  // A point on a straight stretch adds nothing.
  const kept = places.filter((p, i) => {
    const [a, b] = [places[i - 1], places[i + 1]];
    return a === undefined || b === undefined || a.y !== p.y || b.y !== p.y;
  });
  return `<polyline points="${kept.map((p) => `${p.x},${p.y}`).join(" ")}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
}

/** Each value holds until the next. */
function stepped(places: readonly Place[]): readonly Place[] {
  return places.flatMap((p, i) => (i === 0 ? [p] : [{ x: p.x, y: places[i - 1]!.y }, p]));
}

/** Round numbers, six at the most. */
function ticks(requests: number): readonly number[] {
  const size = [10, 50, 100, 500, 1000, 2000, 5000, 10_000].find((s) => requests / s <= 5) ?? requests;
  return Array.from({ length: Math.floor(requests / size) + 1 }, (_, i) => i * size);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
