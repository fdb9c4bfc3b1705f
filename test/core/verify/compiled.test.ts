/** What the verifier does the fast way is what the plain way would do. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { Alignment } from "../../../src/core/verify/align.ts";
import { EVIDENCE, evidenceOf } from "../../../src/core/verify/evidence.ts";
import type { PairModel, Tree } from "../../../src/core/verify/pair-model.ts";
import { type Analysis, analyse } from "../../../src/core/verify/read/analysis.ts";
import { Reader } from "../../../src/core/verify/read/reader.ts";
import { tokensOf } from "../../../src/core/verify/read/tokens.ts";
import { WordVectors } from "../../../src/core/verify/read/vectors.ts";
import { Score } from "../../../src/core/verify/score.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";
import { calibratedVerifier } from "../../../src/main/embedders.ts";
import { fc } from "../../support/property.ts";

const { lexicon, pairModel } = await loadBuiltin();
const near = readFileSync(new URL("../../data/near.tsv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("\t").slice(1) as [a: string, b: string]);

/** Pairs below the default threshold are scored as the others. */
const { below: _, ...unordered }: PairModel = pairModel;
const ALONE = { slope: 1, cosine: 0, most: 1, bias: 0, terse: 1 };

describe("the trees as a table", () => {
  const walked = (model: PairModel, figures: Float64Array): number => {
    const trees = model.trees.reduce((sum, tree) => sum + leafOf(tree, model.features, figures), model.bias);
    const of = (name: (typeof EVIDENCE)[number]) => figures[EVIDENCE.indexOf(name)]!;
    const { blend, below } = model;
    if (blend === undefined || below === undefined) throw new Error("a model of before");
    const isLeftToTrees = of("leftMassMax") === 0 || of("grammarGap") > blend.terse;
    const cosine = of("wholeCosine");
    const mixed = blend.slope * trees + blend.cosine * Math.min(blend.most, cosine) + blend.bias;
    const whole = isLeftToTrees ? trees : mixed;
    if (whole >= below.limit) return whole;
    const part = below.slope * Math.max(trees, below.floor) + below.rest * Math.min(trees - below.floor, 0);
    const score = part + below.cosine * cosine - below.asks * of("askGap") + below.bias;
    const knee = below.limit - 0.2;
    return score <= knee ? score : knee + 0.19 * (1 - Math.exp(knee - score));
  };

  function leafOf(tree: Tree, features: readonly string[], figures: Float64Array): number {
    let node = tree.feature.length === 0 ? -1 : 0;
    while (node >= 0) {
      const name = features[tree.feature[node]!]! as (typeof EVIDENCE)[number];
      const isLeft = figures[EVIDENCE.indexOf(name)]! <= tree.threshold[node]!;
      node = isLeft ? tree.left[node]! : tree.right[node]!;
    }
    return tree.leaf[-node - 1]!;
  }

  it("score as the trees walked node by node", () => {
    const score = new Score(pairModel);
    const figure = fc.oneof(
      fc.constantFrom(-1, 0, 0.5, 1, 2, 3),
      fc.double({ min: -1, max: 3, noNaN: true }),
    );
    const pairs = fc.array(figure, { minLength: EVIDENCE.length, maxLength: EVIDENCE.length });
    fc.assert(
      fc.property(pairs, (figures) => {
        const all = Float64Array.from(figures);
        expect(score.logOddsOf(all)).toBeCloseTo(walked(pairModel, all), 9);
      }),
    );
  });

  it("are blended with the cosine where words are left over, and stand alone where each has a counterpart", () => {
    const lone: Tree = { feature: [], threshold: [], left: [], right: [], leaf: [2] };
    const blend = { slope: 0.5, cosine: 4, most: 0.75, bias: -3, terse: 0.2 };
    const score = new Score({ ...unordered, features: [], trees: [lone], bias: 0, blend });
    const of = (leftMassMax: number, wholeCosine: number) => {
      const figures = new Float64Array(EVIDENCE.length);
      figures[EVIDENCE.indexOf("leftMassMax")] = leftMassMax;
      figures[EVIDENCE.indexOf("wholeCosine")] = wholeCosine;
      return score.logOddsOf(figures);
    };
    expect([of(0.1, 0.5), of(0.1, 0.75), of(0.1, 1)]).toEqual([0, 1, 1]);
    expect([of(0, 0.5), of(0, 1)]).toEqual([2, 2]);
  });

  it("follow a figure that stands on a threshold to the left", () => {
    const tree: Tree = { feature: [0], threshold: [0.5], left: [-1], right: [-2], leaf: [-1, 1] };
    const lone: Tree = { feature: [], threshold: [], left: [], right: [], leaf: [0.25] };
    const score = new Score({
      ...unordered,
      features: ["cosine"],
      trees: [tree, lone],
      bias: 0,
      blend: ALONE,
    });
    const at = (cosine: number) => score.logOddsOf(new Float64Array(EVIDENCE.length).fill(cosine));
    expect([at(0.5), at(0.50001)]).toEqual([-0.75, 1.25]);
  });

  it("are refused where they were taught on a figure that is not there", () => {
    expect(() => new Score({ ...pairModel, features: ["charm"] })).toThrow('taught on "charm"');
  });

  it("are refused where one has more leaves than bits", () => {
    const leaf = Array.from({ length: 33 }, () => 0);
    const broad: Tree = { feature: [], threshold: [], left: [], right: [], leaf };
    expect(() => new Score({ ...pairModel, trees: [broad] })).toThrow("32 leaves");
  });
});

