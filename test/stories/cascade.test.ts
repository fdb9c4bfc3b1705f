/** Where words cannot decide a model is asked in the caller's own name: told over loopback. */
import { afterEach, describe, expect, it } from "vitest";
import type { JudgedPair } from "../../src/label/deps.ts";
import { type Harness, type HarnessOptions, startHarness } from "../support/harness.ts";
import { type Arrived, answerText, startUpstream, type TestUpstream } from "../support/upstream.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const STORED = "how to learn guitar";
const ASKED = "how to learn guitar well";
const isOfJudge = ({ body }: Arrived): boolean => body.includes("You compare two answers");

interface Bench {
  readonly gw: Harness;
  readonly up: TestUpstream;
  readonly labels: JudgedPair[];
  readonly counted: (string | null)[];
  /** Answers to which words were asked for a verdict. */
  readonly worded: string[];
  readonly scores: number[];
  readonly chances: { readonly q: number; readonly qServed: number }[];
}

interface Shown {
  readonly id?: string;
  readonly question_2: string;
}

function shownTo({ body }: Arrived): readonly Shown[] {
  const { messages } = JSON.parse(String(body)) as { messages: [object, { content: string }] };
  const material = JSON.parse(messages[1].content) as { pairs?: Shown[] } & Shown;
  return material.pairs ?? [material];
}

/** Of several pairs it says the same of each. */
function replyTo(arrived: Arrived, verdict: string): string {
  const shown = shownTo(arrived);
  if (shown.length === 1) return verdict;
  return JSON.stringify({ verdicts: shown.map(({ id }) => ({ id, ...(JSON.parse(verdict) as object) })) });
}

/** Words are never sure here; the model, which is upstream itself, says `verdict`. */
async function bench(
  verdict: string,
  cascade: { model: string | null; share: number; pairs?: number } | null,
  { checkChance = 0, ...more }: Partial<HarnessOptions> & { readonly checkChance?: number } = {},
): Promise<Bench> {
  const up = await startUpstream((arrived, res) =>
    answerText(
      ...[arrived, res],
      isOfJudge(arrived) ? replyTo(arrived, verdict) : `Practise ${arrived.question.length} minutes.`,
    ),
  );
  const labels: JudgedPair[] = [];
  const counted: (string | null)[] = [];
  const worded: string[] = [];
  const scores: number[] = [];
  const chances: { q: number; qServed: number }[] = [];
  const gw = await startHarness({
    ...{ upstream: up.url, policy: { serveFound: false, adapt: false }, ...more },
    labels: {
      judge: () => ({
        kind: "answer",
        judge: ({ fresh }) => {
          worded.push(fresh);
          return { verdict: "unsure", why: "words do not tell" };
        },
      }),
      cascade: () => cascade && { ahead: 0, pairs: 1, ...cascade },
      measuring: {
        observe: ({ verdict: counts, q, qServed, score }) => {
          if (score !== null) scores.push(score);
          counted.push(counts);
          chances.push({ q, qServed });
        },
        doubleAsked: () => {},
        knownPair: () => {},
        ...{ checkChance, doubleChance: 0 },
      },
      keepLabel: (pair) => labels.push(pair),
      chance: () => 0.99,
      budget: { hasRoom: () => true, take: () => true, billed: () => {} },
    },
  });
  ends.push(
    () => up.close(),
    () => gw.close(),
  );
  return { gw, up, labels, counted, worded, chances, scores };
}

