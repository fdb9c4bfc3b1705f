import { describe, expect, it } from "vitest";
import { decide, nothingKnown } from "../../src/core/decide.ts";
import { NO_DIRECTIVES } from "../../src/core/directives.ts";
import type { Ask, Candidate, Known, Policy, Step } from "../../src/core/known.ts";
import type { SecondCalibration } from "../../src/core/verify/calibration/second.ts";
import type { EntryFacts, EntryId, Key, PairVerdict, Scope, TenantId, Veto } from "../../src/model.ts";
import { type BodyRead, walk } from "../../src/walk.ts";

const NOW = 1_800_000_000_000;
const SCOPE = "scope-a" as Scope;
const OTHER = "scope-b" as Scope;
const KEY = "key-a" as Key;

function entry(over: Partial<EntryFacts> = {}): EntryFacts {
  return {
    id: "entry-1" as EntryId,
    key: KEY,
    scope: SCOPE,
    tenant: "tenant" as TenantId,
    route: "chat",
    model: "m",
    question: "q",
    semantic: true,
    storedAtMs: NOW - 10_000,
    expiresAtMs: NOW + 60_000,
    staleUntilMs: NOW + 120_000,
    form: "json",
    usage: null,
    upstreamMs: 100,
    ...over,
  };
}

const EXPIRED = { storedAtMs: NOW - 90_000, expiresAtMs: NOW - 1, staleUntilMs: NOW + 1000 };
const DEAD = { storedAtMs: NOW - 90_000, expiresAtMs: NOW - 2000, staleUntilMs: NOW };

const verdict = (over: Partial<PairVerdict> = {}): PairVerdict => ({
  veto: null,
  probability: 0.95,
  score: 3,
  slot: null,
  ...over,
});
const slot = { kind: "name", stored: "docker", asked: "nginx", template: "install \0 on ubuntu" } as const;

function candidate(over: Partial<Candidate> = {}): Candidate {
  return {
    entry: entry({ key: "key-b" as Key }),
    similarity: 0.9,
    verdict: verdict(),
    refusedPair: false,
    confirmedPair: false,
    ...over,
  };
}

const ENTRIES: Record<string, EntryFacts> = {
  fresh: entry(),
  expired: entry(EXPIRED),
  dead: entry(DEAD),
  "other scope": entry({ scope: OTHER }),
  "other key": entry({ key: "key-z" as Key }),
  "of tomorrow": entry({ storedAtMs: NOW + 86_400_000 }),
};

const CANDIDATES: Record<string, Candidate> = {
  good: candidate(),
  "other scope": candidate({ entry: entry({ scope: OTHER }) }),
  expired: candidate({ entry: entry(EXPIRED) }),
  vetoed: candidate({ verdict: verdict({ veto: "numbers-differ", probability: 0.99, slot }) }),
  negated: candidate({ verdict: verdict({ veto: "negation-differs", probability: 0.99, slot }) }),
  low: candidate({ verdict: verdict({ probability: 0.84 }) }),
  "low with slot": candidate({ verdict: verdict({ probability: 0.5, slot }) }),
  "not a number": candidate({ verdict: verdict({ probability: Number.NaN }) }),
  refused: candidate({ refusedPair: true }),
  gone: candidate(),
  "hanging on a word": candidate({ verdict: verdict({ replaced: ["repair"] }) }),
  "exact only": candidate({ entry: entry({ semantic: false }) }),
  "of tomorrow": candidate({ entry: entry({ storedAtMs: NOW + 86_400_000 }) }),
};
for (const [name, c] of Object.entries(CANDIDATES)) {
  CANDIDATES[name] = { ...c, entry: { ...c.entry, id: name as EntryId } };
}

/** Every way in which a pair that labels confirm may stand, and what else may be near it. */
const CONFIRMED: Record<string, Candidate> = {
  low: candidate({ verdict: verdict({ probability: 0.4 }) }),
  sure: candidate(),
  "with slot": candidate({ verdict: verdict({ probability: 0.5, slot }) }),
  "not a number": candidate({ verdict: verdict({ probability: Number.NaN }) }),
  "other scope": candidate({ entry: entry({ scope: OTHER }) }),
  expired: candidate({ entry: entry(EXPIRED) }),
  vetoed: candidate({ verdict: verdict({ veto: "numbers-differ", probability: 0.99, slot }) }),
  refused: candidate({ refusedPair: true }),
  gone: candidate(),
  "hanging on a word": candidate({ verdict: verdict({ replaced: ["repair"] }) }),
  "exact only": candidate({ entry: entry({ semantic: false }) }),
};
for (const [name, c] of Object.entries(CONFIRMED)) {
  const id = `confirmed ${name}` as EntryId;
  CONFIRMED[name] = { ...c, confirmedPair: true, confirmations: 2, entry: { ...c.entry, id } };
}

