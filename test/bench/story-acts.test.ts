/** The recorded story can fail: each promise that a gateway breaks ends it, by name (bench/story/acts.ts). */
import { describe, expect, it } from "vitest";
import { play } from "../../bench/story/acts.ts";
import type { Crowd, Standing } from "../../bench/story/crowd.ts";
import { CLASSES } from "../../bench/story/questions.ts";
import type { Change } from "../../bench/story/record.ts";
import { Broken } from "../../bench/story/telling.ts";
import { seeded } from "../../bench/story/traffic.ts";
import { Truth } from "../../bench/story/truth.ts";

const STEPS = [0, 1, 10, 100];
const FALL = "wrong answers have risen above 1 % (drift alarm): measuring begins anew";

/** What this gateway does wrong. */
interface Faults {
  readonly mode?: string;
  readonly servesInShadow?: boolean;
  readonly climbs?: readonly number[];
  readonly stepSeconds?: number;
  readonly wavering?: number;
  readonly wrongAtRest?: number;
  /** In percent, of each step up; 0.8 where none is given. */
  readonly bounds?: readonly number[];
  readonly notices?: boolean;
  readonly fallsTo?: number;
  readonly whyFalls?: string;
  readonly servesAfter?: boolean;
  readonly alerts?: readonly string[];
  readonly explains?: string;
}

/** A gateway and its visitors by a script: 20 requests a batch, a step every 200, a fall two batches after the change. */
function scripted(faults: Faults) {
  const truth = new Truth();
  const climbs = faults.climbs ?? STEPS.slice(1);
  const counts = { requests: 0, served: 0, wrong: 0, exact: 0, exactWrong: 0, shadow: 0 };
  const wrongAnswers: { request: string; question: string; got: string; right: string }[] = [];
  const changes: Change[] = [];
  let percentage = 0;
  let sinceChange = 0;
  let hasFallen = false;
  const asked = "How do I do it?";
  const move = (to: number, why: string) => {
    const at = new Date(changes.length * (faults.stepSeconds ?? 10) * 1000).toISOString();
    changes.push({ at, from: percentage, to, why });
    percentage = to;
  };
  const wrong = () => {
    counts.wrong++;
    wrongAnswers.push({ request: "req_1", question: asked, got: "old", right: "new" });
  };
  const isChanged = () => CLASSES.some(({ wordings, after }) => truth.right(wordings[0]!) === after);
  const standing = (): Standing => ({
    ...{ mode: faults.mode ?? "auto", traffic_percentage: percentage, error_bound: 0.008, threshold: 0.85 },
    ...{ labels: counts.requests, requests: counts.requests, why: "as measured", changes, drift_level: 0 },
    check_chance: percentage === 100 && counts.requests > 1_000 ? 0.1 : 1,
    noise: { asked_twice: 5, known_different: 9 },
  });
  const visitors: Crowd = {
    ...{ counts, wrongAnswers, points: [], wavering: faults.wavering ?? 0, insiders: 40 },
    standing: async () => standing(),
    batch: async () => {
      counts.requests += 20;
      counts.shadow += 5;
      if (percentage > 0) counts.served += 5;
      else if (faults.servesInShadow || (hasFallen && faults.servesAfter)) counts.served++;
      if (percentage === 100 && counts.wrong < (faults.wrongAtRest ?? 0)) wrong();
      const next = climbs[changes.length];
      if (isChanged()) {
        if (!hasFallen) wrong();
        if (++sinceChange === 2 && faults.notices !== false) {
          hasFallen = true;
          move(faults.fallsTo ?? 0, faults.whyFalls ?? FALL);
        }
      } else if (next !== undefined && counts.requests > 250 + 200 * changes.length)
        move(next, `the error is at most ${faults.bounds?.[changes.length] ?? 0.8} %, 1 % is allowed`);
      return standing();
    },
  };
  const gateway = {
    admin: async <T>() =>
      ({
        ...standing(),
        alerts: (faults.alerts ?? ["rollout-fall"]).map((name) => ({ name, message: `fell: ${FALL}` })),
      }) as T,
    command: async () => faults.explains ?? `semantic: reworded\n\n  asked ${asked}\n`,
  };
  const settings = {
    ...{ maxErrorRate: 0.01, dwellSeconds: 10, seed: 1, rate: 80, sessions: 400 },
    ...{ repeats: 0.15, singles: 0.3, changed: 0.4 },
  };
  const said: string[] = [];
  const stage = { settings, steps: STEPS, gateway, visitors, truth, chance: seeded(1) };
  const untilMs = Number.POSITIVE_INFINITY;
  return {
    said,
    play: () => play({ ...stage, isSameToJudge: () => false, say: (line) => void said.push(line), untilMs }),
  };
}

describe("the acts of the story", () => {
  it("are played to the end by a gateway that keeps its promises, and counted", async () => {
    const { play, said } = scripted({});
    const story = await play();
    expect(story.acts.map(({ title }) => title)).toEqual([
      "Cold start: shadow",
      "Labels arrive",
      "The percentage climbs",
      "What is right changes",
      "It notices",
      "The operator reads why",
    ]);
    expect(story.wrong).toEqual({ beforeChange: 0, untilFall: 2, afterFall: 0, exactStale: 0 });
    expect(story.fellAt - story.changedAt).toBe(40);
    expect(story.classesChanged).toBe(24);
    expect(said.join("\n")).toContain(FALL);
  });

  it.each<[string, Faults, RegExp]>([
    ["is not auto", { mode: "manual" }, /^act 1, .*the mode is manual/],
    ["serves in shadow", { servesInShadow: true }, /^act 1, .*answers by meaning were served at 0 %/],
    ["leaves out a step", { climbs: [1, 100] }, /^act 3, .*it went 0 to 1, 1 to 100/],
    ["begins beyond what is allowed", { bounds: [1.02] }, /^act 2, .*at most 1.02 %/],
    ["goes on beyond what is allowed", { bounds: [1, 0.9, 1.1] }, /^act 3, .*at most 1.1 %/],
    ["never climbs", { climbs: [] }, /^not within 12000 requests: the percentage left 0/],
    ["hurries", { stepSeconds: 3 }, /^act 3, .*shorter than dwell_seconds/],
    ["lets visitors waver", { wavering: 2 }, /^act 3, .*2 visitors/],
    ["is wrong before anything changes", { wrongAtRest: 25 }, /^act 3, .*answered wrongly/],
    ["notices nothing", { notices: false }, /^not within 3000 requests: the percentage fell/],
    ["falls too little", { fallsTo: 10 }, /^act 5, .*it fell to 10 %/],
    ["falls for another reason", { whyFalls: "upstream fails" }, /^act 5, .*upstream fails/],
    ["serves after the fall", { servesAfter: true }, /^act 5, .*were served after the fall/],
    ["raises no alert", { alerts: ["budget"] }, /^act 6, .*the alerts are budget/],
    ["explains nothing", { explains: "miss: absent" }, /^act 6, .*explain says: miss: absent/],
  ])("end where a gateway %s", async (_, faults, message) => {
    const failed = await scripted(faults)
      .play()
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Broken);
    expect((failed as Broken).message).toMatch(message);
  });
});
