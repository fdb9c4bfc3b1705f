/** The text printed at start: the base URL for the SDK, the settings in force, and a command to try. */
import type { RolloutState } from "../learn/rollout-state.ts";

export interface Started {
  readonly baseUrl: string;
  readonly adminUrl: string;
  readonly upstream: string;
  readonly demo: boolean;
  /** What a request must carry to be answered; null: nothing. */
  readonly callersBring: "gateway-key" | "upstream-key" | null;
  readonly rollout: RolloutState;
  readonly threshold: number;
  readonly store: string;
  readonly embedder: string;
  readonly index: string;
  readonly notes: readonly string[];
}

export function startScreen(s: Started, color: boolean): string {
  const bold = (t: string) => (color ? `\x1b[1m${t}\x1b[0m` : t);
  const dim = (t: string) => (color ? `\x1b[2m${t}\x1b[0m` : t);
  const lines = [
    s.demo
      ? `${bold("Semblance")} answers with its demo model: no upstream is named, no key is needed.`
      : `${bold("Semblance")} answers for ${s.upstream}`,
    "",
    `  OpenAI base URL   ${bold(s.baseUrl)}`,
    `  dashboard         ${bold(`${s.adminUrl}/`)}`,
    `  admin             ${s.adminUrl}/admin/stats   ${s.adminUrl}/metrics`,
    `  mode              ${s.rollout.mode}, ${s.rollout.traffic_percentage} %: ${s.rollout.why}`,
    `  threshold         ${s.threshold} calibrated probability${impliedError(s)}`,
    `  store             ${s.store}`,
    `  meaning           ${s.embedder}, index ${s.index}`,
    ...s.notes.map((note) => `  note              ${note}`),
    "",
    dim("  try it twice, then reword it, and read the x-semblance-* headers:"),
    `  curl -si ${s.baseUrl}/chat/completions -H 'content-type: application/json' \\`,
    ...(s.callersBring === null ? [] : [`    -H "authorization: Bearer ${KEYS[s.callersBring]}" \\`]),
    `    -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"What is a reverse proxy?"}]}'`,
    "",
  ];
  return `${lines.join("\n")}\n`;
}

const KEYS = { "gateway-key": "A_KEY_OF_auth.keys", "upstream-key": "$OPENAI_API_KEY" } as const;

/**
 * In manual mode answers are served before any error was measured, so the error that the calibration promises is shown.
 */
function impliedError(s: Started): string {
  if (s.rollout.mode !== "manual" || s.rollout.traffic_percentage === 0) return "";
  return `; by the shipped calibration at most ${((1 - s.threshold) * 100).toFixed(0)} % of reworded answers are wrong, and nothing is measured on this traffic yet`;
}
