/** Charts of the closed loop, as SVG that reads on light and dark pages. */
import type { StreamResult } from "./measure.ts";
import { average } from "./tables.ts";

const COLOURS = { gateway: "#2563eb", best: "#16a34a", vcache: "#d97706" };

/** Hits by stream where at most one in a hundred may be wrong. */
export function barChart(results: readonly StreamResult[]): string {
  const width = 760;
  const left = 170;
  const rowHeight = 58;
  const height = 60 + rowHeight * results.length;
  const rows = results.map(({ name, byDelta }) => {
    const { gateway, best, vcacheDifferent, vcacheAlways } = byDelta[0]!;
    const vcache = vcacheDifferent.hits > vcacheAlways.hits ? vcacheDifferent : vcacheAlways;
    return { name, bars: [gateway, best ?? { hits: 0, wrong: 0 }, vcache] };
  });
  const most = Math.max(...rows.flatMap(({ bars }) => bars.map(({ hits }) => hits)));
  const scale = (width - left - 150) / most;
  const colours = [COLOURS.gateway, COLOURS.best, COLOURS.vcache];
  const drawn = rows.map(({ name, bars }, i) => {
    const y = 44 + rowHeight * i;
    const lines = bars.map(
      ({ hits, wrong }, k) =>
        `<rect x="${left}" y="${y + 15 * k}" width="${Math.max(1, hits * scale).toFixed(1)}" height="12" fill="${colours[k]}"/><text x="${(left + hits * scale + 6).toFixed(1)}" y="${y + 15 * k + 10}">${(100 * hits).toFixed(1)} %, wrong ${(100 * wrong).toFixed(2)} %</text>`,
    );
    return `<text x="${left - 8}" y="${y + 25}" text-anchor="end">${name}</text>${lines.join("")}`;
  });
  const names = ["gateway", "best fixed cosine, in hindsight", "vCache, its better insertion rule"];
  const legend = names.map(
    (name, k) =>
      `<rect x="${left + 190 * k}" y="12" width="12" height="12" fill="${colours[k]}"/><text x="${left + 190 * k + 17}" y="22">${name}</text>`,
  );
  return svg(width, height, "Hits by meaning, of all cacheable requests", [...legend, ...drawn]);
}

/** Hits of each window of 500 requests, the mean of all streams, by the judge's noise. */
export function noiseChart(results: readonly StreamResult[]): string {
  const width = 760;
  const height = 340;
  const [left, top, right, bottom] = [56, 24, 150, 44];
  const curves = [
    { name: "judge is right", curves: results.map(({ byDelta }) => byDelta[0]!.gateway.curve) },
    ...results[0]!.byNoise.map(({ noise }, k) => ({
      name: `wrong ${100 * noise} %`,
      curves: results.map(({ byNoise }) => byNoise[k]!.gateway.curve),
    })),
  ].map(({ name, curves }) => {
    const length = Math.min(...curves.map((curve) => curve.length));
    return { name, points: Array.from({ length }, (_, i) => average(curves.map((curve) => curve[i]!))) };
  });
  const most = Math.max(0.01, ...curves.flatMap(({ points }) => points));
  const count = curves[0]!.points.length;
  const x = (i: number): number => left + ((width - left - right) * i) / Math.max(1, count - 1);
  const y = (share: number): number => height - bottom - ((height - top - bottom) * share) / most;
  const colours = [COLOURS.gateway, COLOURS.best, COLOURS.vcache];
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const share = most * part;
    return `<line x1="${left}" x2="${width - right}" y1="${y(share)}" y2="${y(share)}" stroke="#8884"/><text x="${left - 8}" y="${y(share) + 4}" text-anchor="end">${(100 * share).toFixed(0)} %</text>`;
  });
  const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const i = Math.round((count - 1) * part);
    return `<text x="${x(i)}" y="${height - bottom + 18}" text-anchor="middle">${(500 * (i + 1)).toLocaleString("en")}</text>`;
  });
  const lines = curves.map(
    ({ name, points }, k) =>
      `<polyline points="${points.map((share, i) => `${x(i).toFixed(1)},${y(share).toFixed(1)}`).join(" ")}" fill="none" stroke="${colours[k]}" stroke-width="2"/><text x="${width - right + 8}" y="${top + 16 + 20 * k}" fill="${colours[k]}">${name}</text>`,
  );
  const axis = `<text x="${left}" y="${height - 8}">requests; hits by meaning of each 500, were everybody inside; mean of ${results.length} streams, at most 1 % wrong</text>`;
  return svg(width, height, "Hits by requests and by the judge's noise", [...grid, ...marks, ...lines, axis]);
}

function svg(width: number, height: number, label: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#777" role="img" aria-label="${label}">
${parts.join("\n")}
</svg>
`;
}
