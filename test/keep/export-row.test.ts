import { describe, expect, it } from "vitest";
import { exportLine, headLine, readHead, readRow, secretName } from "../../src/keep/export-row.ts";
import type { Entry, Key, Scope, TenantId } from "../../src/model.ts";
import { anEntry, id, NOW_MS, SECRET } from "../support/entries.ts";
import { fc } from "../support/property.ts";

const DIGEST = "d".repeat(43);
const STALE_MS = 3_600_000;

function exportable(fields: Partial<Entry> = {}): Entry {
  return anEntry("a", {
    ...{ id: id("ent_0123456789abcdef"), key: DIGEST as Key, scope: DIGEST as Scope },
    ...{ tenant: DIGEST as TenantId, owner: DIGEST, staleUntilMs: NOW_MS + 3_600_000 + STALE_MS },
    ...fields,
  });
}

describe("a row of an export", () => {
  it("comes back as the entry that it was, whatever its texts hold", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.jsonValue({ depthSize: "small" }),
        fc.array(fc.string(), { maxLength: 3 }),
        (question, value, tags) => {
          const body = Buffer.from(JSON.stringify({ choices: [], value }));
          const entry = exportable({ question, body, ...(tags.length > 0 ? { tags } : {}) });
          const line = exportLine(entry);
          expect(line).not.toMatch(/[\r\n]/);
          expect(readRow(line, STALE_MS)).toEqual({ entry });
        },
      ),
    );
  });

  it("keeps numbers as upstream spelled them, and a printed document on one line", () => {
    const body = Buffer.from('{\n  "choices": [],\r\n  "big": 12345678901234567890, "exact": 1.10\n}');
    const line = exportLine(exportable({ body }));
    const read = readRow(line, STALE_MS);
    expect("entry" in read && read.entry.body.toString()).toBe(
      '{   "choices": [],   "big": 12345678901234567890, "exact": 1.10 }',
    );
  });

  it("tells a stream as the document that it told, and one that tells none as it is", () => {
    const chunk = (delta: object, finish: string | null) =>
      `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    const whole = `${chunk({ role: "assistant", content: "Yes." }, null)}${chunk({}, "stop")}data: [DONE]\n\n`;
    const row = JSON.parse(exportLine(exportable({ form: "sse", body: Buffer.from(whole) })));
    expect(row.response.choices[0].message.content).toBe("Yes.");
    expect(row.entry.form).toBe("json");
    const line = exportLine(
      exportable({ form: "sse", route: "responses", body: Buffer.from("data: x\n\n") }),
    );
    const read = readRow(line, STALE_MS);
    expect("entry" in read && [read.entry.form, read.entry.body.toString()]).toEqual(["sse", "data: x\n\n"]);
  });

  it.each([
    ["this is no JSON", "no JSON object"],
    ["[]", "no JSON object"],
    ['{"request":{},"response":{}}', "entry.id"],
  ])("%s is refused: %s", (line, why) => {
    expect(readRow(line, 0)).toEqual({ problem: expect.stringContaining(why) });
  });

  it.each([
    ["tenant", "../../etc/passwd"],
    ["at", "yesterday"],
    ["ttl_seconds", -1],
    ["tags", [1]],
    ["response", null],
    ["entry.key", "short"],
    ["entry.route", "files"],
    ["entry.headers", [["a"]]],
    ["entry.usage", { inputTokens: "1" }],
    ["entry.id", "' OR 1=1"],
  ])("one whose %s is %j is refused by its name", (name, value) => {
    const row = JSON.parse(exportLine(exportable()));
    const [outer = "", inner] = name.split(".");
    if (inner === undefined) row[outer] = value;
    else row[outer][inner] = value;
    expect(readRow(JSON.stringify(row), 0)).toEqual({ problem: expect.stringContaining(name) });
  });
});

describe("the head of an export", () => {
  const head = { fingerprint: "f", count: 3, digest: "a".repeat(64), secret: secretName(SECRET) };

  it("has the same length whatever it counts, and comes back", () => {
    const at = "2026-01-01T00:00:00.000Z";
    expect(headLine({ ...head, count: 123_456 }, at)).toHaveLength(headLine(head, at).length);
    expect(readHead(headLine(head, at))).toEqual(head);
  });

  it.each([
    ['{"request":{}}', /no export/],
    ["nothing", /no export/],
    ['{"semblance_export":999,"count":1}', /version 999/],
    ['{"semblance_export":1,"version":2,"count":1}', /version 2/],
    ['{"semblance_export":1,"count":-1,"digest":""}', /no count or no digest/],
  ])("%s is refused", (line, why) => {
    expect(readHead(line)).toEqual({ problem: expect.stringMatching(why) });
  });
});
