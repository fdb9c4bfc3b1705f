import { expect, it } from "vitest";
import { type Started, startScreen } from "../../src/main/start-screen.ts";

const STARTED = {
  ...{ baseUrl: "http://127.0.0.1:8080/v1", adminUrl: "http://127.0.0.1:8081", upstream: "http://up/v1" },
  ...{ threshold: 0.85, store: "SQLite", embedder: "builtin", index: "flat", notes: [] },
  rollout: { mode: "auto", traffic_percentage: 0, why: "a real upstream" },
} as unknown as Started;

it.each([
  [null, null],
  ["upstream-key", '-H "authorization: Bearer $OPENAI_API_KEY"'],
  ["gateway-key", '-H "authorization: Bearer A_KEY_OF_auth.keys"'],
] as const)("the command to try carries what a request needs: %s", (callersBring, header) => {
  const screen = startScreen({ ...STARTED, demo: callersBring === null, callersBring }, false);
  const command = screen.slice(screen.indexOf("curl"));
  expect(/-H "authorization[^"]*"/.exec(command)?.[0] ?? null).toBe(header);
  expect(
    command
      .trimEnd()
      .split("\n")
      .slice(0, -1)
      .every((line) => line.endsWith("\\")),
  ).toBe(true);
});