describe("a rewording whose answer words cannot judge", () => {
  it("is judged by the caller's own model, with the caller's own credential, from both questions and both answers", async () => {
    const { gw, up, labels } = await bench('{"verdict":"same"}', { model: null, share: 1 });
    await gw.chat(STORED);
    const first = up.arrived.at(-1)!;
    await gw.chat(ASKED);
    await expect.poll(() => labels.length).toBe(1);
    expect(labels[0]).toMatchObject({ verdict: "same", judge: "model" });
    const [asked, ...more] = up.arrived.filter(isOfJudge);
    expect(more).toEqual([]);
    expect(asked!.headers.authorization).toBe(first.headers.authorization);
    const sent = JSON.parse(String(asked!.body)) as { model: string; messages: { content: string }[] };
    expect(sent.model).toBe((JSON.parse(String(first.body)) as { model: string }).model);
    expect(JSON.parse(sent.messages[1]!.content)).toEqual({
      question_1: STORED,
      question_2: ASKED,
      answer_1: `Practise ${STORED.length} minutes.`,
      answer_2: `Practise ${ASKED.length} minutes.`,
    });
  });

  it("counts neither way where no model was drawn for it, by the chance with which one would have been", async () => {
    const { gw, up, labels, counted, chances } = await bench('{"verdict":"same"}', {
      model: null,
      share: 0.05,
    });
    await gw.chat(STORED);
    await gw.chat(ASKED);
    await expect.poll(() => labels.length).toBe(1);
    expect(labels[0]).toMatchObject({ verdict: "unsure", judge: "answer", q: 1 });
    expect(up.arrived.filter(isOfJudge)).toEqual([]);
    const { q, qServed } = chances.at(-1)!;
    expect(counted.at(-1)).toBeNull();
    // Hardly a call is saved up, so a model is asked for two pairs in nine of the highest, and for fewer others.
    expect(q).toBeGreaterThan(0.22);
    expect(q).toBeLessThan(0.24);
    expect(qServed).toBeGreaterThan(0);
    expect(qServed).toBeLessThan(q);
  });

  it("counts as different where others score higher and are worth the few calls", async () => {
    const { gw, labels, counted, chances, scores } = await bench('{"verdict":"same"}', {
      ...{ model: null, share: 0.001 },
    });
    await gw.chat(STORED);
    for (const [i, question] of ["to learn guitar how", ASKED].entries()) {
      await gw.chat(question);
      await expect.poll(() => labels.length).toBe(i + 1);
    }
    const [high, low] = scores.slice(-2);
    expect(low!).toBeLessThan(high!);
    expect([counted.at(-1), chances.at(-1)!.q]).toEqual(["different", 1]);
    expect([counted.at(-2), chances.at(-2)!.q < 1]).toEqual([null, true]);
  });

  it.each([
    ["a model that talks", "They are alike.", { model: null, share: 1 }],
    ["no share left", '{"verdict":"same"}', { model: null, share: 0 }],
    ["the switch off", '{"verdict":"same"}', null],
  ])("stays in doubt, which counts as different, with %s", async (_, verdict, cascade) => {
    const { gw, up, labels, counted } = await bench(verdict, cascade);
    await gw.chat(STORED);
    const asked = up.arrived.filter(isOfJudge).length;
    await gw.chat(ASKED);
    await expect.poll(() => labels.at(-1)?.verdict).toBe("unsure");
    expect(counted.at(-1)).toBe("different");
    expect(up.arrived.filter(isOfJudge).length - asked).toBe(verdict.startsWith("They") ? 1 : 0);
  });

  it.each([
    ["keeps its answers where its key may not use the model that is named", "a dear one", 403, "exact"],
    ["keeps them too where upstream says so by another status", "a dear one", 401, "exact"],
    ["is served nothing any more where upstream no longer knows its key", null, 401, "miss"],
  ])("is of a caller who %s", async (_, model, status, outcome) => {
    const { gw, up, labels } = await bench("", { model, share: 1 });
    await gw.chat(STORED);
    const { script } = up;
    up.script = (arrived, res) =>
      isOfJudge(arrived) ? void res.writeHead(status).end("{}") : script(arrived, res);
    await gw.chat(ASKED);
    await expect.poll(() => labels.length).toBe(1);
    expect(labels[0]).toMatchObject({ verdict: "unsure", judge: "model" });
    expect((await gw.chat(STORED)).outcome).toBe(outcome);
  });

  it("shares its call with others of the same caller, and with nobody else's", async () => {
    const { gw, up, labels } = await bench(
      ...(['{"verdict":"same"}', { model: null, share: 1, pairs: 2 }] as const),
    );
    const callers = ["Bearer sk-one", "Bearer sk-two"];
    let stored = 0;
    const ask = async (question: string, authorization: string): Promise<void> => {
      await gw.chat(question, {}, { authorization });
      stored++;
      await expect.poll(() => gw.deps.catalog.size).toBe(stored);
    };
    for (const caller of callers) await ask(STORED, caller);
    const questions = ["fast", "at home", "alone", "quickly", "well", "online"].map(
      (how) => `${STORED} ${how}`,
    );
    // Of either caller two have calls of their own, and then one waits for the next one's call. Each is waited for: while a
    // call is under way the next pair may find another place.
    const judgedOfEach = [0, 1, 2, 2, 4, 4, 6];
    for (const [n, question] of questions.entries())
      for (const [others, caller] of callers.entries()) {
        await ask(question, caller);
        const other = judgedOfEach[n + others] ?? 0;
        await expect.poll(() => labels.length).toBe((judgedOfEach[n + 1] ?? 0) + other);
      }
    expect(new Set(labels.map(({ verdict, judge }) => `${verdict} ${judge}`))).toEqual(
      new Set(["same model"]),
    );
    const asked = up.arrived.filter(isOfJudge);
    const by = (caller: string) => asked.filter(({ headers }) => headers.authorization === caller);
    for (const caller of callers) {
      expect(by(caller).map((call) => shownTo(call).length)).toEqual([1, 1, 2, 2]);
      expect(by(caller).flatMap((call) => shownTo(call).map((pair) => pair.question_2))).toEqual(questions);
    }
    expect(asked).toHaveLength(8);
  });
});

