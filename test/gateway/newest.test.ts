import { describe, expect, it } from "vitest";
import { Newest } from "../../src/gateway/newest.ts";
import { fc } from "../support/property.ts";

describe("the newest values by key", () => {
  it("are as many as there is room for, in number and in text, whatever came and came again", () => {
    const set = fc.record({ key: fc.nat(8), characters: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(set, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), (sets, max) => {
        const limits = { max, charactersMax: 60 };
        const newest = new Newest<number, number>(limits);
        // What is kept, oldest first: a key that comes again is the newest.
        let model: { key: number; value: number; characters: number }[] = [];
        for (const [value, { key, characters }] of sets.entries()) {
          newest.set(key, value, characters);
          model = [...model.filter((each) => each.key !== key), { key, value, characters }];
          const text = () => model.reduce((sum, each) => sum + each.characters, 0);
          while (model.length > 1 && (model.length > max || text() > limits.charactersMax)) model.shift();
          // One that came again may have taken a place of the ring twice: then less is kept, and never more.
          const kept = model.filter((each) => newest.get(each.key) === each.value);
          expect(newest.size).toBe(kept.length);
          expect(newest.get(key)).toBe(value);
          expect(kept).toEqual(model.slice(model.length - kept.length));
        }
      }),
    );
  });

  it("that came once each are kept to the last place", () => {
    const newest = new Newest<number, string>({ max: 3, charactersMax: 100 });
    for (let i = 0; i < 10; i++) newest.set(i, `v${i}`, 1);
    expect([...Array(10).keys()].map((i) => newest.get(i))).toEqual([
      ...Array(7).fill(undefined),
      ...["v7", "v8", "v9"],
    ]);
  });

  it("that are larger than all the room are kept alone", () => {
    const newest = new Newest<string, number>({ max: 3, charactersMax: 10 });
    newest.set("small", 1, 5);
    newest.set("large", 2, 50);
    expect([newest.get("small"), newest.get("large"), newest.size]).toEqual([undefined, 2, 1]);
    newest.set("next", 3, 1);
    expect([newest.get("large"), newest.get("next")]).toEqual([undefined, 3]);
  });
});