describe("the vectors of words", () => {
  it.each([256, 250, 8, 3])("of %i dimensions have the cosines of floating point", (dimension) => {
    const vectors = new WordVectors(dimension);
    const one = Float32Array.from({ length: dimension }, (_, i) => Math.sin(i * i));
    const two = Float32Array.from({ length: dimension }, (_, i) => Math.cos(i * 3));
    const [a, b] = [vectors.add(one), vectors.add(two)];
    const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
    const plain = dot(one, two) / Math.sqrt(dot(one, one) * dot(two, two));
    expect(vectors.cosine(a, b)).toBeCloseTo(plain, 2);
    expect(vectors.cosine(a, a)).toBeCloseTo(1, 9);
  });

  it("outgrow their first memory without losing a row", () => {
    const vectors = new WordVectors(256);
    const rows = Array.from({ length: 3_000 }, (_, n) =>
      vectors.add(Float32Array.from({ length: 256 }, (_v, i) => (i === n % 256 ? 1 : 0))),
    );
    expect(vectors.cosine(rows[5]!, rows[5 + 256 * 10]!)).toBeCloseTo(1, 9);
    expect(vectors.cosine(rows[5]!, rows[6]!)).toBe(0);
  });

  it.each([
    ["zeros", [0, 0, 0]],
    ["no number", [1, Number.NaN, 0]],
    ["infinity", [1, Number.POSITIVE_INFINITY, 0]],
  ])("refuse one of %s", (_name, values) => {
    expect(new WordVectors(3).add(Float32Array.from(values))).toBe(-1);
  });
});

describe("words cut by hand and tokens cut by the big expression", () => {
  it.each([
    ["What's Anna's e-mail?", ["what", "is", "anna", "e", "mail"]],
    ["the users' rights, 'quoted'", ["the", "users", "rights", "quoted"]],
    ["Node.js or node. js", ["node.js", "or", "node", "js"]],
    ["http://a.b c:d http: x", ["http://a.b", "c", "d", "http", "x"]],
    ["C++ c# R$ 5 r 5", ["c++", "c#", "5", "brl", "r", "5"]],
    ["run() run ( ) a::b a: b", ["run()", "run", "a::b", "a", "b"]],
    ["É isso, ação! naïve×naïve", ["é", "isso", "ação", "naïve", "×", "naïve"]],
    ["-v - v --all -", ["-v", "v", "--all"]],
    ["me@x.org me @x", ["me@x.org", "me", "@x"]],
    ["¿ 9:15 -3 or -$ 4?", ["9:15", "-3", "or", "-4", "usd"]],
    ["a != b ! = c", ["a", "!=", "b", "=", "c"]],
    ["I.B.M. and U.S. end.", ["ibm", "and", "us", "end"]],
    ["x 2023-01-05 y 12:30", ["x", "2023-01-05", "y", "12:30"]],
  ])("meet in %s", (text, words) => {
    expect(tokensOf(text).map((token) => token.text)).toEqual(words);
  });
});

