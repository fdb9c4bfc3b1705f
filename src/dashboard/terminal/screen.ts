/** Shows frames on a terminal twice a second until a key ends it, and restores the terminal. */

import type { Say } from "../words.ts";
import { type FrameTold, frame } from "./frame.ts";

export interface ScreenOptions {
  /** The figures to show; null where no gateway answers. Never rejects. */
  readonly ask: () => Promise<FrameTold | null>;
  readonly say: Say;
  /** Where the figures come from, shown to people. */
  readonly origin: string;
  readonly color: boolean;
}

const EVERY_MS = 500;

/** Shows the live dashboard. Resolves when q or Ctrl+C is pressed, or at SIGTERM. */
export async function liveScreen({ ask, ...options }: ScreenOptions): Promise<void> {
  const { stdin, stdout } = process;
  let now: FrameTold | null = null;
  let isPaused = false;
  let showsHelp = false;
  const ended = Promise.withResolvers<void>();
  const draw = (): void => {
    const size = { columns: stdout.columns, rows: stdout.rows };
    const lines = frame(now, { ...options, ...size, at: new Date().toISOString(), isPaused, showsHelp });
    // Writes over the old frame and clears what is left of it; clearing the screen first would flicker.
    stdout.write(`\u001b[H${lines.map((line) => `${line}\u001b[K`).join("\r\n")}\u001b[J`);
  };
  const onKey = (key: Buffer): void => {
    const text = key.toString("latin1");
    if (text === "q" || text === "\u0003") ended.resolve();
    if (text === "p") isPaused = !isPaused;
    if (text === "?") showsHelp = !showsHelp;
    draw();
  };
  let isAsking = false;
  const tick = async (): Promise<void> => {
    if (isPaused || isAsking) return;
    isAsking = true;
    now = await ask();
    isAsking = false;
    if (!isPaused) draw();
  };
  stdout.write("\u001b[?1049h\u001b[?25l");
  stdin.setRawMode(true);
  stdin.on("data", onKey).resume();
  stdout.on("resize", draw);
  process.once("SIGTERM", ended.resolve);
  const timer = setInterval(() => void tick(), EVERY_MS);
  try {
    await tick();
    await ended.promise;
  } finally {
    clearInterval(timer);
    stdout.off("resize", draw);
    process.off("SIGTERM", ended.resolve);
    stdin.setRawMode(false);
    stdin.off("data", onKey).pause();
    stdout.write("\u001b[?25h\u001b[?1049l");
  }
}

/** Size of the frame where the output is no terminal. */
const PIPE = { columns: 80, rows: 24 };

/** One frame as text, for an output that is no terminal. */
export function picture(told: FrameTold, options: Omit<ScreenOptions, "ask">): string {
  const once = { ...options, ...PIPE, at: new Date().toISOString(), isPaused: false, showsHelp: false };
  return `${frame(told, once).join("\n")}\n`;
}

/** True where input and output are a terminal, so that frames can be redrawn and keys read. */
export function isTerminal(): boolean {
  return process.stdout.isTTY === true && process.stdin.isTTY === true;
}
