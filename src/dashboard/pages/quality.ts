/**
 * The page on the measurement's quality: labels, reliability of the calibration, error bounds, and the judge's own
 * error.
 */
import { count } from "../format.ts";
import { foreign, type Html, html } from "../html.ts";
import { table } from "../layout.ts";
import type { FrontierTold, LabelTold, ReliabilityTold, RolloutTold } from "../told.ts";
import type { Say } from "../words.ts";

export interface QualityTold {
  readonly calibration: ReliabilityTold;
  readonly rollout: RolloutTold;
  /** The newest labels; `total` counts all. */
  readonly labels: readonly LabelTold[];
  readonly total: number;
  readonly allowed: number;
}

export function quality(say: Say, told: QualityTold): Html {
  return html`
    <div class="columns">${calibrationShown(say, told.calibration)}${frontierShown(say, told)}</div>
    <div class="columns">${labelsShown(say, told)}${judgeShown(say, told.rollout)}</div>
    ${worstShown(say, told.labels)}`;
}

const SIZE = 240;

function calibrationShown(say: Say, { bins, source, embedder }: ReliabilityTold): Html {
  const title = say("Does a probability mean what it says?");
  const judged = bins.filter(({ count: n }) => n > 0);
  const dots = judged.map(({ predicted, observed, count: n }) => {
    const r = Math.min(9, 2.5 + Math.log10(1 + n) * 2);
    return html`<circle class="dot" cx="${(predicted * SIZE).toFixed(1)}" cy="${((1 - (observed ?? 0)) * SIZE).toFixed(1)}" r="${r.toFixed(1)}"/>`;
  });
  const rows = judged.map(({ predicted, observed, count: n }) => [
    say.percent(predicted),
    say.percent(observed),
    count(n),
  ]);
  return html`<section>
    <h2>${title}</h2>
    <figure><svg class="plot" viewBox="-46 -8 ${SIZE + 56} ${SIZE + 34}" role="img" aria-label="${title}">
      <rect class="frame" x="0" y="0" width="${SIZE}" height="${SIZE}"/>
      <line class="ideal" x1="0" y1="${SIZE}" x2="${SIZE}" y2="0"/>
      ${axis(say("Predicted"))}${dots}
    </svg><figcaption class="hint">${source}${embedder !== null && html`, ${foreign(embedder, 60)}`}</figcaption></figure>
    ${rows.length === 0 ? html`<p class="empty">${say("Nothing was judged yet.")}</p>` : html`<details><summary>${say("Figures as a table")}</summary>${table(title, [say("Predicted"), say("Right"), say("Pairs")], rows, true)}</details>`}
  </section>`;
}

function axis(name: string): Html {
  return html`
    <text x="-6" y="8" text-anchor="end">100 %</text><text x="-6" y="${SIZE}" text-anchor="end">0 %</text>
    <text x="0" y="${SIZE + 18}">0 %</text><text x="${SIZE}" y="${SIZE + 18}" text-anchor="end">100 %</text>
    <text x="${SIZE / 2}" y="${SIZE + 18}" text-anchor="middle">${name}</text>`;
}