/** What reading the bodies showed: nothing yet, what its name says of each, or that each hangs on a word. */
const everyId = [...Object.values(CANDIDATES), ...Object.values(CONFIRMED)].map((c) => c.entry.id);
const UNREAD: Known["bodies"] = new Map();
const READ: Known["bodies"] = new Map(
  everyId.map((id) => [id, /gone$/.test(id) ? "gone" : /hanging/.test(id) ? "depends" : "stands"]),
);
const HANGING: Known["bodies"] = new Map(everyId.map((id) => [id, "depends"]));

const DIRECTIVES = [
  {},
  { noCache: true },
  { noStore: true },
  { onlyIfCached: true },
  { noTransform: true },
  { maxAgeS: 5 },
  { minFreshS: 600 },
  { noCache: true, onlyIfCached: true },
  { onlyIfCached: true, maxAgeS: -1 },
];

const NEAR: Known["near"][] = [
  { at: "unasked" },
  { at: "failed", why: "embedder-failed" },
  { at: "failed", why: "index-failed" },
  { at: "failed", why: "verifier-failed" },
  { at: "failed", why: "lookup-timeout" },
  { at: "found", candidates: [] },
  ...Object.values(CANDIDATES).map((c) => ({ at: "found", candidates: [c] }) as const),
  { at: "found", candidates: Object.values(CANDIDATES) },
  {
    at: "found",
    candidates: Object.entries(CANDIDATES)
      .filter(([n]) => n !== "good")
      .map(([, c]) => c),
  },
];

const EXACT: Known["exact"][] = [
  { at: "unasked" },
  { at: "absent" },
  { at: "failed", why: "store-failed" },
  { at: "failed", why: "lookup-timeout" },
  ...Object.values(ENTRIES).map((e) => ({ at: "found", entry: e }) as const),
];

const ADAPTED: Known["adapted"][] = [
  { at: "unasked" },
  { at: "unconfirmed" },
  { at: "failed", why: "adapter-failed" },
  { at: "made", adapted: { entry: CANDIDATES["vetoed"]!.entry, similarity: 0.9, confidence: 0.8 } },
  { at: "made", adapted: { entry: CANDIDATES["vetoed"]!.entry, similarity: 0.9, confidence: 0.5 } },
  {
    at: "made",
    adapted: { entry: entry({ scope: OTHER, id: "foreign" as EntryId }), similarity: 0.9, confidence: 0.99 },
  },
];

/** Of log odds alone: what the second look says is what counts. */
const CALIBRATION: SecondCalibration = {
  version: "test",
  bias: 0,
  first: 0,
  second: 1,
  centre: 0,
  scale: 1,
};
const everyScore = (score: number) =>
  new Map(Object.keys(CANDIDATES).map((name) => [name as EntryId, score]));
const SECOND: Known["second"][] = [
  { at: "unasked" },
  { at: "failed" },
  { at: "looked", scores: new Map() },
  { at: "looked", scores: everyScore(5) },
  { at: "looked", scores: everyScore(-5) },
  { at: "looked", scores: everyScore(Number.NaN) },
];
const SECOND_LOOKS: Policy["secondLook"][] = [
  null,
  { low: 0.2, high: 0.97, calibration: CALIBRATION },
  { low: 0.2, high: 0.97, calibration: null },
];

/** Whether a page may read the answer, which no other part of a request bears on: told of a few requests only. */
function originsOf(ask: Ask): readonly Known["origin"][] {
  const isTried = ask.cacheable && ask.minConfidence === 0 && !ask.exactOnly && !ask.credentialRefused;
  return isTried ? ["none", "unknown", "unasked"] : ["none"];
}

function* asks(): Generator<Ask> {
  yield { cacheable: false, why: "n", onlyIfCached: false };
  yield { cacheable: false, why: "n", onlyIfCached: true };
  for (const over of DIRECTIVES)
    for (const exactOnly of [false, true])
      for (const minConfidence of [null, 0, 0.97])
        for (const inside of [false, true])
          for (const credentialRefused of [false, true])
            yield {
              cacheable: true,
              scope: SCOPE,
              key: KEY,
              exactOnly,
              directives: { ...NO_DIRECTIVES, ...over },
              minConfidence,
              inside,
              credentialRefused,
            };
}

function* policies(
  calibrated = true,
  secondLook: Policy["secondLook"] = null,
  saves = [false, true],
  uncertified = false,
): Generator<Policy> {
  // Whether it is saved bears on nothing else: told of a few policies only.
  for (const exactForAll of [false, true])
    for (const semantic of [false, true])
      for (const serveFound of [false, true])
        for (const save of saves)
          for (const adapt of [false, true])
            if (save || (adapt && exactForAll))
              yield {
                exactForAll,
                semantic,
                serveFound,
                save,
                adapt,
                similarityThreshold: 0.85,
                adaptationThreshold: 0.75,
                calibrated,
                secondLook,
                uncertified,
              };
}

interface Row {
  readonly known: Known;
  readonly policy: Policy;
  readonly step: Step;
}

