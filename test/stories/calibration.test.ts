/** What a score means is learned while requests come, by a running gateway; and taken back by hand, from afar. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { EVIDENCE } from "../../src/core/verify/evidence.ts";
import { createVerifier } from "../../src/core/verify/verifier.ts";
import type { Label } from "../../src/learn/labels.ts";
import { type GatewayProcess, runCommand, startProcess, temporaryDir } from "../support/process.ts";
import { soon } from "../support/soon.ts";
import { answerText, startUpstream } from "../support/upstream.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const STORED = "What is the best way to learn to play the guitar at home?";
const OTHERWISE = "What is the best way to learn guitar at home by myself?";
const TOKEN = "a token of the tests";

interface Told {
  readonly in_force: string;
  readonly mode: string;
  readonly source: string;
  readonly why: string;
  readonly recalibration: { readonly shift: number; readonly slope: number } | null;
  readonly versions: { version: string; in_force: boolean; kind?: string; labels?: number; why?: string }[];
}

interface Near {
  readonly probability: number;
  readonly evidence: readonly string[];
}

/** Labels of an earlier run: pairs are right far less often than the shipped calibration says, and one figure tells. */
async function labelsOfEarlier(dir: string): Promise<void> {
  const { lexicon, pairModel } = await loadBuiltin();
  const { version } = createVerifier(lexicon, pairModel);
  const lines = Array.from({ length: 500 }, (_, i) => {
    const score = ((i * 7) % 41) / 10 - 1;
    const figures = Array.from({ length: EVIDENCE.length }, (_, f) => (f === 3 ? ((i * 13) % 10) / 10 : 0.5));
    const isRight = figures[3]! > 0.45 && i % 11 > 0;
    return JSON.stringify({
      ...{
        id: `${i + 1}`,
        atMs: 1_700_000_000_000 + i,
        source: "miss",
        judge: "answer",
        tier: "semantic",
        score,
      },
      ...{ verdict: isRight ? "same" : "different", probability: 0.8, similarity: 0.8, figures, q: 1 },
      ...{ group: "chat m", entry: `e${i}`, question: `q${i}`, version },
    } satisfies Label);
  });
  mkdirSync(join(dir, "storage"), { recursive: true });
  const head = JSON.stringify({ semblance: "labels", format: 1 });
  writeFileSync(join(dir, "storage/labels.jsonl"), `${[head, ...lines].join("\n")}\n`);
}

