import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { identify, parseBody, tenantOf } from "../../src/core/identify.ts";
import {
  type NormalisePreset,
  type NormaliseRule,
  normalised,
  presetRule,
  readPath,
} from "../../src/core/normalise.ts";

const told = (system: string, preset: NormalisePreset) => {
  const { messages } = normalised({ messages: [{ role: "system", content: system }] }, [
    presetRule(preset),
  ]) as {
    messages: [{ content: string }];
  };
  return messages[0].content;
};

describe("presets", () => {
  it.each<[NormalisePreset, string, string]>([
    ["current-date", "Today's date is 2026-11-27. Be brief.", "Today's date is . Be brief."],
    ["current-date", "Today is Friday, November 27, 2026.", "Today is ."],
    ["current-date", "Current date: 27 November 2026", "Current date: "],
    [
      "current-date",
      "Current date and time: 2026-11-27T10:15:00Z\nBe kind.",
      "Current date and time: \nBe kind.",
    ],
    ["current-date", "Hoje é sexta-feira, 27 de novembro de 2026.", "Hoje é ."],
    ["current-date", "Data atual: 27/11/2026", "Data atual: "],
    ["current-date", "You help.\nDate: 2026-11-27", "You help.\nDate: "],
    // any other date is matter
    ["current-date", "Plan 2026-11-27 is the best.", "Plan 2026-11-27 is the best."],
    ["current-date", "Due date: 2026-11-27", "Due date: 2026-11-27"],
    ["current-date", "Knowledge cutoff: 2024-06-01", "Knowledge cutoff: 2024-06-01"],
    ["current-date", "A battle of 27 November 2026.", "A battle of 27 November 2026."],
    ["current-time", "The current time is 10:15 am UTC.", "The current time is ."],
    ["current-time", "Hora atual: 10:15:30", "Hora atual: "],
    ["current-time", "The shop opens at 10:15.", "The shop opens at 10:15."],
    ["uuid", "Session 3f2b0c1e-8d4a-4f6b-9a3e-0c1d2e3f4a5b.", "Session ."],
    ["request-id", "request_id: abc-123, answer.", "request_id: , answer."],
    ["request-id", "trace id=00f067aa0ba902b7", "trace id="],
    ["whitespace", "Be\n\n  brief.", "Be brief."],
  ])("%s: %s", (preset, system, left) => expect(told(system, preset)).toBe(left));

  it("touch what instructs the model, in every form, and never what a user said", () => {
    const rules = [presetRule("uuid")];
    const id = "3f2b0c1e-8d4a-4f6b-9a3e-0c1d2e3f4a5b";
    const body = {
      instructions: id,
      input: [{ role: "developer", content: [{ type: "input_text", text: id }] }],
      messages: [
        { role: "system", content: [{ type: "text", text: `a ${id}` }] },
        { role: "user", content: id },
        { role: "assistant", content: id },
      ],
    };
    const before = structuredClone(body);
    expect(normalised(body, rules)).toEqual({
      instructions: "",
      input: [{ role: "developer", content: [{ type: "input_text", text: "" }] }],
      messages: [
        { role: "system", content: [{ type: "text", text: "a " }] },
        body.messages[1],
        body.messages[2],
      ],
    });
    expect(body).toEqual(before);
  });
});

describe("rules of the owner's", () => {
  const rule = (path: string, pattern: string, replace = ""): NormaliseRule => ({
    ...{ path: readPath(path), pattern: new RegExp(pattern, "gu"), replace },
  });
  const body = {
    user: "u7",
    messages: [
      { role: "system", content: "build 12" },
      { role: "user", content: "build 13" },
    ],
  };

  it.each([
    ["messages[role=user].content", [12, "#"]],
    ["messages.1.content", [12, "#"]],
    ["messages[*].content", ["#", "#"]],
    ["messages[0].content", ["#", 13]],
    ["messages[role=tool].content", [12, 13]],
    ["nothing.there", [12, 13]],
  ])("%s", (path, [system, user]) => {
    const out = normalised(body, [rule(path, "\\d+", "#")]) as typeof body;
    expect(out.messages.map(({ content }) => content)).toEqual([`build ${system}`, `build ${user}`]);
  });

  it("leave the body as it is where there is nothing to cut", () => {
    expect(readPath("messages[role=")).toBeNull();
    expect(readPath("")).toBeNull();
    expect(normalised(body, [])).toBe(body);
  });
});

describe("who shares an answer", () => {
  const secret = createSecretKey(Buffer.from("a secret"));
  const caller = {
    ...{ tenant: tenantOf(secret, []), organization: "", project: "", parting: [], context: [] },
    questionHeader: null,
  };
  const keyOf = (day: string, question: string, normalise: readonly NormaliseRule[]) => {
    const messages = [
      { role: "system", content: `You are a clerk. Today's date is ${day}.` },
      { role: "user", content: question },
    ];
    const body = parseBody(Buffer.from(JSON.stringify({ model: "m", messages })));
    const asked = { route: "chat", path: "/chat/completions", upstream: "u" } as const;
    const identity = identify(body, asked, caller, {
      ...{ secret, maxTemperature: 1, questionAfter: null, normalise },
    });
    return identity.cacheable ? identity.key : null;
  };
  const rules = [presetRule("current-date")];

  it("parts by the date where nothing is cut, and not where the owner said so", () => {
    const [a, b] = ["2026-11-27", "2026-11-28"];
    expect(keyOf(a, "What is a cache?", [])).not.toBe(keyOf(b, "What is a cache?", []));
    expect(keyOf(a, "What is a cache?", rules)).toBe(keyOf(b, "What is a cache?", rules));
    expect(keyOf(a, "What is a cache?", rules)).not.toBe(keyOf(a, "What is a tree?", rules));
  });

  it("parts by the date all the same for a question that may hang on it", () => {
    for (const question of ["What day is it?", "Which holidays are there this week?", "Que dia é hoje?"])
      expect(keyOf("2026-11-27", question, rules)).not.toBe(keyOf("2026-11-28", question, rules));
  });
});
