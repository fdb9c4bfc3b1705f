/** Neighbours about other things, which are most of those that a search finds: nothing is computed for them. */
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";

const { lexicon, pairModel } = await loadBuiltin();
const verifier = createVerifier(lexicon, pairModel);
/** From here on a pair is judged when upstream's own answer is there. */
const JUDGED_FROM = 0.1;

describe("questions about other things", () => {
  it.each([
    ["How do I water a cactus?", "When does the train to Leeds leave?"],
    ["Is it safe to paint a radiator?", "Can I pay my council tax in cash?"],
    ["Como faço pão de queijo?", "Quando vence o boleto do condomínio?"],
    ["What is a reverse proxy?", "Who wrote the first crime novel?"],
  ])("are neither served nor judged, and teach nothing: %s / %s", (stored, asked) => {
    const { probability, veto } = verifier.compare(stored, asked, 1);
    expect(veto).toBeNull();
    expect(probability).toBeLessThan(JUDGED_FROM);
    expect(verifier.features?.(stored, asked)).toBeNull();
  });

  it("are in order by how near they are", () => {
    const asked = "How do I water a cactus?";
    const scores = [
      "When does the train to Leeds leave?",
      "How do I read a map?",
      "How do I repot an orchid?",
      "How often should I water a cactus?",
    ].map((stored) => verifier.compare(stored, asked, 1).score);
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    expect(new Set(scores).size).toBe(scores.length);
  });

  it("are named by their contradiction where they have one", () => {
    expect(verifier.compare("What is in package.json?", "What is in tsconfig.json?", 1).veto).toBe(
      "identifiers-differ",
    );
  });

  it("are told by explain with the score that was compared", () => {
    const [stored, asked] = ["How do I water a cactus?", "When does the train to Leeds leave?"];
    const { score } = verifier.compare(stored, asked, 1);
    expect(verifier.explain(stored, asked, 1).at(-1)).toContain(`score ${score.toFixed(2)}`);
  });

  it("are not those that say the same in words whose vectors are far apart", () => {
    expect(
      verifier.compare("como funciona a vacina", "como funcionam as vacinas", 1).probability,
    ).toBeGreaterThan(0.85);
  });
});