/** Every state of what may be known, under every setting of the switches. */
function everyState(visit: (row: Row) => void): number {
  let states = 0;
  const known = { upstream: "unasked", second: { at: "unasked" }, bodies: READ } as {
    -readonly [K in keyof Known]: Known[K];
  };
  for (const policy of policies())
    for (const ask of asks())
      for (const origin of originsOf(ask)) {
        known.ask = ask;
        known.origin = origin;
        for (const upstream of ["unasked", "running", "failed"] as const) {
          known.upstream = upstream;
          for (const exact of EXACT) {
            known.exact = exact;
            for (const near of NEAR) {
              known.near = near;
              for (const adapted of ADAPTED) {
                known.adapted = adapted;
                states++;
                visit({ known, policy, step: decide(known, policy, NOW) });
              }
            }
          }
        }
      }
  return states;
}

/** Every neighbour, its body unread, read, or hanging on a word that the asked question exchanged. */
function everyBodyState(visit: (row: Row) => void): number {
  let states = 0;
  const known = { second: { at: "unasked" }, exact: EXACT[1]!, origin: "none" } as {
    -readonly [K in keyof Known]: Known[K];
  };
  const all = [...Object.values(CANDIDATES), ...Object.values(CONFIRMED)];
  const nears = [...all.map((c) => [c]), all];
  for (const policy of policies(true, null, [true]))
    for (const ask of [...asks()].filter((of) => of.cacheable && !of.exactOnly && !of.credentialRefused))
      for (const upstream of ["unasked", "running"] as const)
        for (const candidates of nears)
          for (const bodies of [UNREAD, READ, HANGING])
            for (const adapted of [ADAPTED[0]!, ADAPTED[3]!]) {
              Object.assign(known, { ask, upstream, near: { at: "found", candidates }, bodies, adapted });
              states++;
              visit({ known, policy, step: decide(known, policy, NOW) });
            }
  return states;
}

/** Every state of a second look and of the calibration, over what can stand beside them. */
function everySecondState(visit: (row: Row) => void): number {
  let states = 0;
  const exacts = EXACT.filter(({ at }) => at === "absent" || at === "failed").slice(0, 2);
  const telling = ["good", "vetoed", "low", "low with slot", "refused"].map((name) => CANDIDATES[name]!);
  const nears = NEAR.filter(
    (near) => near.at === "found" && (near.candidates.length !== 1 || telling.includes(near.candidates[0]!)),
  );
  const known = {} as { -readonly [K in keyof Known]: Known[K] };
  for (const lacks of ["nothing", "calibration", "certificate"])
    for (const secondLook of SECOND_LOOKS)
      for (const policy of policies(lacks !== "calibration", secondLook, [true], lacks === "certificate"))
        for (const ask of asks())
          for (const upstream of ["unasked", "running", "failed"] as const)
            for (const exact of exacts)
              for (const near of nears)
                for (const second of SECOND)
                  for (const adapted of [ADAPTED[1]!, ADAPTED[3]!]) {
                    Object.assign(known, { ask, upstream, exact, near, second, adapted });
                    Object.assign(known, { bodies: READ, origin: "none" });
                    states++;
                    visit({ known, policy, step: decide(known, policy, NOW) });
                  }
  return states;
}

/** Every state of a confirmed pair, alone and beside others, under every lack of permission. */
function everyConfirmedState(visit: (row: Row) => void): number {
  let states = 0;
  const beside = ["good", "low", "low with slot"].map((name) => CANDIDATES[name]!);
  const nears = Object.values(CONFIRMED).flatMap((c) =>
    [[c], [...beside, c], [c, CONFIRMED["low"]!]].map((candidates) => ({ at: "found", candidates }) as const),
  );
  const known = {} as { -readonly [K in keyof Known]: Known[K] };
  for (const lacks of ["nothing", "calibration", "certificate"])
    for (const secondLook of SECOND_LOOKS.slice(0, 2))
      for (const policy of policies(lacks !== "calibration", secondLook, [true], lacks === "certificate"))
        for (const ask of asks())
          for (const upstream of ["unasked", "running"] as const)
            for (const near of nears)
              for (const second of [SECOND[0]!, SECOND[4]!]) {
                Object.assign(known, { ask, upstream, exact: EXACT[1]!, near, second, adapted: ADAPTED[1]! });
                Object.assign(known, { bodies: READ, origin: "none" });
                states++;
                visit({ known, policy, step: decide(known, policy, NOW) });
              }
  return states;
}

/** The pair as it is served: semantic, by `confirmed` or by its own probability. */
function confirmedHit(row: Row): Candidate | null {
  if (found(row.step)?.tier !== "semantic") return null;
  const hit = candidateOf(row);
  return hit?.confirmedPair === true ? hit : null;
}

/** Could a confirmed pair be served, as far as the pair itself goes? */
function isFit({ known }: Row): boolean {
  const { ask, near } = known;
  if (near.at !== "found" || !ask.cacheable) return false;
  const { maxAgeS, minFreshS } = ask.directives;
  return near.candidates.some(
    (c) =>
      c.confirmedPair &&
      !c.refusedPair &&
      known.bodies.get(c.entry.id) !== "gone" &&
      c.entry.semantic &&
      c.entry.scope === SCOPE &&
      c.verdict.veto === null &&
      !Number.isNaN(c.verdict.probability) &&
      NOW < c.entry.expiresAtMs &&
      (ask.minConfidence ?? 0) <= Math.max(0.85, c.verdict.probability) &&
      (maxAgeS === null || NOW - c.entry.storedAtMs <= maxAgeS * 1000) &&
      (minFreshS === null || c.entry.expiresAtMs - NOW >= minFreshS * 1000),
  );
}

