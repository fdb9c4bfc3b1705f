import { describe, expect, it } from "vitest";
import {
  Directions,
  FOUND_BYTES,
  GROUP_BYTES,
  GROUP_ROWS,
  SCORE_MAX,
  SCORES_BYTES,
  type SketchScan,
  sketchLoop,
  TABLES_BYTES,
  writeSketch,
  writeTables,
} from "../../src/adapters/index-sketch.ts";
import { TopScores } from "../../src/adapters/index-top.ts";
import { instanceOf, moduleOf } from "../../src/wasm.ts";
import { fc } from "../support/property.ts";

const number = fc.double({ min: -1, max: 1, noNaN: true });
const vectors = fc.array(fc.array(number, { minLength: 20, maxLength: 20 }), { minLength: 2, maxLength: 40 });

describe("the scan of sketches", () => {
  const { memory, exports } = instanceOf(moduleOf([sketchLoop()]), 1);
  const scan = exports["sketches"] as SketchScan;
  const bytes = new Uint8Array(memory.buffer);
  const whole = new Int32Array(memory.buffer);
  const [tables, out] = [0, TABLES_BYTES + SCORES_BYTES];
  const groups = out + 64 * FOUND_BYTES;
  const directions = new Directions(20);

  it("tells each row that reaches the floor, and its score: what the tables say of its bits", () => {
    fc.assert(
      fc.property(vectors, fc.nat(SCORE_MAX), ([asked = [], ...rows], floor) => {
        for (const [row, vector] of rows.entries()) writeSketch(bytes, groups, row, directions.along(vector));
        writeTables(bytes, tables, directions.along(asked));
        const end = groups + Math.ceil(rows.length / GROUP_ROWS) * GROUP_BYTES;
        const told = new Map<number, number>();
        for (let at = out, to = scan(groups, end, tables, out, floor, 1_000); at < to; at += FOUND_BYTES)
          told.set(whole[at >> 2]! - 1_000, whole[(at >> 2) + 1]!);
        for (const [row, vector] of rows.entries()) {
          const along = directions.along(vector);
          let score = 0;
          for (let from = 0; from < 256; from += 4) {
            let bits = 0;
            for (let bit = 0; bit < 4; bit++) if (along[from + bit]! >= 0) bits |= 1 << bit;
            score += bytes[tables + from * 4 + bits]!;
          }
          expect(told.get(row)).toBe(score >= floor ? score : undefined);
        }
      }),
    );
  });

  it("scores a vector above all others for itself, and lowest for its opposite", () => {
    fc.assert(
      fc.property(vectors, (rows) => {
        const [asked = []] = rows;
        fc.pre(Math.hypot(...asked) > 0.1);
        const all = [...rows, asked.map((value) => -value)];
        for (const [row, vector] of all.entries()) writeSketch(bytes, groups, row, directions.along(vector));
        writeTables(bytes, tables, directions.along(asked));
        const end = groups + Math.ceil(all.length / GROUP_ROWS) * GROUP_BYTES;
        const scores = new Map<number, number>();
        for (let at = out, to = scan(groups, end, tables, out, 0, 0); at < to; at += FOUND_BYTES)
          scores.set(whole[at >> 2]!, whole[(at >> 2) + 1]!);
        const known = all.map((_, row) => scores.get(row)!);
        expect(known[0]).toBe(Math.max(...known));
        expect(known.at(-1)).toBe(Math.min(...known));
      }),
    );
  });
});

describe("the largest scores", () => {
  it("are those of a sorted list, of equals the first, in the order of rows", () => {
    const scored = fc.array(fc.nat(50), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(scored, fc.integer({ min: 1, max: 200 }), (scores, wanted) => {
        const keep = Math.min(wanted, scores.length);
        const told = Int32Array.from(scores.flatMap((score, row) => [row, score]));
        const top = new TopScores(200, 50);
        const least = top.keep(told, told.length, keep);
        const sorted = scores.map((score, row) => ({ score, row })).sort((a, b) => b.score - a.score);
        const best = sorted.slice(0, keep).map(({ row }) => row);
        expect([...top.rowsOf(told, 2 * keep)]).toEqual(best.sort((a, b) => a - b));
        expect(least).toBe(sorted[keep - 1]!.score + 1);
      }),
    );
  });
});
