import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../src/core/judge/judge.ts";
import { likenessJudge } from "../../src/learn/likeness-judge.ts";
import { type UnitVector, unitVector } from "../../src/model.ts";

const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const words = createWordJudge(lexicon, pairModel, thesaurus);

const along = (degrees: number): UnitVector => {
  const vector = unitVector([Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]);
  if (vector === null) throw new Error("no direction");
  return vector;
};

/** A judge whose model gives every sentence that begins with one of the words a direction in degrees, others none. */
function judgeBy(degrees: Readonly<Record<string, number>>, languages: readonly ("en" | "pt")[] = ["en"]) {
  const asked: string[] = [];
  const faults: unknown[] = [];
  const judge = likenessJudge({
    words,
    embedder: {
      embed(text) {
        asked.push(text);
        const known = Object.keys(degrees).find((start) => text.startsWith(start));
        if (known === undefined) throw new Error(`no vector for ${text}`);
        return along(degrees[known] ?? 0);
      },
    },
    likenessMin: 0.9,
    languages,
    timeoutMs: 1_000,
    onFault: (error) => void faults.push(error),
  });
  const said = async (stored: string, fresh: string) => {
    const { verdict, by } = await judge.judge({ question: "", stored, fresh }, 1_000);
    return `${verdict} by ${by}`;
  };
  return { said, asked, faults };
}

const BARE = "Rinse the pan under a hot tap.";
const TOLD = "Flush the skillet with warm water.";

describe("a judge by words and the likeness of sentences", () => {
  it("calls the same what words leave in doubt and the model finds alike, and only that", async () => {
    expect(words.judge({ asked: "", stored: "", held: BARE, fresh: TOLD })).toMatchObject({
      verdict: "unsure",
      kind: "content",
    });
    expect(await judgeBy({ Rinse: 0, Flush: 10 }).said(BARE, TOLD)).toBe("same by local");
    expect(await judgeBy({ Rinse: 0, Flush: 40 }).said(BARE, TOLD)).toBe("unsure by local");
  });

  it("wants one like it for every sentence of either answer", async () => {
    const more = `${TOLD} Cats sleep often.`;
    const { said } = judgeBy({ Rinse: 0, Flush: 0, Cats: 60 });
    expect(await said(BARE, more)).toBe("unsure by local");
    expect(await said(more, BARE)).toBe("unsure by local");
  });

  it.each([
    [
      "another word",
      "Open the menu and delete the folder.",
      "Open the menu and paint the folder.",
      "different",
    ],
    ["another number", "It takes 24 hours.", "It takes 25 hours.", "different"],
    ["equal answers", BARE, BARE, "same"],
    [
      "a doubt of a negation",
      "The soup contains no nuts at all.",
      "Nuts are in many kinds of soup.",
      "unsure",
    ],
    ["marks alone", "👍", "👎", "unsure"],
    [
      "a language that it does not know",
      "Lave a panela debaixo da torneira quente.",
      "A frigideira quer água morna por cima.",
      "unsure",
    ],
    ["a sentence too long to be read whole", `Rinse ${"the pan and ".repeat(30)}go.`, TOLD, "unsure"],
  ])("asks no model of %s", async (_, stored, fresh, verdict) => {
    const { said, asked } = judgeBy({ "": 0 });
    expect(await said(stored, fresh)).toBe(`${verdict} by answer`);
    expect(asked).toEqual([]);
  });

  it("reports a model that fails, and leaves the pair in doubt", async () => {
    const { said, faults } = judgeBy({ Rinse: 0 });
    expect(await said(BARE, TOLD)).toBe("unsure by local");
    expect(faults).toHaveLength(1);
  });
});
