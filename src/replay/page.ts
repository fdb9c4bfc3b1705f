/**
 * The report as one HTML page that can be mailed: it fetches nothing, runs no script, and escapes every text of the
 * file.
 */

import type { Point } from "./point.ts";
import { percent } from "./recommend.ts";
import type { Example, Report } from "./report.ts";
import { grouped, headOf, short } from "./table.ts";

export function pageOf(report: Report): string {
  const { recommended, exact_only: exact, thresholds } = report;
  const best = thresholds.find(({ threshold }) => threshold === recommended.threshold) ?? exact;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Semblance replay: ${escaped(nameOf(report.file))}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>What a cache would have answered</h1>
<ul class="head">${headOf(report)
    .map((line) => `<li>${escaped(line)}</li>`)
    .join("")}</ul>
<section class="cards">
${card(best.threshold === null ? "exact only" : `threshold ${best.threshold}`, "recommended")}
${card(percent(best.hit_share), "answered from the cache")}
${card(best.threshold === null ? "none" : percent(best.error_bound), `wrong at most (allowed ${percent(report.max_error_rate)})`)}
${card(short(best.saved.input_tokens + best.saved.output_tokens), "tokens saved")}
${card(best.saved.hits_priced === 0 ? "no price known" : `$${best.saved.usd.toFixed(2)}`, "money saved")}
${card(best.saved.hits_timed === 0 ? "no times recorded" : `${short(best.saved.seconds)} s`, "waiting saved")}
</section>
<h2>Recommended settings</h2>
<p>${escaped(recommended.why)}.</p>
<pre>${escaped(recommended.yaml)}</pre>
<h2>Frontier</h2>
${chartOf(report)}
<p class="legend"><span class="hit">hits</span> <span class="bound">upper bound of wrong answers</span>
<span class="wrong">measured wrong answers</span> <span class="allowed">allowed</span>. Shares of cacheable requests; the
lower three on a scale of their own.</p>
<h2>By threshold</h2>
${tableOf(report)}
<h2>What would be wrong</h2>
${report.worst.length === 0 ? "<p>Nothing that the judge of answers called different.</p>" : report.worst.map(exampleOf).join("\n")}
<h2>How it was measured</h2>
<p>${escaped(METHOD)}</p>
</main>
</body>
</html>
`;
}

const METHOD =
  "Each threshold was simulated by itself: a served request stores nothing, a miss stores its recorded answer. An answer " +
  "counts as wrong when the one that would have been served does not say what was recorded. The bound is an upper " +
  "confidence limit by betting, corrected for the judge's own noise; it speaks of traffic like this.";

function card(figure: string, says: string): string {
  return `<div class="card"><b>${escaped(figure)}</b><span>${escaped(says)}</span></div>`;
}

function tableOf(report: Report): string {
  const head = ["threshold", "hits", "exact", "semantic", "adapted", "wrong", "bound", "tokens", "USD", "s"];
  const rows = [report.exact_only, ...report.thresholds].map((point) => {
    const { saved, hits } = point;
    const cells = [
      point.threshold === null ? "exact" : String(point.threshold),
      percent(point.hit_share),
      grouped(hits.exact),
      grouped(hits.semantic),
      grouped(hits.adapted),
      percent(point.wrong_share),
      point.threshold === null ? "–" : percent(point.error_bound),
      short(saved.input_tokens + saved.output_tokens),
      saved.hits_priced === 0 ? "–" : saved.usd.toFixed(2),
      saved.hits_timed === 0 ? "–" : short(saved.seconds),
    ];
    const kind = point.threshold === report.recommended.threshold ? "chosen" : allowedOf(point);
    return `<tr class="${kind}">${cells.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`;
  });
  return `<div class="wide"><table><thead><tr>${head.map((name) => `<th>${name}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function allowedOf(point: Point): string {
  return point.under_max_error_rate ? "allowed" : "refused";
}

function exampleOf(example: Example): string {
  const line = (name: string, text: string): string =>
    `<dt>${name}</dt><dd>${escaped(text === "" ? "–" : text)}</dd>`;
  return `<article><h3>${example.score.toFixed(3)} ${escaped(example.tier)}, row ${example.line}, served up to threshold ${example.served_up_to}</h3>
<dl>${line("stored", example.stored)}${line("asked", example.asked)}${line("served", example.served)}${line("recorded", example.recorded)}${line("why", example.why.join("; "))}</dl></article>`;
}

const WIDTH = 720;
const HEIGHT = 280;
const LEFT = 56;
const RIGHT = 64;
const TOP = 16;
const BOTTOM = 40;

/** A chart over the thresholds, evenly spaced: hits on the left scale, errors on the right. */
function chartOf({ thresholds, max_error_rate: delta }: Report): string {
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, thresholds.length - 1);
  const x = (i: number): number => LEFT + i * step;
  const hitsMax = scaleOf(Math.max(...thresholds.map(({ hit_share }) => hit_share)));
  const errorsMax = scaleOf(Math.max(delta, ...thresholds.map((point) => Math.min(1, point.error_bound))));
  const y = (share: number, most: number): number =>
    HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * Math.min(share, most)) / most;
  const line = (kind: string, most: number, of: (point: Point) => number): string =>
    `<polyline class="${kind}" points="${thresholds.map((point, i) => `${at(x(i))},${at(y(of(point), most))}`).join(" ")}"/>`;
  const ticks = [0, 0.5, 1].flatMap((share) => [
    `<text class="tick" x="${LEFT - 8}" y="${at(y(share, 1) + 4)}" text-anchor="end">${percent(share * hitsMax)}</text>`,
    `<text class="tick" x="${WIDTH - RIGHT + 8}" y="${at(y(share, 1) + 4)}">${percent(share * errorsMax)}</text>`,
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y(share, 1))}" y2="${at(y(share, 1))}"/>`,
  ]);
  const names = thresholds.map(
    ({ threshold }, i) =>
      `<text class="tick" x="${at(x(i))}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${threshold}</text>`,
  );
  const dots = thresholds.map(
    (point, i) =>
      `<circle class="hit" cx="${at(x(i))}" cy="${at(y(point.hit_share, hitsMax))}" r="3"><title>${escaped(`${point.threshold}: ${percent(point.hit_share)} hits, bound ${percent(point.error_bound)}`)}</title></circle>`,
  );
  const allowed = at(y(delta, errorsMax));
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Hits and wrong answers by threshold">
${ticks.join("")}${names.join("")}
<line class="allowed" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${allowed}" y2="${allowed}"/>
${line("hit", hitsMax, ({ hit_share }) => hit_share)}${line("bound", errorsMax, ({ error_bound }) => error_bound)}${line("wrong", errorsMax, ({ wrong_share }) => wrong_share)}${dots.join("")}
</svg>`;
}

/** The top of a scale: the next round share above `most`, so that the curve does not touch the top. */
function scaleOf(most: number): number {
  return [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1].find((top) => top >= most * 1.05) ?? 1;
}

function at(position: number): string {
  return position.toFixed(1);
}

function nameOf(file: string): string {
  return file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text for HTML, between tags or in quoted attributes, without the control characters that HTML forbids. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"']/g, (mark) => ENTITIES[mark]!)
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
}

const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--ink:#1b1f24;--soft:#5b6570;--line:#d8dee4;--card:#f4f6f8;--hit:#1a7f5a;--bound:#b35900;--wrong:#c0392b;--allowed:#57606a}
@media(prefers-color-scheme:dark){:root{--bg:#14171a;--ink:#e6e9ec;--soft:#98a2ad;--line:#333a41;--card:#1d2226;--hit:#4cc38a;--bound:#f0a04b;--wrong:#ff7b72;--allowed:#8b949e}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1rem}
h1{font-size:1.6rem}h2{margin-top:2rem;font-size:1.2rem}h3{font-size:1rem;margin:0}
.head{color:var(--soft);padding-left:1.2rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem}
.card{background:var(--card);border-radius:.5rem;padding:.75rem}
.card b{display:block;font-size:1.3rem}.card span{color:var(--soft)}
pre{background:var(--card);border-radius:.5rem;padding:.75rem;overflow:auto}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:.3rem .5rem;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{text-align:left}
tr.chosen{font-weight:700;background:var(--card)}tr.refused{color:var(--soft)}
svg{width:100%;height:auto}polyline{fill:none;stroke-width:2}
.tick{font-size:11px;fill:var(--soft)}.grid{stroke:var(--line)}
polyline.hit{stroke:var(--hit)}circle.hit{fill:var(--hit)}polyline.bound{stroke:var(--bound)}
polyline.wrong{stroke:var(--wrong);stroke-dasharray:2 3}line.allowed{stroke:var(--allowed);stroke-dasharray:6 4}
.legend span{margin-right:1rem;font-weight:600}
span.hit{color:var(--hit)}span.bound{color:var(--bound)}span.wrong{color:var(--wrong)}span.allowed{color:var(--allowed)}
article{border-left:3px solid var(--wrong);padding:.25rem .75rem;margin:1rem 0}
dl{display:grid;grid-template-columns:5rem 1fr;gap:.25rem .5rem;margin:.5rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
`;
