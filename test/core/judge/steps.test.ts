/** Steps in another order are no equal answer; facts, lists and clauses of time may stand in any. */
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../../src/core/judge/judge.ts";

const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const { judge } = createWordJudge(lexicon, pairModel, thesaurus);
const verdictOf = (held: string, fresh: string): string =>
  judge({ held, fresh, asked: "How is it done?", stored: "How is it done?" }).verdict;

describe("steps", () => {
  it.each<[string, string, string]>([
    [
      "sentences with words for it",
      "Save your work. Then install the patch. Finally, reboot the printer.",
      "Install the patch. Then save your work. Finally, reboot the printer.",
    ],
    [
      "one sentence",
      "Grease the pan, pour in the batter, and only then heat the oven.",
      "Pour in the batter, grease the pan, and only then heat the oven.",
    ],
    [
      "numbers",
      "1. Drain the tank.\n2. Close the valve.\n3. Unscrew the lid.",
      "1. Close the valve.\n2. Drain the tank.\n3. Unscrew the lid.",
    ],
    [
      "numbers, bold",
      "1. **Drain the tank**\n2. **Close the valve**\n3. Unscrew the lid.",
      "1. **Close the valve**\n2. **Drain the tank**\n3. Unscrew the lid.",
    ],
    [
      "numbers beside one sentence",
      "1. Drain the tank.\n2. Close the valve.",
      "Close the valve and drain the tank.",
    ],
    ['"once"', "Once the glue dries, sand the board.", "Once you sand the board, the glue dries."],
    [
      "Portuguese",
      "Feche o registro, solte a mangueira e só depois troque o filtro velho.",
      "Solte a mangueira, feche o registro e só depois troque o filtro velho.",
    ],
  ])("in another order are not the same: %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).not.toBe("same");
    expect(verdictOf(fresh, held)).not.toBe("same");
  });

  it.each<[string, string, string]>([
    [
      "in one order, numbered and not",
      "1. Drain the tank.\n2. Close the valve.\n3. Unscrew the lid.",
      "Drain the tank, close the valve, and then unscrew the lid.",
    ],
    [
      "facts in another order",
      "The pass costs 20 euros. The museum opens at nine. Then there is a guided tour.",
      "The museum opens at nine. Then there is a guided tour. The pass costs 20 euros.",
    ],
    [
      "things of a list in another order",
      "You need a towel, a padlock and a form. Then you can sign the waiver.",
      "You need a padlock, a form and a towel. Then you can sign the waiver.",
    ],
    [
      "bullets in another order",
      "- Unlimited downloads\n- Offline mode\n- Family sharing",
      "- Family sharing\n- Unlimited downloads\n- Offline mode",
    ],
  ])("may be told otherwise: %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).toBe("same");
  });
});
