/**
 * What `get` of the library costs beside the gateway's own look-up: identity, policy, store, index and verifier over the
 * same answers in one process, without the wire and without what is counted of it. CPU time a call, in turns, so that a
 * busy machine bears on both alike.
 *
 *     npm run bench:library -- [--entries N] [--rounds N] [--data DIR]
 */
import { createSecretKey } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadBuiltin } from "../src/adapters/embedder-builtin.ts";
import { createAutoIndex } from "../src/adapters/index-auto.ts";
import { createFrontedStore } from "../src/adapters/store-fronted.ts";
import { createMemoryStore } from "../src/adapters/store-memory.ts";
import { createSqliteStore } from "../src/adapters/store-sqlite.ts";
import { systemClock, systemIds } from "../src/adapters/system.ts";
import { defaults } from "../src/config.ts";
import { Catalog } from "../src/gateway/catalog.ts";
import { askOf, createWhoAsks } from "../src/gateway/identified.ts";
import { Landed } from "../src/gateway/landing.ts";
import { Look } from "../src/gateway/look.ts";
import { Purges } from "../src/gateway/purges.ts";
import { RefusedPairs } from "../src/gateway/refused-pairs.ts";
import { save } from "../src/gateway/save.ts";
import { policyFor, settingsOf } from "../src/gateway/settings.ts";
import { Watch } from "../src/gateway/watch.ts";
import { createIntegratedCache } from "../src/index.ts";
import { calibratedVerifier } from "../src/main/embedders.ts";
import { noUpstreams } from "../src/main/library.ts";
import { walk } from "../src/walk.ts";
import { Data, SHARED } from "./quality/data.ts";
import { quantile } from "./spread.ts";

const { values: options } = parseArgs({
  options: {
    entries: { type: "string", default: "4000" },
    rounds: { type: "string", default: "6" },
    data: { type: "string", default: SHARED },
  },
});
const folder = mkdtempSync(join(tmpdir(), "library-"));
const pairs = new Data(options.data)
  .pairs("qqp_train_clean")
  .filter(([label]) => label === "1")
  .slice(0, Number(options.entries))
  .map(([, stored = "", asked = ""]) => ({ stored, asked }));
const ANSWER = "An answer of some length to this question. ".repeat(10);
const config = { cache_migration: { traffic_percentage: 100 } } as const;

const library = await createIntegratedCache({
  semantic_cache_config: { db_path: join(folder, "library.db") },
  config,
});
for (const { stored } of pairs) await library.set(stored, ANSWER);
const gateway = await lookUps();
type Who = "library" | "gateway";
/** Questions asked of one, and then of the other: short, so that a busy machine bears on both alike. */
const CHUNK = 50;
const chunks = Array.from({ length: Math.ceil(pairs.length / CHUNK) }, (_, i) =>
  pairs.slice(i * CHUNK, (i + 1) * CHUNK),
);
const answers = { library: 0, gateway: 0 };
/** Microseconds of CPU time a call, one a chunk. */
const spent = { library: [] as number[], gateway: [] as number[] };
for (let round = 0; round <= Number(options.rounds); round++) {
  answers.library = 0;
  answers.gateway = 0;
  for (const [i, chunk] of chunks.entries())
    for (const who of ((i + round) % 2 === 0 ? ["library", "gateway"] : ["gateway", "library"]) as Who[]) {
      const before = process.cpuUsage();
      for (const { asked } of chunk)
        if (who === "library" ? (await library.get(asked)).content !== null : await gateway.finds(asked))
          answers[who]++;
      const { user, system } = process.cpuUsage(before);
      // The first round compiles, and fills what is remembered of words.
      if (round > 0) spent[who].push((user + system) / chunk.length);
    }
}
const ratios = spent.library.map((own, i) => own / (spent.gateway[i] ?? own));
const [own, plain] = [quantile(spent.library, 0.5), quantile(spent.gateway, 0.5)];
console.log(
  `${pairs.length} answers, ${pairs.length} reworded questions a round, ${options.rounds} rounds; CPU time a call, median of ${ratios.length} chunks`,
);
console.log(`library get         ${own.toFixed(0).padStart(6)} us   answered ${answers.library}`);
console.log(`gateway's look-up   ${plain.toFixed(0).padStart(6)} us   answered ${answers.gateway}`);
const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => quantile(ratios, q).toFixed(2));
console.log(`library over look-up ${middle} (quartiles of the chunks ${low} and ${high})`);
await library.close();
await gateway.close();
rmSync(folder, { recursive: true, force: true });

