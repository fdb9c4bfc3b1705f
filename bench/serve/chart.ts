/** CPU time by case on a logarithmic scale, as SVG that reads on light and dark pages. */
import type { Figures } from "./figures.ts";

const WIDTH = 760;
const LEFT = 130;
const RIGHT = 110;
const TOP = 40;
const ROW = 34;
const COLOURS = { gateway: "#2563eb", bare: "#16a34a" };

export function chart(cases: readonly Figures[]): string {
  const height = TOP + ROW * cases.length + 34;
  const values = cases.flatMap(({ cpuUs, bareCpuUs }) => [cpuUs.high, bareCpuUs.low]);
  const [least, most] = [
    Math.floor(Math.log10(Math.min(...values))),
    Math.ceil(Math.log10(Math.max(...values))),
  ];
  const x = (us: number) => LEFT + ((WIDTH - LEFT - RIGHT) * (Math.log10(us) - least)) / (most - least);
  const grid = Array.from({ length: most - least + 1 }, (_, i) => {
    const [us, y] = [10 ** (least + i), TOP + ROW * cases.length];
    return `<line x1="${x(us)}" x2="${x(us)}" y1="${TOP - 6}" y2="${y}" stroke="#8884"/><text x="${x(us)}" y="${y + 16}" text-anchor="middle">${us.toLocaleString("en")} µs</text>`;
  });
  const bar = (us: number, y: number, colour: string) =>
    `<rect x="${LEFT}" y="${y}" width="${Math.max(1, x(us) - LEFT).toFixed(1)}" height="11" fill="${colour}"/><text x="${(x(us) + 6).toFixed(1)}" y="${y + 10}">${us.toFixed(0)}</text>`;
  const rows = cases.map(({ name, cpuUs, bareCpuUs }, i) => {
    const y = TOP + ROW * i;
    const bars = bar(cpuUs.median, y, COLOURS.gateway) + bar(bareCpuUs.median, y + 13, COLOURS.bare);
    return `<text x="${LEFT - 8}" y="${y + 16}" text-anchor="end">${name}</text>${bars}`;
  });
  const legend = Object.entries(COLOURS).map(
    ([name, colour], i) =>
      `<rect x="${LEFT + 110 * i}" y="10" width="12" height="12" fill="${colour}"/><text x="${LEFT + 110 * i + 17}" y="20">${name}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#777" role="img" aria-label="CPU time a request by case, logarithmic">
${[...legend, ...grid, ...rows].join("\n")}
</svg>
`;
}