/** What a step serves or would serve. */
const found = (step: Step) => (step.do === "serve" || step.do === "observe" ? step.found : null);

function candidateOf(row: Row): Candidate | undefined {
  const hit = found(row.step);
  return row.known.near.at === "found"
    ? row.known.near.candidates.find((c) => c.entry.id === hit?.entry.id)
    : undefined;
}

const bodyOf = ({ known }: Row, { entry: { id } }: Candidate) => known.bodies.get(id);

const INVARIANTS: Record<string, (row: Row) => boolean> = {
  "never another scope": ({ step, known }) => {
    const hit = found(step);
    return hit === null || (known.ask.cacheable && hit.entry.scope === known.ask.scope);
  },
  "exact and stale are of this very key": ({ step, known }) => {
    const hit = found(step);
    if (hit === null || (hit.tier !== "exact" && hit.tier !== "stale")) return true;
    return known.ask.cacheable && hit.entry.key === known.ask.key;
  },
  "never expired, but as stale and then only when upstream failed": ({ step, known }) => {
    const hit = found(step);
    if (hit === null) return true;
    if (hit.tier === "stale") return known.upstream === "failed" && NOW < hit.entry.staleUntilMs;
    return NOW < hit.entry.expiresAtMs;
  },
  "never past a veto as it is": (row) =>
    found(row.step)?.tier !== "semantic" || candidateOf(row)?.verdict.veto === null,
  "never edited across negation, an antonym or direction": (row) => {
    if (found(row.step)?.tier !== "adapted") return true;
    const blocked: (Veto | null | undefined)[] = [
      "negation-differs",
      "antonyms",
      "direction-differs",
      undefined,
    ];
    return !blocked.includes(candidateOf(row)?.verdict.veto);
  },
  "never below the threshold": ({ step, policy, known }) => {
    const hit = found(step);
    if (hit === null || !known.ask.cacheable) return true;
    const floor = known.ask.minConfidence ?? 0;
    if (hit.tier === "semantic") return (hit.confidence ?? 0) >= Math.max(policy.similarityThreshold, floor);
    if (hit.tier === "adapted") return (hit.confidence ?? 0) >= Math.max(policy.adaptationThreshold, floor);
    return true;
  },
  "never a pair that was reported, nor an answer kept for exact use": (row) => {
    const tier = found(row.step)?.tier;
    if (tier !== "semantic" && tier !== "adapted") return true;
    const c = candidateOf(row);
    return c !== undefined && !c.refusedPair && c.entry.semantic && bodyOf(row, c) !== "gone";
  },
  "a fault is never an error: it becomes a fetch, an observation or a stale answer": ({ step, known }) => {
    const faulty = known.exact.at === "failed" || known.near.at === "failed" || known.adapted.at === "failed";
    if (!faulty || known.upstream !== "unasked") return true;
    const refused = known.ask.cacheable ? known.ask.directives.onlyIfCached : known.ask.onlyIfCached;
    return step.do !== "give-up" && (step.do !== "refuse" || refused);
  },
  "a fault of index, embedder or verifier still gives the exact hit": ({ step, known, policy }) => {
    if (known.near.at !== "failed" || known.upstream !== "unasked" || !known.ask.cacheable) return true;
    const plain = known.ask.directives.noCache || known.ask.directives.noStore || known.ask.credentialRefused;
    const limits = known.ask.directives.maxAgeS !== null || known.ask.directives.minFreshS !== null;
    if (plain || known.origin !== "none" || limits || !policy.exactForAll) return true;
    if (known.exact.at !== "found" || known.exact.entry !== ENTRIES["fresh"]) return true;
    return step.do === "serve" && step.found.tier === "exact";
  },
  "bypass never stores": ({ step }) => !("store" in step) || step.do === "fetch",
  "no-store and what is not cacheable are never looked up, fetched for the cache or served": ({
    step,
    known,
  }) => {
    const closed = !known.ask.cacheable || known.ask.directives.noStore;
    return !closed || step.do === "bypass" || step.do === "refuse";
  },
  "an answer from the future is served to nobody": ({ step }) =>
    step.do !== "serve" || step.found.entry.storedAtMs <= NOW,
  "nothing is stored where saving is off": ({ step, policy }) =>
    step.do !== "fetch" || !step.store || policy.save,
  "shadow never serves what it found": ({ step, policy, known }) => {
    if (policy.serveFound && known.ask.cacheable && known.ask.inside) return true;
    return (
      step.do !== "serve" ||
      ((step.found.tier === "exact" || step.found.tier === "stale") && policy.exactForAll)
    );
  },
  "once upstream runs beside the look-up nothing is served": ({ step, known }) =>
    known.upstream !== "running" || step.do !== "serve",
  "only-if-cached never asks upstream": ({ step, known }) => {
    const only = known.ask.cacheable ? known.ask.directives.onlyIfCached : known.ask.onlyIfCached;
    return !only || (step.do !== "fetch" && step.do !== "bypass");
  },
  "no-cache serves nothing stored": ({ step, known }) =>
    !(known.ask.cacheable && known.ask.directives.noCache) || step.do !== "serve",
  "max-age and min-fresh are kept": ({ step, known }) => {
    const hit = step.do === "serve" ? step.found : null;
    if (hit === null || !known.ask.cacheable) return true;
    const { maxAgeS, minFreshS } = known.ask.directives;
    const ageS = Math.floor((NOW - hit.entry.storedAtMs) / 1000);
    return (
      (maxAgeS === null || ageS <= maxAgeS) &&
      (minFreshS === null || (hit.entry.expiresAtMs - NOW) / 1000 >= minFreshS)
    );
  },
  "no-transform, exact-only and a switched-off tier find nothing by meaning": ({ step, known, policy }) => {
    const closed =
      known.ask.cacheable && (known.ask.directives.noTransform || known.ask.exactOnly || !policy.semantic);
    const tier = found(step)?.tier;
    return (
      !closed || (step.do !== "search" && step.do !== "adapt" && tier !== "semantic" && tier !== "adapted")
    );
  },
  "a credential that upstream refused gets nothing stored": ({ step, known }) =>
    !(known.ask.cacheable && known.ask.credentialRefused) || step.do !== "serve",
  "a page whose rights only upstream's answer tells is served nothing stored, unless upstream failed": ({
    step,
    known,
  }) =>
    !(known.ask.cacheable && known.origin === "unknown" && known.upstream !== "failed") ||
    step.do !== "serve",
  "a page is served nothing stored before it is known whether it may read it, unless upstream failed": ({
    step,
    known,
  }) =>
    known.origin !== "unasked" ||
    known.upstream === "failed" ||
    step.do !== "serve" ||
    (known.ask.cacheable && known.ask.directives.onlyIfCached),
  "an origin is asked only before something is served": ({ step, known }) =>
    step.do !== "ask-origin" || (known.origin === "unasked" && known.upstream === "unasked"),
  "what is found by meaning is served only once its body was read": (row) => {
    const hit = candidateOf(row);
    const isServed = row.step.do === "serve" && row.step.found.tier === "semantic";
    return !isServed || (hit !== undefined && bodyOf(row, hit) !== undefined);
  },
  "an answer that repeats an exchanged word is neither served nor told as found, unless labels confirmed it":
    (row) => {
      const hit = candidateOf(row);
      const tier = found(row.step)?.tier;
      if (hit === undefined || (tier !== "semantic" && tier !== "adapted") || hit.confirmedPair) return true;
      const isTold = row.step.do === "observe" && (hit.verdict.replaced ?? []).length === 0;
      return isTold || bodyOf(row, hit) !== "depends";
    },
  "a body is read once, and beside upstream only where it says more than that it is there": (row) => {
    const { step, known } = row;
    if (step.do !== "read") return true;
    const { candidate: c } = step;
    const says = !c.confirmedPair && (c.verdict.replaced ?? []).length > 0;
    return bodyOf(row, c) === undefined && (known.upstream !== "running" || says);
  },
  "an upstream that failed is not asked again": ({ step, known }) =>
    known.upstream !== "failed" || (step.do !== "fetch" && step.do !== "observe"),
  "an embedder without a calibration serves nothing by meaning": ({ step, policy }) => {
    if (policy.calibrated || step.do !== "serve") return true;
    return step.found.tier === "exact" || step.found.tier === "stale";
  },
  "without a certified threshold nothing is served by meaning, and exact answers all the same": ({
    step,
    policy,
  }) => policy.uncertified !== true || step.do !== "serve" || /exact|stale/.test(step.found.tier),
  "uncertified is said only where a certificate is all that lacks": ({ step, policy, known }) =>
    !("why" in step) ||
    step.why !== "uncertified" ||
    (policy.uncertified === true && policy.serveFound && known.ask.cacheable && known.ask.inside),
  "uncalibrated is said only where a calibration is all that lacks": ({ step, policy, known }) =>
    !("why" in step) ||
    step.why !== "uncalibrated" ||
    (!policy.calibrated && policy.serveFound && known.ask.cacheable && known.ask.inside),
  "a second look is asked once, where one is configured, of pairs in doubt that nothing else stands against":
    ({ step, policy, known }) => {
      if (step.do !== "second-look") return true;
      const { secondLook } = policy;
      if (secondLook === null || known.second.at !== "unasked") return false;
      return step.candidates.every(
        ({ verdict: { veto, probability }, ...c }) =>
          veto === null &&
          probability >= secondLook.low &&
          probability < secondLook.high &&
          c.entry.scope === SCOPE &&
          c.entry.semantic &&
          NOW < c.entry.expiresAtMs &&
          !c.refusedPair &&
          known.bodies.get(c.entry.id) !== "gone",
      );
    },
  "a second look that means nothing yet is asked only beside upstream, where nobody waits for it": ({
    step,
    policy,
    known,
  }) => step.do !== "second-look" || policy.secondLook?.calibration !== null || known.upstream === "running",
  "a second look that failed, found nothing or means nothing leaves the first score standing": ({
    step,
    policy,
    known,
  }) => {
    const { second } = known;
    const says = second.at === "looked" && [...second.scores.values()].some(Number.isFinite);
    if (second.at === "unasked" || policy.secondLook === null) return true;
    if (says && policy.secondLook.calibration !== null) return true;
    const without = decide({ ...known, second: { at: "unasked" } }, { ...policy, secondLook: null }, NOW);
    return JSON.stringify(step) === JSON.stringify(without);
  },
  "a caller who wants it fresh joins nobody": ({ step, known }) =>
    !(step.do === "fetch" && known.ask.cacheable && known.ask.directives.noCache) || !step.join,
};