/** The steps that a request takes from its bytes to the body of its answer. */
async function lookUps() {
  const { lexicon, pairModel, embedder } = await loadBuiltin();
  const secret = createSecretKey(Buffer.alloc(32, 3));
  const onFault = (part: string, error: unknown) => console.error(part, error);
  const back = createSqliteStore({
    path: join(folder, "gateway.db"),
    onFault,
    secret,
    isSealed: true,
    onSealed: () => {},
  });
  const store = createFrontedStore(createMemoryStore({ entriesMax: 50_000, bytesMax: 2 ** 28 }), back);
  const index = createAutoIndex({ kind: "auto" });
  const settings = settingsOf({ config: { ...defaults() }, percentage: 100, keys: null });
  const served = { ...settings, policy: { ...settings.policy, similarityThreshold: 0.85 } };
  const { pick: upstreamFor } = noUpstreams();
  const deps = {
    ...{
      store,
      secret,
      upstreamFor,
      onFault,
      embedder,
      clock: systemClock,
      ids: systemIds,
      secondLook: null,
    },
    ...{ catalog: new Catalog(index, 20_000), verifier: calibratedVerifier(lexicon, pairModel) },
    ...{
      refusedPairs: new RefusedPairs(store),
      confirmedPairs: { labelsFor: () => 0 },
      purges: new Purges(),
    },
    answerGroups: { of: <T>(key: T) => key },
    templates: { learn: () => {}, foretold: () => null },
    refusedCredentials: { has: () => false, add: () => {}, accept: () => {} },
  };
  const whoAsks = createWhoAsks(deps);
  const asked = async (question: string) => {
    const bytes = Buffer.from(
      JSON.stringify({ model: "m", messages: [{ role: "user", content: question }] }),
    );
    const watch = new Watch(deps.clock, 10_000);
    const received = {
      ...{ rawHeaders: ["authorization", "Bearer k"], path: "/chat/completions", settings: served, watch },
      atMs: deps.clock.nowMs(),
    };
    const who = await whoAsks(received, "chat", bytes);
    return { received, who, ask: askOf(deps, received, who) };
  };
  for (const { stored } of pairs) {
    const { who } = await asked(stored);
    if (!who.identity.cacheable) continue;
    const { scope, key, question, questionBytes, exactOnly, model } = who.identity;
    const body = {
      object: "chat.completion",
      choices: [{ index: 0, message: { role: "assistant", content: ANSWER }, finish_reason: "stop" }],
    };
    const head = {
      status: 200,
      statusText: "OK",
      form: "json",
      decoded: false,
      rawHeaders: ["content-type", "application/json"],
    } as const;
    const asking = {
      ...({
        route: "chat",
        tags: [],
        stream: false,
        promise: null,
        semantic: true,
        vector: () => null,
      } as const),
      ...{
        scope,
        key,
        question,
        questionBytes,
        exactOnly,
        model,
        purgesSeen: 0,
        ttlMs: 86_400_000,
        staleMs: 0,
      },
      ...{ tenant: who.caller.facts.tenant, owner: who.caller.owner, entryBytesMax: 1_000_000 },
    };
    await save(deps, asking, new Landed("chat", head, Buffer.from(JSON.stringify(body)), 10), true).kept;
  }
  return {
    async finds(question: string): Promise<boolean> {
      const { received, who, ask } = await asked(question);
      const { identity } = who;
      if (!identity.cacheable || !ask.cacheable) return false;
      const look = new Look(deps, received, { identity, ask });
      const { step } = await walk(look.known, policyFor(served, "chat", identity.model), look);
      return step.do === "serve";
    },
    async close() {
      await store.close();
      index.close();
    },
  };
}
