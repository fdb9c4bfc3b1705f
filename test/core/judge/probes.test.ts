import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../../src/core/judge/judge.ts";
import { PROBE_KINDS } from "../../../src/core/judge/probes.ts";

const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const { judge, probes } = createWordJudge(lexicon, pairModel, thesaurus);

const EN = `The warranty is valid for 24 months from the date of purchase. If the screen of the laptop is broken, the owner can send the parcel to our office in Lisbon, and a technician will repair the device within 10 days.

\`\`\`sh
warranty --check the 24
\`\`\`

The customer must keep the receipt, because the shop does not accept a return without it.`;
const PT = `A garantia vale por 24 meses a partir da data da compra. Se a tela do celular está quebrada, o dono pode levar o aparelho para a nossa loja em Lisboa, e um técnico vai trocar a peça em 10 dias.

O cliente deve guardar o recibo, porque a loja não aceita a devolução sem ele.`;

describe("near probes of an answer", () => {
  it.each([
    ["English", EN],
    ["Portuguese", PT],
  ])("change one thing of each kind, and no more, in %s", (_, answer) => {
    for (let seed = 0; seed < 40; seed++) {
      const made = probes(answer, seed);
      expect(made.map(({ kind }) => kind).sort()).toEqual([...PROBE_KINDS].sort());
      for (const { kind, text } of made) {
        const [before, after] = [answer.split(/\s+/), text.split(/\s+/)];
        expect(text).not.toBe(answer);
        const gone = before.filter((word) => !after.includes(word)).length;
        expect(Math.abs(before.length - after.length), kind).toBeLessThanOrEqual(kind === "negation" ? 1 : 0);
        expect(gone, `${kind}: ${text}`).toBeLessThanOrEqual(2);
        expect(text).toContain(answer.match(/```[\s\S]*```/)?.[0] ?? "");
      }
    }
  });

  it("are the same for the same seed, and others for another", () => {
    expect(probes(EN, 7)).toEqual(probes(EN, 7));
    const texts = new Set(Array.from({ length: 20 }, (_, seed) => probes(EN, seed)[0]!.text));
    expect(texts.size).toBeGreaterThan(5);
  });

  it("are never called the same by the judge that they try", () => {
    for (const answer of [EN, PT])
      for (let seed = 0; seed < 60; seed++)
        for (const { text, why } of probes(answer, seed))
          expect(judge({ asked: "", stored: "", held: answer, fresh: text }).verdict, why).not.toBe("same");
  });

  it("find nothing to change where nothing stands, and only numbers and names in another language", () => {
    expect(probes("", 1)).toEqual([]);
    expect(probes("Ok.", 1)).toEqual([]);
    const kinds = probes("Der Zug nach Hamburg fährt um 9 Uhr ab, und der nächste fährt um 12 Uhr.", 3);
    expect(kinds.map(({ kind }) => kind)).toEqual(["number", "name"]);
  });

  it("take an answer of 100,000 characters in one pass", () => {
    const long = `${EN}\n`.repeat(220).slice(0, 100_000);
    expect(probes(long, 11).length).toBe(PROBE_KINDS.length);
  });
});