describe("the figures", () => {
  const reader = new Reader(lexicon, pairModel);
  const pair = new Alignment(reader.vocabulary);
  const figuresOf = (a: string, b: string): number[] => {
    const unset = new Float64Array(EVIDENCE.length).fill(Number.NaN);
    return [...evidenceOf(pair.lay(...reader.together(a, b)), unset)];
  };

  it("are all set and finite, whatever the texts", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.constantFrom("", "what is it", "one two three ".repeat(300), ...near.slice(0, 10).flat()),
    );
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(figuresOf(a, b).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it("do not depend on which pair was on the bench before", () => {
    const once = near.map(([a, b]) => figuresOf(a, b));
    const again = [...near].reverse().map(([a, b]) => figuresOf(a, b));
    expect(again.reverse()).toEqual(once);
  });

  it("are equal in both orders but for those that the alignment decides", () => {
    const names = ["cosine", "softMin", "softMax", "trigrams", "rolesGap", "frameGap", "grammarGap"] as const;
    for (const [a, b] of near) {
      const [one, two] = [figuresOf(a, b), figuresOf(b, a)];
      for (const name of names) {
        const at = EVIDENCE.indexOf(name);
        expect(one[at], `${name}: ${a} | ${b}`).toBeCloseTo(two[at]!, 9);
      }
    }
  });
});

describe("parsed questions", () => {
  it("are kept for every question of a scope of 16,384, asked in turn", () => {
    const reader = new Reader(lexicon, pairModel);
    const asked = (n: number) => `reset router ${n % 128} in room ${n >> 7}`;
    const first = Array.from({ length: 16_384 }, (_, n) => reader.together(asked(n), asked(n))[0]);
    const again = first.filter((one, n) => reader.together(asked(n), asked(n))[0] !== one);
    expect(again).toHaveLength(0);
  });

  it("are not given up for questions that are asked and found", () => {
    const reader = new Reader(lexicon, pairModel);
    const stored = Array.from({ length: 1_000 }, (_, n) => `reset router ${n}`);
    const first = stored.map((text) => reader.together(text, "reset it")[0]);
    for (let n = 0; n < 20_000; n++) {
      reader.asked(`restart router ${n}`);
      reader.together(stored[n % 10] ?? "", `restart router ${n}`);
    }
    expect(stored.filter((text, n) => reader.together(text, "reset it")[0] !== first[n])).toHaveLength(0);
  });

  it("are fewer in a small heap, and the verdicts the same", () => {
    const small = calibratedVerifier(lexicon, pairModel, 0.04);
    const large = calibratedVerifier(lexicon, pairModel, 1);
    for (const [a, b] of near) expect(small.compare(a, b, 0.9)).toEqual(large.compare(a, b, 0.9));
  });
});

describe("a vocabulary that is full", () => {
  it("is begun anew, and the verdicts stay what they were", () => {
    const verifier = createVerifier(lexicon, pairModel);
    const verdicts = () => near.slice(0, 20).map(([a, b]) => verifier.compare(a, b, 0.9));
    const before = verdicts();
    let word = 0;
    for (let text = 0; text < 60; text++) {
      const made = Array.from({ length: 500 }, () => `w${(word++).toString(36)}`).join(" ");
      verifier.compare(made, "what is a word", 0.9);
    }
    expect(verdicts()).toEqual(before);
  });

  it("holds no more words than its bound and one question's", () => {
    const reader = new Reader(lexicon, pairModel);
    let word = 0;
    let most = 0;
    for (let text = 0; text < 60; text++) {
      const made = Array.from({ length: 500 }, () => `w${(word++).toString(36)}`).join(" ");
      reader.together(made, "what is a word");
      most = Math.max(most, reader.vocabulary.vectors.rows);
    }
    expect(word).toBe(30_000);
    expect(most).toBeLessThan(17_000);
  });
});

describe("reading", () => {
  const laidOut = (read: Analysis) => ({
    words: read.words.map(({ raw, part, key, opens, named }) => ({ raw, part, key, opens, named })),
    ...{ frame: read.frame, language: read.language, places: read.places, said: read.said },
    ...{ roles: read.roles.map(({ text }) => text), moves: read.moves, syntax: read.syntax, bags: read.bags },
    ...{
      sum: read.sum,
      whole: read.whole,
      weight: read.weight,
      triples: read.triples,
      grammar: read.grammar,
    },
    ...{ canonical: read.canonical, residueId: read.residueId, tense: read.residue.tense, cased: read.cased },
  });

  it("the same text twice gives the same analysis, whatever was read between", () => {
    const { vocabulary } = new Reader(lexicon, pairModel);
    const [first] = near[0]!;
    const one = laidOut(analyse(first, vocabulary));
    for (const [a, b] of near) analyse(`${a} ${b}`, vocabulary);
    expect(laidOut(analyse(first, vocabulary))).toEqual(one);
  });

  it("says what is made late as it would have said it at once", () => {
    const { vocabulary } = new Reader(lexicon, pairModel);
    const texts = near.flat();
    const late = texts.map((text) => analyse(text, vocabulary));
    const at = new Reader(lexicon, pairModel).vocabulary;
    const atOnce = texts.map((text) => named(laidOut(analyse(text, at))));
    expect(late.map((read) => named(laidOut(read)))).toEqual(atOnce);
  });

  it("keeps one object for words that are spelt and used alike, and parts those that are not", () => {
    const { vocabulary } = new Reader(lexicon, pairModel);
    const words = analyse("May I pay in May, or may I pay in june", vocabulary).words;
    const [first, , pay, , month, , small, , again] = words;
    expect(again).toBe(pay);
    expect([first!.raw, month!.raw, small!.raw]).toEqual(["May", "May", "may"]);
    expect(first).not.toBe(month);
    expect(first).not.toBe(small);
  });

  it("keeps a bounded number of spellings of one word", () => {
    const { vocabulary } = new Reader(lexicon, pairModel);
    const spelt = Array.from({ length: 200 }, (_, n) =>
      [..."container"].map((letter, i) => ((n >> i) & 1 ? letter.toUpperCase() : letter)).join(""),
    );
    const read = analyse(spelt.join(" "), vocabulary);
    expect(read.words.map(({ raw }) => raw)).toEqual(spelt);
    expect(vocabulary.formOf("container").senses.length).toBeLessThan(30);
  });
});

/** Without the numbers of one vocabulary, which hang on what it met before. */
function named({ words, said, moves, bags, residueId, cased, ...rest }: Record<string, unknown>): unknown {
  const list = (of: unknown): number => (of as readonly unknown[]).length;
  return { ...rest, said: list(said), moves: list(moves), bags: list(bags), cased: list(cased) };
}
