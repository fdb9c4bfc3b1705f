import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { formDigest, lateFormDigest, wordingDigest } from "../../src/gateway/form.ts";
import { RefusedPairs } from "../../src/gateway/refused-pairs.ts";
import { Feedback, type GivenAnswer } from "../../src/learn/feedback.ts";
import { HealthWindow } from "../../src/learn/health-window.ts";
import type { EntryId, Key, RequestId, Scope, TenantId } from "../../src/model.ts";
import type { Verifier } from "../../src/ports.ts";

const SECRET = createSecretKey(Buffer.from("a secret of the tests"));
const ENTRY = "ent_1" as EntryId;
const QUESTION = "key-digest" as Key;
const memory = () => createMemoryStore({ entriesMax: 10, bytesMax: 1e6 });

describe("pairs that were refused", () => {
  it("are kept by digests alone, and read back", async () => {
    const store = memory();
    await new RefusedPairs(store).add(ENTRY, QUESTION, "form-digest");
    expect(await store.noteNames("refused:", 10)).toEqual(["refused:ent_1:key-digest:form-digest"]);
    const again = new RefusedPairs(store);
    await again.load();
    expect(again.has(ENTRY, QUESTION)).toBe(true);
    expect(again.has(ENTRY, "another" as Key, () => "form-digest")).toBe(true);
    expect(again.has(ENTRY, "another" as Key, () => "another form")).toBe(false);
    expect(again.has(ENTRY, "another" as Key, () => null)).toBe(false);
    expect(again.has("ent_2" as EntryId, QUESTION, () => "form-digest")).toBe(false);
  });

  it("take up those of a version that kept no forms", async () => {
    const store = memory();
    await store.putNote("refused:ent_1:key-digest", "bad");
    const pairs = new RefusedPairs(store);
    await pairs.load();
    expect(pairs.has(ENTRY, QUESTION)).toBe(true);
  });

  it("read no question of entries that nobody reported", () => {
    const asked = () => {
      throw new Error("read");
    };
    expect(new RefusedPairs(memory()).has(ENTRY, QUESTION, asked)).toBe(false);
  });

  it("are heard of by whoever shares the store, with one small read where nothing is new", async () => {
    const store = memory();
    const [one, two] = [new RefusedPairs(store), new RefusedPairs(store)];
    let scans = 0;
    const names = store.noteNames.bind(store);
    store.noteNames = (prefix, limit) => {
      scans++;
      return names(prefix, limit);
    };
    await two.load();
    await two.refresh();
    expect(scans).toBe(1);
    await one.add(ENTRY, QUESTION);
    await two.refresh();
    expect(two.has(ENTRY, QUESTION)).toBe(true);
    await two.refresh();
    expect(scans).toBe(2);
  });

  it("tell others, once, of an entry that went", async () => {
    const store = memory();
    const gone: string[] = [];
    const [one, two] = [new RefusedPairs(store), new RefusedPairs(store, (entry) => gone.push(entry))];
    await two.load();
    await one.tellGone(ENTRY);
    await two.refresh();
    await one.add("ent_2" as EntryId, QUESTION);
    await two.refresh();
    expect(gone).toEqual([ENTRY]);
  });

  it("tell a form by secret and scope, and none of what says too little", () => {
    const verifier = {
      canonical: (text: string) => (text === "???" ? null : text.toLowerCase()),
    } as Verifier;
    const form = (text: string, scope = "s") => formDigest(SECRET, verifier, scope as Scope, text);
    expect(form("How?")).toBe(form("HOW?"));
    expect(form("How?")).not.toBe(form("How?", "another"));
    expect(form("How?")).not.toContain("how");
    expect(form("???")).toBeNull();
    expect(formDigest(SECRET, {} as Verifier, "s" as Scope, "How?")).toBeNull();
  });

  it("are told by wording alone where a pair is confirmed", () => {
    const verifier = { canonical: () => "one", wording: (text: string) => text } as unknown as Verifier;
    const form = (text: string) => wordingDigest(SECRET, verifier, "s" as Scope, text);
    expect(form("plan")).not.toBe(form("plane"));
    expect(formDigest(SECRET, verifier, "s" as Scope, "plan")).not.toBe(form("plan"));
    expect(wordingDigest(SECRET, {} as Verifier, "s" as Scope, "plan")).toBeNull();
  });

  it("are told late as they would be at once, however long the question", () => {
    const verifier = {
      canonical: (text: string) => (text === "???" ? null : text.toLowerCase()),
    } as Verifier;
    for (const question of ["How do I reset it?", `How do I reset it? ${"Really. ".repeat(60)}`, "???"]) {
      const late = lateFormDigest(SECRET, verifier, "s" as Scope, question);
      expect(late()).toBe(formDigest(SECRET, verifier, "s" as Scope, question));
    }
  });
});

