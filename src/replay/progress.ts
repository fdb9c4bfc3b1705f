/** A progress bar that is redrawn in place on a terminal; in a pipe it prints nothing. */

export interface Progress {
  at(label: string, share: number): void;
  /** Removes the bar. */
  end(): void;
}

const WIDTH = 30;

/** `write`: writes to the terminal; null: there is none. */
export function progressOn(write: ((text: string) => void) | null): Progress {
  let drawn = "";
  return {
    at(label, share) {
      if (write === null) return;
      const full = Math.round(WIDTH * Math.min(1, Math.max(0, share)));
      const line = `${label.padEnd(12)} ${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${String(Math.round(100 * share)).padStart(3)} %`;
      if (line === drawn) return;
      drawn = line;
      write(`\r${line}`);
    },
    end() {
      if (write !== null && drawn !== "") write(`\r${" ".repeat(drawn.length)}\r`);
      drawn = "";
    },
  };
}
