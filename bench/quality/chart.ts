/** Hit share against request error, error on a logarithmic axis, as one SVG that reads on light and dark pages. */
import type { CurvePoint } from "./metrics.ts";

export interface Line {
  readonly name: string;
  readonly points: readonly CurvePoint[];
}

const WIDTH = 760;
const HEIGHT = 420;
const LEFT = 56;
const RIGHT = 210;
const TOP = 24;
const BOTTOM = 48;
const ERROR = { from: 0.002, to: 0.1 };
const COLOURS = ["#2563eb", "#16a34a", "#d97706", "#dc2626", "#7c3aed", "#0891b2"];

export function chart(title: string, lines: readonly Line[]): string {
  const most =
    Math.ceil(10 * Math.max(...lines.flatMap((line) => line.points.filter(inside).map((p) => p.hits)))) / 10;
  const x = (error: number): number =>
    LEFT + ((WIDTH - LEFT - RIGHT) * Math.log(error / ERROR.from)) / Math.log(ERROR.to / ERROR.from);
  const y = (hits: number): number => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * hits) / most;
  const grid = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1].map(
    (error) =>
      `<line x1="${x(error)}" x2="${x(error)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}" stroke="#8884"/><text x="${x(error)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${error * 100} %</text>`,
  );
  const levels = Array.from({ length: 6 }, (_, i) => (most * i) / 5).map(
    (hits) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(hits)}" y2="${y(hits)}" stroke="#8884"/><text x="${LEFT - 8}" y="${y(hits) + 4}" text-anchor="end">${Math.round(hits * 100)} %</text>`,
  );
  const drawn = lines.map(({ name, points }, i) => {
    const path = thinned(points.filter(inside))
      .map((p) => `${x(p.error).toFixed(1)},${y(p.hits).toFixed(1)}`)
      .join(" ");
    const colour = COLOURS[i % COLOURS.length]!;
    const at = TOP + 14 + 20 * i;
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/><line x1="${WIDTH - RIGHT + 14}" x2="${WIDTH - RIGHT + 34}" y1="${at}" y2="${at}" stroke="${colour}" stroke-width="3"/><text x="${WIDTH - RIGHT + 40}" y="${at + 4}">${name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#777" role="img" aria-label="${title}">
<text x="${LEFT}" y="14" font-size="13">${title}</text>
${[...grid, ...levels, ...drawn].join("\n")}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">wrong answers, share of all requests</text>
</svg>
`;
}

function inside({ error }: CurvePoint): boolean {
  return error >= ERROR.from && error <= ERROR.to;
}

function thinned(points: readonly CurvePoint[]): CurvePoint[] {
  const step = Math.max(1, Math.floor(points.length / 300));
  return points.filter((_, i) => i % step === 0);
}
