/** Words that say when: "until it has left", "while it has not left", "no longer once it has left" tell one fact. */
const [UNTIL, WHILE, AFTER] = [1, 2, 4] as const;
const TIMES: ReadonlyMap<string, number> = new Map(
  (
    [
      ["until till before até antes", UNTIL],
      ["while enquanto", WHILE],
      ["after once afterwards depois após", AFTER],
    ] as const
  ).flatMap(([words, time]) => words.split(" ").map((word) => [word, time] as const)),
);

/** The kind of time that a word tells, as a bit; 0: none. */
export function timesOf(word: string): number {
  return TIMES.get(word) ?? 0;
}

/** Does the word say, beside a denial, that something is over? */
export function isEnded(word: string): boolean {
  return word === "longer" || word === "anymore" || word === "mais";
}

/** The bit of "long" after "as", which is "while". */
export const AS_LONG: number = WHILE;

/**
 * May two sentences describe one time from its two ends? Then one may deny what the other says. `x`, `y`: bits of
 * `timesOf`.
 */
export function areTurned(x: number, y: number): boolean {
  return x !== 0 && y !== 0 && x !== y;
}

/** Time words that change when a time is described from its other end. */
export const TEMPORAL: ReadonlySet<string> = new Set(
  `${[...TIMES.keys()].join(" ")} later earlier still already now as since ainda já agora mais`.split(" "),
);
