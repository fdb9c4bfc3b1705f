import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../../src/core/judge/judge.ts";

const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const { judge } = createWordJudge(lexicon, pairModel, thesaurus);
const verdictOf = (held: string, fresh: string): string =>
  judge({ asked: "", stored: "", fresh, held }).verdict;
const tableOf = (...rows: string[]): string =>
  [rows[0], "|---|---|---|", ...rows.slice(1)].map((row) => `| ${row} |`.replace("| |", "|")).join("\n");

describe("a denial told otherwise", () => {
  it.each([
    [
      "a no that answers by itself, in a cell",
      tableOf("Lens | Fixed | Zoom", "Moves | No, rigid | Yes, telescopic", "Weight | 200 g | 450 g"),
      tableOf("Lens | Fixed | Zoom", "Moves | Rigid | Telescopic", "Weight | 200 g | 450 g"),
    ],
    [
      "a no that answers by itself, in a later sentence",
      "Fish are fed twice a day. No, they cannot eat bread. Bread harms their gut.",
      "Bread harms their gut. Fish are fed twice a day. They cannot eat bread.",
    ],
    [
      "told as what happens otherwise",
      "Stir the milk for five minutes, so that it does not burn.",
      "Stir the milk for five minutes, otherwise it burns.",
    ],
    [
      "told as what happens otherwise, in Portuguese",
      "Feche bem a tampa, para a massa não ficar seca.",
      "Feche bem a tampa, senão a massa fica seca.",
    ],
    [
      "in place of a word that denies",
      tableOf("Account | Junior | Senior", "Deposit | Waived | Required"),
      tableOf("Account | Junior | Senior", "Deposit | Not needed | Required"),
    ],
  ])("does not part two answers: %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).not.toBe("different");
  });
});

describe("one fact told in two ways", () => {
  it.each([
    [
      "a call with its parentheses and without",
      "Use `list.sort()` to order the items in place.",
      "To order the items in place, use `list.sort`.",
    ],
    [
      "one of a thing that is named before, in Portuguese",
      tableOf("Sala | Menor | Maior", "Mesas | No máximo 1 | Até 6"),
      "A sala menor pode ter no máximo uma mesa, e a maior, até 6 mesas.",
    ],
    [
      "a word that says what is not asked for, in Portuguese",
      "Estudantes: isentos da taxa de inscrição. Professores pagam R$ 40.",
      "Estudantes não pagam a taxa de inscrição. Professores pagam R$ 40.",
    ],
  ])("is the same: %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).toBe("same");
  });
});
