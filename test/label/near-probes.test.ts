/** The judge is tried on upstream's own answers with one thing changed, whichever kind was tried least. */
import { describe, expect, it } from "vitest";
import type { Subject } from "../../src/label/answered.ts";
import { Cascade } from "../../src/label/cascade.ts";
import { Judging } from "../../src/label/judging.ts";
import { NearProbes } from "../../src/label/near-probes.ts";
import type { Judge, Judgement } from "../../src/ports.ts";

const FRESH = { text: "Turn the key twice.", usage: null };
const SUBJECT = { question: "How do I open it?" } as Subject;
const CALLS = { model: "m", with: "", payer: "", ask: async () => ({ status: 0, text: "" }) };
const PROBES = [
  { kind: "noun", text: "Turn the lamp twice." },
  { kind: "verb", text: "Lift the key twice." },
];

function room(options: { verdict?: Judgement["verdict"]; kind?: Judge["kind"]; draw?: number }) {
  const { verdict = "different", kind = "answer", draw = 0 } = options;
  const out = {
    told: [] as [string, boolean][],
    tried: {} as Record<string, { tried: number }>,
    asked: [] as string[],
    copied: 0,
  };
  const judge: Judge = {
    kind,
    judge({ stored }) {
      out.asked.push(stored);
      return { verdict, why: "" };
    },
  };
  const budget = { hasRoom: () => false, take: () => false, billed: () => {} };
  const closed = new AbortController().signal;
  const judging = new Judging(
    { judge: () => judge },
    new Cascade(
      { budget, measuring: {}, onFault: () => {}, chance: () => draw, clock: { nowMs: () => 0 } },
      closed,
    ),
    () => {},
  );
  const probes = new NearProbes(
    {
      chance: () => draw,
      judge: () => judge,
      probes: () => {
        out.copied++;
        return PROBES;
      },
      measuring: {
        ...{ observe: () => {}, doubleAsked: () => {}, knownPair: () => {}, checkChance: 0, doubleChance: 0 },
        nearProbe: (of, same) => void out.told.push([of, same]),
        get nearProbes() {
          return out.tried;
        },
      },
    },
    judging,
  );
  return Object.assign(out, { probes });
}

describe("a near probe", () => {
  it("is of the kind that was tried least", () => {
    const it = room({});
    it.tried = { noun: { tried: 3 }, verb: { tried: 1 } };
    expect(it.probes.of(FRESH)?.kind).toBe("verb");
    it.tried = { noun: { tried: 3 }, verb: { tried: 9 } };
    expect(it.probes.of(FRESH)?.kind).toBe("noun");
  });

  it.each([
    ["with each answer until the kinds were tried often", 179, 0.99, true],
    ["with few answers then", 180, 0.99, false],
    ["with some still", 180, 0.06, true],
    ["with fewer once the judge is known", 750, 0.06, false],
    ["and never with none", 750, 0.01, true],
  ])("is made %s", (_, tried, draw, isMade) => {
    const it = room({ draw });
    it.tried = { noun: { tried }, verb: { tried } };
    expect(it.probes.of(FRESH) !== null).toBe(isMade);
  });

  it("is made of few answers in the end where none counts, as words leave all in doubt and no model is asked", async () => {
    const it = room({ draw: 0.99, verdict: "unsure" });
    const tries = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n++) await it.probes.tried(SUBJECT, PROBES[0]!, FRESH, CALLS);
    };
    await tries(1_439);
    expect([it.told, it.probes.of(FRESH) === null]).toEqual([[], false]);
    await tries(1);
    expect([it.told, it.probes.of(FRESH)]).toEqual([[], null]);
    // Without calls it counts, as it does once a model tells: then the kinds are to be tried often again.
    await it.probes.tried(SUBJECT, PROBES[0]!, FRESH, undefined);
    expect([it.told.length, it.probes.of(FRESH) === null]).toEqual([1, false]);
  });

  it("is made seldom where a model is paid for each", () => {
    expect(room({ kind: "model", draw: 0.5 }).probes.of(FRESH)).toBeNull();
  });

  it("takes nothing of an answer that it is not made of", () => {
    const it = room({ draw: 0.5 });
    it.tried = { noun: { tried: 400 } };
    it.probes.of(FRESH);
    expect(it.copied).toBe(0);
  });

  it.each([
    ["no text", { ...FRESH, text: null }],
    ["a long text", { ...FRESH, text: "x".repeat(20_001) }],
  ])("is made of no answer with %s", (_, fresh) => {
    expect(room({}).probes.of(fresh)).toBeNull();
  });

  it.each([
    ["same", [["noun", true]]],
    ["different", [["noun", false]]],
    ["unsure", [["noun", false]]],
  ] as const)("that is judged %s is told as %j", async (verdict, told) => {
    const it = room({ verdict });
    await it.probes.tried(SUBJECT, PROBES[0]!, FRESH, undefined);
    expect([it.told, it.asked]).toEqual([told, ["Turn the lamp twice."]]);
  });
});
