import { describe, expect, it } from "vitest";
import { Newest, type NewestLimits } from "../../src/gateway/newest.ts";
import { fc } from "../support/property.ts";

/** Values by place, as whoever uses them keeps them. */
function keeping<K, V>(limits: NewestLimits) {
  const values = new Map<number, V>();
  const newest = new Newest<K>(limits, (place) => values.delete(place));
  return {
    newest,
    values,
    set: (key: K, value: V, characters: number) => values.set(newest.take(key, characters), value),
    get: (key: K) => values.get(newest.placeOf(key) ?? -1),
  };
}

describe("the newest keys", () => {
  it("are as many as there is room for, in number and in text, whatever came and came again", () => {
    const set = fc.record({ key: fc.nat(8), characters: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(set, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), (sets, max) => {
        const limits = { max, charactersMax: 60 };
        const kept = keeping<number, number>(limits);
        // What is kept, oldest first: a key that comes again is the newest.
        let model: { key: number; value: number; characters: number }[] = [];
        for (const [value, { key, characters }] of sets.entries()) {
          kept.set(key, value, characters);
          model = [...model.filter((each) => each.key !== key), { key, value, characters }];
          const text = () => model.reduce((sum, each) => sum + each.characters, 0);
          while (model.length > 1 && (model.length > max || text() > limits.charactersMax)) model.shift();
          // One that came again may have taken a place of the ring twice: then less is kept, and never more.
          const still = model.filter((each) => kept.get(each.key) === each.value);
          expect(kept.newest.size).toBe(still.length);
          expect(kept.values.size).toBe(still.length);
          expect([...kept.values.keys()].every((place) => place < max)).toBe(true);
          expect(kept.get(key)).toBe(value);
          expect(still).toEqual(model.slice(model.length - still.length));
        }
      }),
    );
  });

  it("that came once each are kept to the last place", () => {
    const kept = keeping<number, string>({ max: 3, charactersMax: 100 });
    for (let i = 0; i < 10; i++) kept.set(i, `v${i}`, 1);
    expect([...Array(10).keys()].map((i) => kept.get(i))).toEqual([
      ...Array(7).fill(undefined),
      ...["v7", "v8", "v9"],
    ]);
  });

  it("that are larger than all the room are kept alone", () => {
    const kept = keeping<string, number>({ max: 3, charactersMax: 10 });
    kept.set("small", 1, 5);
    kept.set("large", 2, 50);
    expect([kept.get("small"), kept.get("large"), kept.newest.size]).toEqual([undefined, 2, 1]);
    kept.set("next", 3, 1);
    expect([kept.get("large"), kept.get("next")]).toEqual([undefined, 3]);
  });
});
