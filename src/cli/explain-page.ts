/** An explanation and a reliability diagram as a terminal shows them. */
import type { ReliabilityBin } from "../core/reliability.ts";
import type { Explained, ExplainedPair, ThresholdSource } from "../gateway/explained.ts";

export interface CalibrationTold {
  readonly version: string;
  readonly embedder: string | null;
  readonly source: string;
  readonly labels: number;
  readonly knots: readonly { readonly score: number; readonly probability: number }[];
  readonly bins: readonly ReliabilityBin[];
}

const HITS: ReadonlySet<string> = new Set(["exact", "semantic", "adapted", "stale"]);
const SOURCES: Readonly<Record<ThresholdSource, string>> = {
  config: "from the configuration",
  auto: "auto: 0.85 until labels decide",
  learned: "learned from labels",
  group: "learned from labels of this route and model",
  request: "raised by x-semblance-min-confidence",
};
const LABEL_WIDTH = 12;

export function explainPage(e: Explained, color: boolean): string {
  const paint = painter(color);
  const { decision } = e;
  const good = HITS.has(decision.outcome);
  const row = (label: string, text: string) => `  ${paint.dim(label.padEnd(LABEL_WIDTH))}${text}`;
  const lines = [
    `${paint[good ? "green" : "red"](decision.outcome)}${paint.dim(":")} ${paint.bold(decision.reason)}`,
    "",
  ];
  if (e.request_id !== null) lines.push(row("request", `${e.request_id}, ${e.at}`));
  if (e.of === "pair") lines.push(row("stored", shown(e.nearest[0]?.question ?? null)));
  lines.push(row("asked", shown(e.question)));
  if (e.route !== null) lines.push(row("to", plain(`${e.route}${e.model ? `, ${e.model}` : ""}`)));
  if (decision.entry !== null) lines.push(row("entry", decision.entry));
  const labels = `${e.labels} ${e.labels === 1 ? "label" : "labels"} behind it`;
  lines.push(row("threshold", `${e.threshold} (${SOURCES[e.threshold_source]}; ${labels})`));
  if (e.rollout !== null) lines.push(row("rollout", rolloutLine(e.rollout)));
  if (e.exact_only !== null) lines.push(row("shares", `with equal requests only (${e.exact_only})`));
  lines.push(row("steps", e.steps.map((step) => stepLine(step)).join(" > ")));
  for (const { part, why } of e.faults) lines.push(row("fault", `${part}: ${why}`));
  lines.push("");
  if (e.nearest.length === 0) lines.push(paint.dim("  nothing near is stored in this scope"));
  else if (e.of !== "pair") lines.push(paint.bold("nearest"));
  for (const [i, near] of e.nearest.entries()) lines.push(...pairLines(near, i, e.of === "pair", paint));
  return `${lines.join("\n")}\n`;
}

function pairLines(near: ExplainedPair, at: number, alone: boolean, paint: Paint): string[] {
  const lines: string[] = [];
  if (!alone) {
    const id = near.entry === null ? "" : paint.dim(`  ${near.entry}`);
    lines.push(
      `  ${at + 1}  ${near.question === null ? paint.dim("(text not kept)") : shown(near.question)}${id}`,
    );
  }
  const verdict = near.why_not === null ? paint.green("may be served") : paint.red(near.why_not);
  const cosine = near.similarity === null ? "unknown" : near.similarity.toFixed(4);
  const second = near.second_score === null ? "" : `   second look ${near.second_score.toFixed(4)}`;
  lines.push(`     cosine ${cosine}   probability ${near.probability.toFixed(4)}${second}   ${verdict}`);
  for (const said of near.evidence) lines.push(`     ${paint.dim("-")} ${plain(said)}`);
  lines.push("");
  return lines;
}

function rolloutLine({ mode, percentage, bucket, inside }: NonNullable<Explained["rollout"]>): string {
  const where = `${mode} at ${percentage} %`;
  if (bucket === null) return `${where}; this caller has no bucket`;
  return `${where}; bucket ${(bucket * 100).toFixed(2)} is ${inside ? "inside" : "outside"}`;
}

function stepLine({ do: name, why }: Explained["steps"][number]): string {
  return plain(why === undefined ? name : `${name} (${why})`);
}

const BAR_WIDTH = 40;

/**
 * A calibration as text: the predicted probability by bin, and beside it the share that was right, where pairs were
 * judged.
 */
export function calibrationPage(c: CalibrationTold, color: boolean): string {
  const paint = painter(color);
  const bar = (share: number, sign: string) => sign.repeat(Math.round(share * BAR_WIDTH));
  const lines = [
    `${paint.bold("calibration")} ${c.source}, ${c.labels} labels`,
    paint.dim(`  ${plain(c.version)}${c.embedder === null ? "" : `, found by ${plain(c.embedder)}`}`),
    "",
    paint.bold("score to probability"),
    ...c.knots.map(
      ({ score, probability }) =>
        `  ${score.toFixed(2).padStart(7)}  ${probability.toFixed(4)}  ${paint.green(bar(probability, "█"))}`,
    ),
    "",
    paint.bold("reliability"),
    paint.dim("  predicted    observed  judged"),
  ];
  for (const { from, to, predicted, observed, count } of c.bins) {
    const range = `${from.toFixed(1)} to ${to.toFixed(1)}`;
    const right = observed === null ? "-".padStart(8) : observed.toFixed(4).padStart(8);
    lines.push(
      `  ${range.padEnd(11)} ${right}  ${String(count).padStart(6)}  ${paint.dim(bar(predicted, "░"))}`,
    );
    if (observed !== null) lines.push(`${" ".repeat(32)}${paint.green(bar(observed, "█"))}`);
  }
  if (c.labels === 0)
    lines.push("", paint.dim("  nothing was judged yet: the share that was right is unknown"));
  return `${lines.join("\n")}\n`;
}

const SHOWN_MAX = 300;

function shown(text: string | null): string {
  if (text === null) return "(text not kept)";
  const line = plain(text.replace(/\s+/g, " ").trim());
  return line.length > SHOWN_MAX ? `${line.slice(0, SHOWN_MAX)}…` : line;
}

/** The text with control characters replaced, so that it cannot steer the terminal. */
function plain(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "�");
}

interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
}

function painter(color: boolean): Paint {
  const as = (code: number) => (text: string) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
  return { bold: as(1), dim: as(2), green: as(32), red: as(31) };
}
