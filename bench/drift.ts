/**
 * Retrieved documents change half-way. How often is a stored answer wrong by then, and how much is saved? Three rules
 * over one stream: reuse by the question alone, by question and whole context (how answers are shared by default), and
 * `identity.context: grounded`.
 *
 *     npm run bench:drift -- [--half seen|unseen] [--per-set N] [--queries N] [--seed N] [--tell N] [--data DIR]
 *
 * Rules and tables of words were looked at on the half `seen`; `unseen` holds other sentences.
 */
import { parseArgs } from "node:util";
import { chance } from "./chance.ts";
import { factsOf, fillersOf, type Half } from "./drift/facts.ts";
import { byKey, grounded, type Rule } from "./drift/reuse.ts";
import { CHANGES, type Change, World } from "./drift/world.ts";
import { Data, SHARED } from "./quality/data.ts";

const { values: options } = parseArgs({
  options: {
    half: { type: "string", default: "unseen" },
    "per-set": { type: "string", default: "400" },
    queries: { type: "string", default: "16000" },
    seed: { type: "string", default: "1" },
    /** Wrong answers to show. */
    tell: { type: "string", default: "0" },
    data: { type: "string", default: SHARED },
  },
});
if (options.half !== "seen" && options.half !== "unseen") throw new Error("--half: seen or unseen");
const half: Half = options.half;
const [perSet, queries, seed, tell] = [options["per-set"], options.queries, options.seed, options.tell].map(
  Number,
) as [number, number, number, number];

interface Counted {
  hits: number;
  wrong: number;
  lateHits: number;
  lateWrong: number;
  readonly byChange: Map<Change, { asked: number; hits: number; wrong: number }>;
  readonly bySet: Map<string, { asked: number; hits: number; wrong: number }>;
}

const data = new Data(options.data);
const facts = factsOf(data, half, perSet);
const world = new World(facts, fillersOf(data, half, 2 * facts.length), seed);
const rules: readonly Rule[] = [
  byKey("question alone", (question) => question),
  byKey("question and context", (question, context) => `${question}\0${context}`),
  grounded(),
];
const counted = rules.map(
  (): Counted => ({
    ...{ hits: 0, wrong: 0, lateHits: 0, lateWrong: 0 },
    ...{ byChange: new Map(), bySet: new Map() },
  }),
);
const random = chance(seed + 1);
const popular = facts.map((_, at) => 1 / (at + 10) ** 0.8);
const order = facts.map((_, at) => ({ at, by: random() })).sort((a, b) => a.by - b.by);
const sums = popular.map(
  (
    (sum) => (weight: number) =>
      (sum += weight)
  )(0),
);
/** Stored answers on a context that is not theirs, by whether they still hold. */
const laid = { right: new Map<string, number>(), wrong: new Map<string, number>() };
let told = 0;
for (let turn = 0; turn < queries; turn++) {
  const isLate = turn >= queries / 2;
  if (turn === Math.ceil(queries / 2)) world.change(seed + 2);
  const draw = random() * (sums.at(-1) ?? 0);
  const fact = order[sums.findIndex((sum) => sum > draw)]?.at ?? 0;
  const question = world.question(fact);
  const { text: context, docs } = world.context(fact);
  for (const [i, rule] of rules.entries()) {
    const count = counted[i] as Counted;
    rule.onLaid = ({ answer, whyNot }) => {
      const holds = world.holds(fact, answer, docs);
      const group = holds ? laid.right : laid.wrong;
      group.set(whyNot ?? "reused", (group.get(whyNot ?? "reused") ?? 0) + 1);
    };
    const reused = rule.find(question, context);
    const isWrong = reused !== null && !world.holds(fact, reused.answer, docs);
    tally(count, { fact, isLate, isHit: reused !== null, isWrong });
    if (reused === null) rule.store(question, context, world.answer(fact, docs));
    else if (isWrong && rule.name === "grounded" && told++ < tell)
      console.log(
        `\n${world.changes[fact]}: ${question}\n  served: ${reused.answer.text}\n  from: ${context}`,
      );
  }
}

function tally(
  count: Counted,
  of: { readonly fact: number; readonly isLate: boolean; readonly isHit: boolean; readonly isWrong: boolean },
): void {
  if (of.isHit) count.hits++;
  if (of.isWrong) count.wrong++;
  if (!of.isLate) return;
  if (of.isHit) count.lateHits++;
  if (of.isWrong) count.lateWrong++;
  const groups = [
    [count.byChange, world.changes[of.fact] as Change],
    [count.bySet, facts[of.fact]?.set as string],
  ] as const;
  for (const [groupsOf, name] of groups) {
    const map = groupsOf as Map<string, { asked: number; hits: number; wrong: number }>;
    const group = map.get(name) ?? { asked: 0, hits: 0, wrong: 0 };
    group.asked++;
    if (of.isHit) group.hits++;
    if (of.isWrong) group.wrong++;
    map.set(name, group);
  }
}

const share = (part: number, all: number) => `${((100 * part) / Math.max(1, all)).toFixed(2)} %`.padStart(9);
console.log(
  `${facts.length} facts of the half "${half}", ${queries} questions, the documents change after ${queries / 2}; shares of all questions\n`,
);
console.log(`${"reuse by".padEnd(24)}     hits     wrong   late hits   late wrong (of the second half)`);
for (const [i, { name }] of rules.entries()) {
  const { hits, wrong, lateHits, lateWrong } = counted[i] as Counted;
  console.log(
    `${name.padEnd(22)}${share(hits, queries)} ${share(wrong, queries)}   ${share(lateHits, queries / 2)}    ${share(lateWrong, queries / 2)}`,
  );
}
const [alone, , own] = counted as [Counted, Counted, Counted];
console.log(
  `\nwrong by the question alone over wrong grounded: ${(alone.wrong / Math.max(1, own.wrong)).toFixed(1)}`,
);
for (const [name, group] of [
  ["still hold", laid.right],
  ["hold no more", laid.wrong],
] as const) {
  const all = [...group.values()].reduce((sum, n) => sum + n, 0);
  const parts = [...group]
    .sort((a, b) => b[1] - a[1])
    .map(([why, n]) => `${why} ${((100 * n) / all).toFixed(1)} %`);
  console.log(`stored answers laid on another context that ${name}: ${all}: ${parts.join(", ")}`);
}
console.log("\nsecond half, grounded: by what became of the document, and by set");
for (const name of CHANGES) row(name, own.byChange.get(name));
for (const [name, group] of own.bySet) row(name, group);

function row(name: string, group: { asked: number; hits: number; wrong: number } | undefined): void {
  if (group === undefined) return;
  const { asked, hits, wrong } = group;
  console.log(
    `${name.padEnd(42)}${String(asked).padStart(6)} asked ${share(hits, asked)} hits ${share(wrong, asked)} wrong`,
  );
}
