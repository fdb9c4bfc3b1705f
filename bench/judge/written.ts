/**
 * Pairs of answers written in full, one a line: verdict, kind, language, both questions and answers by turns, line ends as
 * "\\n". The *fourth set* is of an author who knew nothing of the judge and wrote as chat models do; *steps* exchange the
 * order of steps. Of each verdict every other line, from the first on, was looked at while the judge was made; the others were not.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { UnseenPair } from "./unseen.ts";

/** Kinds as the tables call them. */
const KINDS: Readonly<Record<string, readonly [same: string, different: string]>> = {
  fourth: ["two answers to one question; fourth set", "two answers, one fact told otherwise; fourth set"],
  steps: ["steps in one order", "steps in another order"],
};

/** All pairs of a set, those that were looked at by a kind of their own. */
export function writtenPairs(set: "fourth" | "steps"): UnseenPair[] {
  const lines = readFileSync(join(import.meta.dirname, `${set}.tsv`), "utf8")
    .trim()
    .split("\n");
  const counts = { same: 0, different: 0 };
  return lines.map((line) => {
    const [verdict = "", , lang = "", stored = "", held = "", asked = "", fresh = ""] = line
      .split("\t")
      .map((cell) => cell.replaceAll("\\n", "\n"));
    const same = verdict === "same";
    const wasSeen = counts[same ? "same" : "different"]++ % 2 === 0;
    const kind = `${KINDS[set]![same ? 0 : 1]}${wasSeen ? ", looked at" : ""}`;
    return { kind, lang: lang === "pt" ? "pt" : "en", same, asked, stored, held, fresh };
  });
}