/** Of what a confirmed pair may stand beside. */
const OF_CONFIRMED: typeof INVARIANTS = {
  "confirmed never beats a report, a veto, a scope, an end of life, exact use or an answer that is gone": (
    row,
  ) => {
    const hit = confirmedHit(row);
    if (hit === null) return true;
    const { entry: served, verdict: of } = hit;
    const isOpen = served.semantic && served.scope === SCOPE && NOW < served.expiresAtMs;
    const isThere = bodyOf(row, hit) !== "gone";
    return isOpen && isThere && of.veto === null && !hit.refusedPair && !Number.isNaN(of.probability);
  },
  "confirmed never beats shadow, the percentage, a missing certificate or calibration, or a switched-off tier":
    (row) => {
      const { step, policy, known } = row;
      if (step.do !== "serve" || confirmedHit(row) === null) return true;
      const isAllowed = policy.semantic && policy.serveFound && policy.calibrated && !policy.uncertified;
      return isAllowed && known.ask.cacheable && known.ask.inside;
    },
  "confirmed never beats what the caller asks: minimum confidence holds for what is reported": (row) => {
    if (confirmedHit(row) === null || !row.known.ask.cacheable) return true;
    return (found(row.step)?.confidence ?? 0) >= (row.known.ask.minConfidence ?? 0);
  },
  "a confirmed pair reports the threshold, or its own probability where that is more": (row) => {
    const hit = confirmedHit(row);
    if (hit === null) return true;
    const floor = row.policy.similarityThreshold;
    return found(row.step)?.confidence === Math.max(floor, hit.verdict.probability);
  },
  "confirmed is the reason exactly where the probability alone would not do": (row) => {
    const { step, policy } = row;
    if (step.do !== "serve" || step.found.tier !== "semantic")
      return !("why" in step && step.why === "confirmed");
    const c = confirmedHit(row);
    const isBelow = c !== null && c.verdict.probability < policy.similarityThreshold;
    return (step.why === "confirmed") === isBelow;
  },
  "a confirmed pair that may be served goes before every other, whatever the threshold": (row) => {
    const tier = found(row.step)?.tier;
    if (tier !== "semantic" && tier !== "adapted") return true;
    return !isFit(row) || confirmedHit(row) !== null;
  },
  "a confirmed pair that may be served waits for no second look": (row) =>
    row.step.do !== "second-look" || !isFit(row),
};

