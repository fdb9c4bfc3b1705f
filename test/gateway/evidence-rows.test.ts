import { describe, expect, it } from "vitest";
import { EXACT_ONLY, OUTCOMES, REASONS } from "../../src/core/reasons.ts";
import { type EvidenceRow, EvidenceRows } from "../../src/gateway/evidence-rows.ts";
import { NEIGHBOURS } from "../../src/gateway/look.ts";
import { type EntryId, VETOES } from "../../src/model.ts";
import { fc } from "../support/property.ts";

const entryId = fc.string().map((text) => text as EntryId);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });

const near = fc.record({
  entry: entryId,
  similarity: share,
  probability: share,
  score: fc.double({ noNaN: true }),
  veto: orNull(fc.constantFrom(...VETOES)),
  whyNot: orNull(fc.constantFrom(...REASONS)),
  confirmations: fc.nat(),
});

const row: fc.Arbitrary<EvidenceRow> = fc.record({
  atMs: fc.nat(),
  route: orNull(fc.constantFrom("chat", "responses")),
  model: fc.string(),
  outcome: fc.constantFrom(...OUTCOMES),
  reason: fc.constantFrom(...REASONS),
  entry: orNull(entryId),
  ...{ similarity: orNull(share), confidence: orNull(share), bucket: orNull(share) },
  ...{ secondScore: orNull(fc.double({ noNaN: true })), ran: fc.nat(15), labels: fc.nat() },
  mode: fc.constantFrom("off", "auto", "manual"),
  source: fc.constantFrom("config", "auto", "learned", "group", "request"),
  ...{ percentage: share, threshold: share, adaptationThreshold: share, minConfidence: share },
  exactWhy: orNull(fc.constantFrom(...EXACT_ONLY)),
  near: fc.array(near, { maxLength: NEIGHBOURS }),
  rare: orNull(
    fc.record({
      question: orNull(fc.string()),
      texts: fc.array(fc.record({ question: fc.string(), slot: fc.constant(null) })),
      ungrounded: fc.array(fc.array(fc.string())),
      faults: fc.constant([]),
    }),
  ),
});

describe("rows of evidence", () => {
  it("are read as they were written last, whatever stood there and stands beside them", () => {
    const writes = fc.array(fc.tuple(fc.nat(1_100), row), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(writes, (all) => {
        const rows = new EvidenceRows();
        const model = new Map<number, EvidenceRow>();
        for (const [place, each] of all) {
          rows.write(place, each);
          model.set(place, each);
        }
        for (const [place, each] of model) expect(rows.read(place)).toEqual(each);
      }),
    );
  });

  it("hold no text once they are cleared", () => {
    const rows = new EvidenceRows();
    const [one] = fc.sample(row, 1);
    const texts = [{ question: "secret", slot: null }];
    const rare = { question: "secret", texts, ungrounded: [], faults: [] };
    rows.write(3, { ...one!, model: "secret", rare });
    rows.clear(3);
    expect(JSON.stringify(rows.read(3))).not.toContain("secret");
  });
});