async function ask(gateway: GatewayProcess, question: string): Promise<void> {
  const response = await fetch(`${gateway.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer sk-one" },
    body: JSON.stringify({ model: "m", temperature: 0, messages: [{ role: "user", content: question }] }),
  });
  await response.arrayBuffer();
}

async function admin(gateway: GatewayProcess, path: string, body?: object): Promise<Response> {
  return fetch(`${gateway.admin}${path}`, {
    method: body === undefined ? "GET" : path === "/admin/explain" ? "POST" : "PUT",
    headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function calibration(gateway: GatewayProcess): Promise<Told> {
  return (await (await admin(gateway, "/admin/calibration")).json()) as Told;
}

async function explained(gateway: GatewayProcess): Promise<string> {
  return (await admin(gateway, "/admin/explain", { pair: [STORED, OTHERWISE] })).text();
}

describe("a running gateway's calibration", () => {
  it("is learned from labels, lists its versions, and goes back by hand over a restart", async () => {
    const up = await startUpstream((arrived, res) =>
      answerText(arrived, res, "Practise a little every day."),
    );
    closing.push(() => up.close());
    const dir = temporaryDir();
    await labelsOfEarlier(dir);
    const start = async () => {
      const gateway = await startProcess({
        dir,
        config: { cache_migration: { rollout: { sample_percentage: 2 } } },
        env: { SEMBLANCE_UPSTREAM: up.url, SEMBLANCE_ADMIN_TOKEN: TOKEN },
      });
      closing.push(() => gateway.end());
      return gateway;
    };
    let gateway = await start();
    expect(await calibration(gateway)).toMatchObject({
      in_force: "shipped",
      mode: "auto",
      source: "shipped",
    });
    expect(await explained(gateway)).not.toContain("learned-");

    // One more label, and what all of them teach is in force.
    await ask(gateway, STORED);
    await ask(gateway, OTHERWISE);
    const learned = await soon(async () => {
      const told = await calibration(gateway);
      expect(told.in_force).toMatch(/^learned-/);
      return told;
    });
    expect(learned).toMatchObject({ mode: "auto", source: "learned" });
    expect(learned.versions).toMatchObject([
      { version: learned.in_force, in_force: true, kind: "figures", labels: 501 },
      { version: "shipped", in_force: false },
    ]);
    expect(learned.versions[0]!.why).toMatch(/log loss of unseen labels falls from [\d.]+ to [\d.]+/);
    expect(await explained(gateway)).toContain(`${learned.in_force}, with the evidence`);
    const alerts = await (await admin(gateway, "/admin/alerts")).text();
    expect(alerts).toContain(learned.in_force);

    const refused = await admin(gateway, "/admin/calibration", { version: "learned-never" });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining(learned.in_force)]);
    expect((await admin(gateway, "/admin/calibration", { versions: [] })).status).toBe(400);
    const strange = await fetch(`${gateway.admin}/admin/calibration`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: '{"version":"shipped"}',
    });
    expect(strange.status).toBe(401);

    const back = await admin(gateway, "/admin/calibration", { version: "shipped" });
    expect(await back.json()).toMatchObject({ in_force: "shipped", mode: "manual", source: "shipped" });
    expect(await explained(gateway)).not.toContain("learned-");

    await gateway.end();
    gateway = await start();
    expect(await calibration(gateway)).toMatchObject({ in_force: "shipped", mode: "manual" });
    const on = ["--admin", gateway.admin];
    const env = { SEMBLANCE_ADMIN_TOKEN: TOKEN };
    const listed = await runCommand(["calibration", ...on], env);
    expect([listed.code, listed.out]).toEqual([0, expect.stringContaining("* shipped")]);
    expect(listed.out).toContain(`  ${learned.in_force}  figures  501 labels`);
    const used = await runCommand(["calibration", ...on, "--use", learned.in_force, "--json"], env);
    expect(JSON.parse(used.out)).toMatchObject({ in_force: learned.in_force, mode: "manual" });
    const wrong = await runCommand(["calibration", ...on, "--use", "none"], env);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("version is one of auto, shipped")]);
    expect((await runCommand(["calibration", ...on, "--use", "auto"], env)).out).toMatch(/^auto: /);
  });

  it("corrects what is told by kept labels from the first request on, and nothing once a person chose", async () => {
    const up = await startUpstream((arrived, res) =>
      answerText(arrived, res, "Practise a little every day."),
    );
    closing.push(() => up.close());
    const dir = temporaryDir();
    await labelsOfEarlier(dir);
    const gateway = await startProcess({
      dir,
      config: { cache_migration: { rollout: { sample_percentage: 2 } } },
      env: { SEMBLANCE_UPSTREAM: up.url, SEMBLANCE_ADMIN_TOKEN: TOKEN },
    });
    closing.push(() => gateway.end());
    await ask(gateway, STORED);
    const nearest = async (): Promise<Near> => {
      const body = { model: "m", temperature: 0, messages: [{ role: "user", content: OTHERWISE }] };
      const request = { request: body, headers: { authorization: "Bearer sk-one" } };
      const told = await (await admin(gateway, "/admin/explain", request)).json();
      return (told as { readonly nearest: readonly Near[] }).nearest[0]!;
    };
    const corrected = await soon(async () => {
      const near = await nearest();
      expect(near.evidence.join()).toContain("recalibrated by the newest labels");
      return near;
    });
    const { recalibration } = await calibration(gateway);
    expect(recalibration!.shift).toBeLessThan(0);

    await admin(gateway, "/admin/calibration", { version: "shipped" });
    expect((await calibration(gateway)).recalibration).toBeNull();
    const chosen = await nearest();
    expect(chosen.evidence.join()).not.toContain("recalibrated");
    expect(corrected.probability).toBeLessThan(chosen.probability);
  });
});