function frontierShown(say: Say, { rollout, allowed }: QualityTold): Html {
  const title = say("What each threshold would do");
  const { frontier } = rollout;
  const top = Math.max(allowed * 3, 0.03);
  const y = (share: number) => (SIZE - Math.min(1, share / top) * SIZE).toFixed(1);
  const x = (threshold: number) => (threshold * SIZE).toFixed(1);
  const line = (of: (point: FrontierTold) => string) =>
    frontier.map((point, i) => `${i === 0 ? "M" : "L"}${x(point.threshold)} ${of(point)}`).join(" ");
  const rows = frontier.map((point) => [
    say.decimals(point.threshold, 2),
    say.percent(point.bound, 2),
    say.percent(point.hit_share),
    count(point.labels),
  ]);
  return html`<section>
    <h2>${title}</h2>
    <figure><svg class="plot" viewBox="-46 -8 ${SIZE + 56} ${SIZE + 34}" role="img" aria-label="${title}">
      <rect class="frame" x="0" y="0" width="${SIZE}" height="${SIZE}"/>
      <line class="limit" x1="0" x2="${SIZE}" y1="${y(allowed)}" y2="${y(allowed)}"/>
      <path class="line share" d="${line(({ hit_share }) => (SIZE - hit_share * SIZE).toFixed(1))}"/>
      <path class="line bound" d="${line(({ bound }) => y(bound))}"/>
      <text x="-6" y="8" text-anchor="end">${say.percent(top, 0)}</text><text x="-6" y="${y(allowed)}" text-anchor="end">${say.percent(allowed, 0)}</text>
      <text x="0" y="${SIZE + 18}">0</text><text x="${SIZE}" y="${SIZE + 18}" text-anchor="end">1</text>
      <text x="${SIZE / 2}" y="${SIZE + 18}" text-anchor="middle">${say("Threshold")}</text>
    </svg><figcaption class="hint"><span class="key bound"></span>${say("Bound on the error")} <span class="key share"></span>${say("Served share")}</figcaption></figure>
    ${rows.length === 0 ? html`<p class="empty">${say("Nothing was judged yet.")}</p>` : html`<details><summary>${say("Figures as a table")}</summary>${table(title, [say("Threshold"), say("Bound on the error"), say("Served share"), say("Labels")], rows, true)}</details>`}
  </section>`;
}

const SOURCES = ["shadow", "miss", "sample", "feedback", "double", "known"];

function labelsShown(say: Say, { labels, total }: QualityTold): Html {
  const rows = SOURCES.map((source) => {
    const of = labels.filter((label) => label.source === source);
    const verdict = (name: string) => of.filter((label) => label.verdict === name).length;
    return [source, ...["same", "different", "unsure"].map((name) => count(verdict(name)))];
  });
  return html`<section>${table(
    `${say("Labels")}: ${count(total)}`,
    [say("Source"), say("Same"), say("Different"), say("Unsure")],
    rows,
  )}</section>`;
}

function judgeShown(say: Say, { noise, judge = {} }: RolloutTold): Html {
  const number = (name: string) => noise[name] ?? 0;
  const rows: [string, string][] = [
    [say("Prompts asked twice"), count(number("asked_twice"))],
    [say("of them called different"), count(number("asked_twice_different"))],
    [say("Pairs known to differ"), count(number("known_different"))],
    [say("of them called the same"), count(number("known_different_same"))],
    [say("At most this share of wrong answers passes as right"), say.percent(number("false_same_high"))],
  ];
  const kinds = Object.entries(judge).filter(([, { tried }]) => tried > 0);
  return html`<section><h2>${say("The judge's own error")}</h2><dl class="facts">${rows.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>${
    kinds.length > 0 &&
    table(
      say("Answers with one fact changed, by its kind"),
      [say("Kind"), say("Tried"), say("Called the same"), say("At most")],
      kinds.map(([kind, { tried, same, same_high }]) => [
        kind,
        count(tried),
        count(same),
        say.percent(same_high),
      ]),
    )
  }</section>`;
}

const WORST_MAX = 20;

function worstShown(say: Say, labels: readonly LabelTold[]): Html {
  const worst = labels
    .filter(({ verdict, tier, entry }) => verdict === "different" && tier !== null && entry !== "")
    .sort((a, b) => b.probability - a.probability)
    .slice(0, WORST_MAX);
  if (worst.length === 0)
    return html`<section class="wide"><h2>${say("Worst pairs")}</h2><p class="empty">${say("No pair was judged different.")}</p></section>`;
  return html`<section class="wide"><h2>${say("Worst pairs")}</h2><p class="hint">${say("Judged different, most probable first: what the calibration believed most wrongly.")}</p>${table(
    say("Worst pairs"),
    [say("Probability"), say("Similarity"), say("Source"), say("Time"), say("Entry")],
    worst.map((label) => [
      say.decimals(label.probability),
      say.decimals(label.similarity),
      label.source,
      new Date(label.atMs).toISOString().slice(0, 16).replace("T", " "),
      html`<a href="/entries/${encodeURIComponent(label.entry)}">${label.entry}</a>`,
    ]),
    true,
  )}</section>`;
}