describe("a pair that waits for the call of another request", () => {
  const near = (how: string): string => `${STORED} ${how}`;
  const sharing = { model: null, share: 1, pairs: 4 };

  /** A request with a pair, which waits when this resolves, or its call has begun. */
  async function asks({ gw, worded }: Bench, question: string, headers = {}): Promise<string | null> {
    const before = worded.length;
    const { outcome } = await gw.chat(question, {}, headers);
    await expect.poll(() => worded.length).toBe(before + 1);
    for (let i = 0; i < 5; i++) await new Promise(setImmediate);
    return outcome;
  }

  /** The first question, and such that have calls of their own or share one. */
  async function begun(it: Bench, ...questions: readonly string[]): Promise<void> {
    await it.gw.chat(STORED);
    await expect.poll(() => it.gw.deps.catalog.size).toBe(1);
    for (const question of questions) await asks(it, question);
    await expect.poll(() => it.labels.length).toBe(questions.length);
  }

  it("is shown to nobody once one of its answers was purged, and counts as words leave it", async () => {
    const it = await bench('{"verdict":"same"}', { ...sharing, pairs: 2 });
    await begun(it, near("fast"), near("alone"));
    await asks(it, near("online"));
    it.gw.deps.purges.add({ text: "alone online" });
    it.gw.deps.purges.add({ text: "online" });
    await asks(it, near("well"));
    await expect.poll(() => it.labels.length).toBe(4);
    const asked = it.up.arrived.filter(isOfJudge);
    expect(asked.map((call) => shownTo(call).map((pair) => pair.question_2))).toEqual([
      [near("fast")],
      [near("alone")],
      [near("well")],
    ]);
    expect(it.labels.map(({ verdict, judge }) => `${verdict} ${judge}`)).toEqual([
      ...["same model", "same model", "unsure answer", "same model"],
    ]);
  });

  const HIT = "guitar how to learn";

  /** The check of a hit waits for its verdict, which the next miss brings: another one. */
  async function waiting(): Promise<Bench & { readonly clock: { nowMs: number } }> {
    const clock = { nowMs: 1_800_000_000_000 };
    const more = {
      policy: { adapt: false },
      checkChance: 1,
      clock: { nowMs: () => clock.nowMs, monotonicMs: () => clock.nowMs - 1_700_000_000_000 },
    };
    const it = await bench('{"verdict":"different"}', sharing, more);
    let answers = 0;
    it.up.script = (arrived, res) =>
      answerText(
        ...[arrived, res],
        isOfJudge(arrived) ? replyTo(arrived, '{"verdict":"different"}') : `Answer ${++answers}.`,
      );
    await begun(it, near("fast"), near("alone"), near("online"), near("soon"));
    expect(await asks(it, HIT)).toBe("semantic");
    return Object.assign(it, { clock });
  }

  it("has the fresh answer of a check stored as old as it is by then", async () => {
    const it = await waiting();
    it.clock.nowMs += 600_000;
    const labels = it.labels.length;
    await asks(it, near("well"));
    await expect.poll(() => it.labels.length).toBe(labels + 2);
    const hit = await it.gw.chat(HIT);
    expect([hit.outcome, hit.headers.get("age"), hit.content]).toEqual(["exact", "600", "Answer 6."]);
  });

  it("has no fresh answer of a check put in the place of a newer one, nor stored once its life is over", async () => {
    for (const isLate of [false, true]) {
      const it = await waiting();
      it.clock.nowMs += isLate ? 400 * 86_400_000 : 600_000;
      if (!isLate) await it.gw.chat(HIT, {}, { "cache-control": "no-cache" });
      const labels = it.labels.length;
      if (isLate) await it.gw.chat(near("well"));
      else await asks(it, near("well"));
      await expect.poll(() => it.labels.length).toBe(labels + (isLate ? 1 : 2));
      const hit = await it.gw.chat(HIT);
      expect([isLate, hit.outcome, hit.content]).toEqual(
        isLate ? [true, "miss", "Answer 8."] : [false, "exact", "Answer 7."],
      );
    }
  });
});
