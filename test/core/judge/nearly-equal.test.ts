/** Answers in nearly the same words: what parts them counts, however small; what says the same there does not. */
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../../src/core/judge/judge.ts";

const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const { judge } = createWordJudge(lexicon, pairModel, thesaurus);
const verdictOf = (held: string, fresh: string, asked = "What is there to know?"): string =>
  judge({ held, fresh, asked, stored: asked }).verdict;

describe("answers in nearly the same words", () => {
  it.each([
    [
      "a restricting word left out",
      "Boil the pasta in salted water and drain it well.",
      "Boil the pasta in water and drain it well.",
    ],
    [
      "a thing of a list left out",
      "Symptoms include fever, headache, nausea and a rash.",
      "Symptoms include fever, headache and nausea.",
    ],
    [
      "a step left out",
      "1. Unplug the lamp.\n2. Remove the cover.\n3. Replace the bulb.",
      "1. Remove the cover.\n2. Replace the bulb.",
    ],
    ["a past for a present", "The API supported XML.", "The API supports XML."],
    ["advice for a duty", "You should wear a helmet.", "You must wear a helmet."],
    ["a doer for what is done", "The calling function fails.", "The called function fails."],
    ["two words of one root", "The designer approves it.", "The design approves it."],
    [
      "cause and effect",
      "The pump stopped because the pressure dropped.",
      "The pressure dropped because the pump stopped.",
    ],
    [
      "a condition turned round",
      "If you pass the test, you get the badge.",
      "If you get the badge, you pass the test.",
    ],
    [
      "bullets of a procedure",
      "- Open the lid\n- Pour the soap\n- Press start",
      "- Press start\n- Open the lid\n- Pour the soap",
    ],
    [
      "a rank",
      "The largest cities, in order: Tokyo, Delhi, Lima.",
      "The largest cities, in order: Delhi, Tokyo, Lima.",
    ],
    [
      "what stands under a heading",
      "Safe:\n- Carrots\n- Peas\n\nToxic:\n- Grapes",
      "Safe:\n- Carrots\n- Grapes\n\nToxic:\n- Peas",
    ],
    [
      "headings in a line",
      "Required: name, email. Optional: phone.",
      "Required: name, phone. Optional: email.",
    ],
    ["a sign", "Keep it ≤5 GB.", "Keep it ≥5 GB."],
    ["ticks", "- ✅ Backups\n- ❌ Alerts", "- ❌ Backups\n- ✅ Alerts"],
    ["the case of a code", "The ID is X7kQ.", "The ID is x7Kq."],
    ["a letter", "He has hepatitis A.", "He has hepatitis."],
    ["a star", "Use *args here.", "Use **args here."],
    ["a number that is no list's", "42. That is the number of seats.", "43. That is the number of seats."],
    [
      "indentation",
      "```python\nif ok:\n    save()\n    send()\n```",
      "```python\nif ok:\n    save()\nsend()\n```",
    ],
    ["a Portuguese past", "Ele morou em Lisboa.", "Ele mora em Lisboa."],
    [
      "a step in Portuguese",
      "Lixe a madeira, passe o primer e pinte.",
      "Passe o primer, lixe a madeira e pinte.",
    ],
  ])("are not the same with another word: %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).not.toBe("same");
    expect(verdictOf(fresh, held)).not.toBe("same");
  });

  it.each([
    ["Tea or coffee, which has more caffeine?", "Tea has more.", "Coffee has more."],
    ["Which is faster, Rust or Python?", "It's Rust.", "It's Python."],
    ["Devo plantar tomate no sol ou na sombra?", "No sol.", "Na sombra."],
  ])("are not the same where each takes another of what is offered: %s", (asked, held, fresh) => {
    expect(verdictOf(held, fresh, asked)).not.toBe("same");
  });

  it.each([
    [
      "a clause that moves whole",
      "If the light blinks, press the button.",
      "Press the button if the light blinks.",
    ],
    [
      "things of a list",
      "You need a towel, a padlock and a form.",
      "You need a padlock, a form and a towel.",
    ],
    ["a synonym", "The store gives the money back.", "The shop gives the money back."],
    ["what goes on", "A man is slicing an onion.", "A man slices an onion."],
    ["a number in words", "Add one cup of milk and stir it.", "Add 1 cup of milk and stir it."],
    ["a limit", "The battery lasts up to 12 hours.", "The battery lasts at most 12 hours."],
    ["a short form", "It's closed on Monday.", "It is closed on Monday."],
    ["a perfect", "The law has been changed.", "The law was changed."],
    ["emphasis", "Click **Save** and _wait_.", "Click Save and wait."],
    [
      "one more sentence",
      "It opens at nine. Tickets cost 5 euros.",
      "It opens at nine. Tickets cost 5 euros. Have fun!",
    ],
  ])("may say the same: %s", (_, held, fresh) => {
    expect(verdictOf(held, fresh)).toBe("same");
  });
});