const asked = (more: Partial<GivenAnswer> = {}): GivenAnswer => ({
  owner: "alice",
  tenant: "t" as TenantId,
  key: QUESTION,
  entry: ENTRY,
  outcome: "semantic",
  form: () => "f",
  ...more,
});

describe("feedback", () => {
  function told() {
    const reports: string[] = [];
    const refused: unknown[] = [];
    const feedback = new Feedback({
      store: memory(),
      refuse: async (...pair) => void refused.push(pair),
      removed: () => {},
      reported: (of, verdict) => reports.push(`${verdict} ${of.entry}`),
    });
    feedback.remember("req_1" as RequestId, asked());
    const report = (body: object, owner = "alice") => feedback.report(owner, "t" as TenantId, body);
    return { report, reports, refused };
  }

  it("counts once, however often the same answer is reported", async () => {
    const { report, reports, refused } = told();
    for (let i = 0; i < 5; i++) await report({ request: "req_1", verdict: "bad" });
    await report({ entry: ENTRY, verdict: "bad" });
    await report({ request: "req_1", verdict: "good" });
    expect(reports).toEqual(["bad ent_1", "good ent_1"]);
    expect(refused[0]).toEqual([ENTRY, QUESTION, "f"]);
  });

  it("of somebody else's answer counts nothing and refuses nothing", async () => {
    const { report, reports, refused } = told();
    await expect(report({ request: "req_1", verdict: "bad" }, "bob")).rejects.toMatchObject({
      code: "not_found",
    });
    expect([reports, refused]).toEqual([[], []]);
  });
});

describe("how the last requests went", () => {
  const record = (more: object) =>
    ({
      route: "chat",
      status: 200,
      outcome: "miss",
      reason: "absent",
      upstreamHeadMs: 5,
      faults: [],
      ...more,
    }) as never;

  it("says nothing of a handful, then the shares of the last 200", () => {
    const lately = new HealthWindow(() => 0);
    for (let i = 0; i < 49; i++) lately.report(record({ status: 500 }));
    expect(lately.upstreamErrors).toBe(0);
    lately.report(record({ status: 500 }));
    expect(lately.upstreamErrors).toBe(1);
    for (let i = 0; i < 150; i++) lately.report(record({}));
    expect(lately.upstreamErrors).toBe(0.25);
    for (let i = 0; i < 50; i++) lately.report(record({}));
    expect(lately.upstreamErrors).toBe(0);
  });

  it("counts faults of ours, not upstream's, as ours; what is passed through counts nothing", () => {
    const lately = new HealthWindow(() => 0);
    for (let i = 0; i < 100; i++) {
      lately.report(
        record({ faults: i % 2 === 0 ? [{ part: "store", why: "x" }] : [{ part: "upstream", why: "x" }] }),
      );
      lately.report(record({ route: null, status: 500, faults: [{ part: "store", why: "x" }] }));
    }
    expect([lately.ownFaults, lately.upstreamErrors]).toEqual([0.5, 0]);
  });

  it("lets nobody move the percentage of others alone", () => {
    const lately = new HealthWindow(() => 0);
    const project = (tenant: string, owner = tenant) => ({ tenant, owner });
    lately.answered(project("alice"));
    for (let i = 0; i < 9; i++) lately.reportedBad(project("alice"));
    expect(lately.badReports).toBe(9);
    lately.answered(project("alice", "her other project"));
    expect(lately.badReports).toBe(1);
    for (let i = 0; i < 20; i++) lately.reportedBad(project("alice", `project ${i}`));
    expect(lately.badReports).toBe(21);
    lately.answered(project("bob"));
    expect(lately.badReports).toBe(1);
    for (const name of ["bob", "carol", "bob"]) lately.reportedBad(project(name));
    expect(lately.badReports).toBe(3);
  });

  it("lets a bad report go once 200 more were served, or ten minutes have passed", () => {
    let now = 0;
    const lately = new HealthWindow(() => now);
    lately.reportedBad();
    expect(lately.badReports).toBe(1);
    for (let i = 0; i < 200; i++) lately.report(record({ outcome: "semantic" }));
    expect([lately.badReports, lately.servedLately]).toEqual([0, 200]);
    lately.reportedBad();
    now = 600_001;
    expect(lately.badReports).toBe(0);
  });
});
