import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../../src/core/judge/judge.ts";

const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const fresh = () => createWordJudge(lexicon, pairModel, thesaurus);

/** Answers told with synonyms, phrases and inflected words of either language, and one that says something else. */
const PAIRS = [
  ["You should buy a big car as soon as possible.", "You ought to purchase a large automobile at once."],
  ["The firm is not allowed to begin the work.", "The company may not start the job."],
  ["Ligue o computador e espere.", "Ligue a máquina e aguarde."],
  ["A água ferve a 100 graus.", "A água ferve a 90 graus."],
  ["The long examination took a day.", "The long scrutiny took a day."],
  ["The shop closes at nine.", "The store shuts at nine."],
] as const;

const verdicts = (judge: ReturnType<typeof fresh>) =>
  PAIRS.map(([held, said]) => judge.judge({ asked: "", stored: "", fresh: said, held }));

describe("the tables of the judge", () => {
  const whole = fresh();
  while (whole.prepare());
  const expected = verdicts(whole);

  it("are read in many pieces", () => {
    let pieces = 0;
    const judge = fresh();
    while (judge.prepare()) pieces++;
    expect(pieces).toBeGreaterThan(100);
    expect(judge.prepare()).toBe(false);
  });

  it.each([0, 1, 40, 120])("give the same verdicts where they are used after %i pieces", (pieces) => {
    const judge = fresh();
    for (let i = 0; i < pieces; i++) expect(judge.prepare()).toBe(true);
    expect(verdicts(judge)).toEqual(expected);
    expect(judge.probes(PAIRS[0][0], 7)).toEqual(whole.probes(PAIRS[0][0], 7));
    expect(judge.prepare()).toBe(false);
  });

  it("were needed for these verdicts", () => {
    expect(new Set(expected.map(({ verdict }) => verdict)).size).toBeGreaterThan(1);
    const none = createWordJudge(lexicon, pairModel, "");
    expect(verdicts(none)).not.toEqual(expected);
  });
});