describe("decide, over every state of what may be known", () => {
  const broken = new Map<string, string>();
  const judgeBy = (invariants: typeof INVARIANTS) => (row: Row) => {
    for (const name in invariants) {
      if (!broken.has(name) && !invariants[name]!(row)) broken.set(name, JSON.stringify(row));
    }
  };
  const judge = judgeBy(INVARIANTS);
  const all = { ...INVARIANTS, ...OF_CONFIRMED };
  const states =
    everyState(judge) + everyBodyState(judge) + everySecondState(judge) + everyConfirmedState(judgeBy(all));

  it("walked more than a million states", () => expect(states).toBeGreaterThan(1_000_000));
  for (const name of Object.keys(all)) it(name, () => expect(broken.get(name)).toBeUndefined());
});

describe("decide, walked to its end", () => {
  /** Everything that there is to find is there at once. */
  function walked(
    ask: Ask,
    policy: Policy,
    world: Pick<Known, "exact" | "near" | "adapted"> & {
      readonly upstreamFails?: boolean;
      readonly second?: Known["second"];
      readonly page?: "allowed" | "unknown";
      readonly bodies?: Readonly<Record<string, BodyRead>>;
    },
  ) {
    const steps: string[] = [];
    const ended = walk(nothingKnown(ask, world.page !== undefined), policy, {
      nowMs: () => NOW,
      taking: (step) => steps.push(step.do),
      lookUp: () => world.exact,
      search: () => world.near,
      lookAgain: () => world.second ?? { at: "failed" },
      adapt: () => world.adapted,
      read: ({ id }) => world.bodies?.[id] ?? (id === "gone" ? { at: "gone" } : { at: "read", text: "" }),
      askOrigin: () => world.page ?? "allowed",
      serve: () => {},
      fetch: ({ beside }) => (beside ? "running" : world.upstreamFails ? "failed" : "answered"),
    });
    if (ended instanceof Promise) throw new Error("nothing here has to be waited for");
    return { steps, step: ended.step, known: ended.known };
  }

  it("ends within six steps from every start, and a body read for each neighbour at most", () => {
    for (const policy of policies())
      for (const ask of asks())
        for (const exact of EXACT)
          for (const near of NEAR)
            for (const adapted of ADAPTED) {
              if (exact.at === "unasked" || near.at === "unasked" || adapted.at === "unasked") continue;
              for (const upstreamFails of [false, true]) {
                const { steps } = walked(ask, policy, { exact, near, adapted, upstreamFails });
                const reads = steps.filter((step) => step === "read").length;
                if (steps.length - reads > 6) expect(steps).toHaveLength(6);
                const most = near.at === "found" ? near.candidates.length : 0;
                if (reads > most) expect(reads).toBe(most);
              }
            }
  });

  const on: Policy = {
    exactForAll: true,
    semantic: true,
    serveFound: true,
    save: true,
    adapt: true,
    similarityThreshold: 0.85,
    adaptationThreshold: 0.75,
    calibrated: true,
    secondLook: null,
  };
  const base = {
    cacheable: true,
    scope: SCOPE,
    key: KEY,
    exactOnly: false,
    directives: NO_DIRECTIVES,
    minConfidence: null,
    inside: true,
    credentialRefused: false,
  } as const;
  const world = (near: Candidate[], adapted: Known["adapted"] = { at: "unconfirmed" }) => ({
    exact: { at: "absent" } as const,
    near: { at: "found", candidates: near } as const,
    adapted,
  });

  it("serves the reworded answer after the exact one was not there", () => {
    expect(walked(base, on, world([CANDIDATES["good"]!]))).toMatchObject({
      steps: ["look-up", "search", "read", "serve"],
      step: { found: { tier: "semantic", confidence: 0.95 }, why: "reworded" },
    });
  });

  it("serves a confirmed pair below the threshold, before a surer one that nobody confirmed", () => {
    const { low, refused, vetoed } = CONFIRMED;
    expect(walked(base, on, world([CANDIDATES["good"]!, low!])).step).toMatchObject({
      why: "confirmed",
      found: { tier: "semantic", confidence: 0.85, entry: { id: "confirmed low" } },
    });
    for (const [other, why] of [
      [refused!, "refused-pair"],
      [vetoed!, "numbers-differ"],
    ] as const)
      expect(walked(base, { ...on, adapt: false }, world([other])).step).toMatchObject({ do: "fetch", why });
    const picky = { ...base, minConfidence: 0.9 };
    expect(walked(picky, on, world([low!])).step).toMatchObject({ do: "fetch", why: "min-confidence" });
    expect(walked(base, { ...on, uncertified: true }, world([low!])).step).toMatchObject({
      do: "observe",
      why: "uncertified",
      found: { tier: "semantic", confidence: 0.85 },
    });
  });

  it("asks whether a page may read the answer, and asks upstream where only its own answer tells", () => {
    const near = world([CANDIDATES["good"]!]);
    expect(walked(base, on, { ...near, page: "allowed" })).toMatchObject({
      steps: ["look-up", "search", "read", "ask-origin", "serve"],
    });
    expect(walked(base, on, { ...near, page: "unknown" })).toMatchObject({
      steps: ["look-up", "search", "read", "ask-origin", "fetch"],
      step: { why: "origin-unknown" },
    });
  });

  it("goes on to the next neighbour where a body is gone or hangs on an exchanged word, and says why of the best", () => {
    const hanging = CANDIDATES["hanging on a word"]!;
    const second = { ...CANDIDATES["good"]!, verdict: verdict({ probability: 0.9 }) };
    const bodies = { [hanging.entry.id]: { at: "read", text: "To repair it, open it." } } as const;
    expect(walked(base, on, { ...world([hanging, second]), bodies })).toMatchObject({
      steps: ["look-up", "search", "read", "read", "serve"],
      step: { found: { entry: { id: "good" } } },
    });
    expect(walked(base, on, { ...world([hanging]), bodies }).step).toMatchObject({
      do: "fetch",
      why: "answer-depends",
    });
    expect(walked(base, on, world([hanging])).step).toMatchObject({ do: "serve" });
    expect(walked(base, on, world([CANDIDATES["gone"]!])).step).toMatchObject({
      do: "fetch",
      why: "entry-gone",
    });
    const failed = { good: { at: "failed", why: "store-failed" } } as const;
    expect(walked(base, on, { ...world([CANDIDATES["good"]!]), bodies: failed }).step).toMatchObject({
      do: "fetch",
      why: "store-failed",
    });
  });

  it("tells in shadow what would be served: not an answer that hangs on an exchanged word", () => {
    const hanging = CANDIDATES["hanging on a word"]!;
    const bodies = { [hanging.entry.id]: { at: "read", text: "To repair it, open it." } } as const;
    const shadow = { ...on, serveFound: false };
    expect(walked(base, shadow, { ...world([hanging]), bodies })).toMatchObject({
      steps: ["look-up", "fetch", "search", "read", "observe"],
      step: { found: null, why: "answer-depends" },
    });
  });

  it("weighs the neighbourhood as the policy in force has learnt it", () => {
    const features = [0.9, 0, 0.5, 3, 1];
    const low = { ...CANDIDATES["low"]!, neighbourhood: { features, words: 0.84 } };
    const weights = [0, 0, 0, 0, 0, 1, 0, 0];
    const model = {
      ...{ format: 1 as const, version: "v", figures: 6, usesSecond: false, weights },
      ...{ mean: [0, 0, 0, 0, 0, 0], spread: [1, 1, 1, 1, 1, 1] },
    };
    expect(walked(base, on, world([low])).step).toMatchObject({ do: "fetch", why: "below-threshold" });
    const taught = { ...on, neighbourhood: model };
    expect(walked(base, taught, world([low])).step).toMatchObject({ do: "serve", why: "reworded" });
  });

  it("names the veto of the best candidate when nothing is served", () => {
    expect(walked(base, on, world([CANDIDATES["negated"]!])).step).toMatchObject({
      do: "fetch",
      why: "negation-differs",
    });
  });

  it("edits a vetoed slot, and serves the edit when it is confirmed", () => {
    const made = ADAPTED[3]!;
    expect(walked(base, on, world([CANDIDATES["vetoed"]!], made))).toMatchObject({
      steps: ["look-up", "search", "adapt", "serve"],
      step: { found: { tier: "adapted", confidence: 0.8 } },
    });
    expect(walked(base, on, world([CANDIDATES["vetoed"]!])).step).toMatchObject({
      do: "fetch",
      why: "numbers-differ",
    });
  });

  it("looks beside upstream for a caller outside the percentage, and only tells", () => {
    expect(walked({ ...base, inside: false }, on, world([CANDIDATES["good"]!]))).toMatchObject({
      steps: ["look-up", "fetch", "search", "observe"],
      step: { why: "rollout", found: { tier: "semantic" } },
    });
  });

  const looking: Policy = { ...on, secondLook: SECOND_LOOKS[1]! };
  const looked = (score: number): Known["second"] => ({ at: "looked", scores: everyScore(score) });

  it("serves a pair in doubt that the second look is sure of, with the confidence of both", () => {
    const low = CANDIDATES["low"]!;
    expect(walked(base, looking, { ...world([low]), second: looked(5) })).toMatchObject({
      steps: ["look-up", "search", "second-look", "read", "serve"],
      step: { why: "reworded", found: { tier: "semantic", confidence: expect.closeTo(0.9933, 3) } },
    });
  });

  it("does not serve a pair that the second look doubts, though its first score would do", () => {
    expect(walked(base, looking, { ...world([CANDIDATES["good"]!]), second: looked(-5) })).toMatchObject({
      steps: ["look-up", "search", "second-look", "fetch"],
      step: { why: "below-threshold" },
    });
  });

  it("serves by the first score where the second look fails", () => {
    expect(walked(base, looking, world([CANDIDATES["good"]!]))).toMatchObject({
      steps: ["look-up", "search", "second-look", "read", "serve"],
      step: { found: { confidence: 0.95 } },
    });
  });

  it("asks for no second look where one candidate is sure, and never of a vetoed one", () => {
    const sure = { ...CANDIDATES["good"]!, verdict: verdict({ probability: 0.99 }) };
    const steps = (near: Candidate[]) => walked(base, looking, { ...world(near), second: looked(5) }).steps;
    expect(steps([CANDIDATES["low"]!, sure])).toEqual(["look-up", "search", "read", "serve"]);
    expect(steps([CANDIDATES["negated"]!])).toEqual(["look-up", "search", "fetch"]);
  });

  it("only tells what an uncalibrated embedder finds, with upstream asked beside", () => {
    expect(walked(base, { ...on, calibrated: false }, world([CANDIDATES["good"]!]))).toMatchObject({
      steps: ["look-up", "fetch", "search", "observe"],
      step: { why: "uncalibrated", found: { tier: "semantic" } },
    });
  });

  it("only tells what is found while no threshold is certified, with upstream asked beside", () => {
    expect(walked(base, { ...on, uncertified: true }, world([CANDIDATES["good"]!]))).toMatchObject({
      steps: ["look-up", "fetch", "search", "observe"],
      step: { why: "uncertified", found: { tier: "semantic" } },
    });
    const outside = { ...base, inside: false };
    expect(walked(outside, { ...on, uncertified: true }, world([CANDIDATES["good"]!]))).toMatchObject({
      step: { why: "rollout" },
    });
  });

  it("serves a stale answer when upstream fails, and says so", () => {
    const stale = {
      exact: { at: "found", entry: ENTRIES["expired"]! },
      near: { at: "found", candidates: [] },
      adapted: { at: "unconfirmed" },
    } as const;
    expect(walked(base, on, { ...stale, upstreamFails: true }).step).toMatchObject({
      do: "serve",
      found: { tier: "stale" },
    });
    expect(walked(base, on, stale).step).toMatchObject({ do: "fetch", why: "expired" });
  });
});
