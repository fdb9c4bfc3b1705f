/** Traces as a drawing: a panel each on its own scale, a row a span. */
export interface Trace {
  readonly title: string;
  readonly spans: readonly {
    readonly name: string;
    /** Below the SERVER span, which is 0. */
    readonly depth: number;
    /** After the SERVER span began. */
    readonly startMs: number;
    readonly ms: number;
    /** To a model. */
    readonly isCall: boolean;
  }[];
}

const WIDTH = 760;
const NAMES = 250;
const TIMES = 74;
const ROW = 20;
const TITLE = 30;
const GAP = 16;
const INDENT = 14;
const BAR_MIN = 2;
const COLOURS = { call: "#d97706", own: "#2563eb", server: "#64748b" };

export function drawing(traces: readonly Trace[]): string {
  let top = 8;
  const panels = traces.map((trace) => {
    const panel = `<g transform="translate(0 ${top})">\n${panelOf(trace)}\n</g>`;
    top += TITLE + trace.spans.length * ROW + GAP;
    return panel;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" font-family="system-ui, sans-serif" font-size="12" fill="#777" role="img" aria-label="Spans of a miss, a hit, a rewording and a shadow, by name and time">
${panels.join("\n")}
</svg>
`;
}

function panelOf({ title, spans }: Trace): string {
  const end = Math.max(...spans.map(({ startMs, ms }) => startMs + ms));
  const width = WIDTH - NAMES - TIMES;
  const rows = spans.map(({ name, depth, startMs, ms, isCall }, i) => {
    const y = TITLE + i * ROW;
    const x = NAMES + (Math.max(0, startMs) / end) * width;
    const long = Math.max(BAR_MIN, (ms / end) * width);
    const colour = isCall ? COLOURS.call : depth === 0 ? COLOURS.server : COLOURS.own;
    return `<text x="${8 + depth * INDENT}" y="${y + 13}">${escaped(name)}</text><rect x="${x.toFixed(1)}" y="${y + 4}" width="${Math.min(long, NAMES + width - x).toFixed(1)}" height="${ROW - 9}" rx="2" fill="${colour}"/><text x="${WIDTH - 8}" y="${y + 13}" text-anchor="end">${told(ms)}</text>`;
  });
  return `<text x="8" y="16" font-size="13" font-weight="600" fill="#888">${escaped(title)}</text>
<line x1="8" x2="${WIDTH - 8}" y1="${TITLE - 6}" y2="${TITLE - 6}" stroke="#888" stroke-opacity=".3"/>
${rows.join("\n")}`;
}

function told(ms: number): string {
  return ms < 1 ? `${Math.round(ms * 1000)} µs` : `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (found) => `&#${found.charCodeAt(0)};`);
}
