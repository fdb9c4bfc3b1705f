/** Pages of many origins, in any order, before an upstream that changes its mind: each reads what upstream lets it read. */
import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { Cors, type CorsUpstream } from "../../src/gateway/cors.ts";
import type { Upstream } from "../../src/ports.ts";
import { fc } from "../support/property.ts";

const RUNS = { seed: 20_261_128, numRuns: 500 };
/** Longer than any word of upstream's is believed. */
const FORGETS_MS = 600_001;

const origin = fc.constantFrom(
  "https://app.example",
  "https://app.example:8443",
  "http://app.example",
  "https://APP.example",
  "https://app.example.evil.test",
  "null",
  "https://bücher.example",
  "file://",
  "*",
);
/** What upstream lets a page of an origin do. */
const word = fc.constantFrom("mirror", "star", "credentials", "nothing", "another");
type Word = typeof word extends fc.Arbitrary<infer W> ? W : never;

const step = fc.oneof(
  fc.record({ do: fc.constantFrom("answer" as const, "hit" as const), origin }),
  fc.record({ do: fc.constant("says" as const), origin, word }),
  fc.record({ do: fc.constant("fails" as const), for: fc.boolean() }),
  fc.record({ do: fc.constant("waits" as const), ms: fc.constantFrom(1_000, 61_000, FORGETS_MS) }),
);

function grantOf(says: Word, to: string): string[] {
  switch (says) {
    case "mirror":
      return ["Access-Control-Allow-Origin", to];
    case "star":
      return ["access-control-allow-origin", "*"];
    case "credentials":
      return ["Access-Control-Allow-Origin", to, "Access-Control-Allow-Credentials", "true"];
    case "another":
      return ["Access-Control-Allow-Origin", "https://else.example"];
    default:
      return [];
  }
}

const headerIn = (out: readonly string[], name: string) => {
  const values = out.filter((_, i) => i % 2 === 1 && out[i - 1]!.toLowerCase() === name);
  expect(values.length).toBeLessThanOrEqual(1);
  return values[0];
};

it("a hit allows a page only what upstream said of that very origin, and since when it was last believed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
      let nowMs = 0;
      let isAway = false;
      const says = new Map<string, Word>();
      /** Every word that upstream ever gave on an origin, with the time. */
      const given = new Map<string, { readonly allowed: string | undefined; readonly atMs: number }[]>();
      const tell = (of: string): string[] => {
        const grant = grantOf(says.get(of) ?? "nothing", of);
        given.set(of, [...(given.get(of) ?? []), { allowed: grant[1], atMs: nowMs }]);
        return grant;
      };
      const upstream: Upstream = {
        name: "up",
        async request({ method, rawHeaders, body }) {
          expect([method, body]).toEqual(["OPTIONS", null]);
          expect(
            rawHeaders.some((name) => /authorization$/i.test(name) && name !== "authorization,content-type"),
          ).toBe(false);
          if (isAway) throw new Error("away");
          return { status: 204, statusText: "", rawHeaders: tell(rawHeaders[1]!), body: nobody() };
        },
        close: async () => {},
      };
      const asked: CorsUpstream = { upstream, baseUrl: "http://up/v1" };
      const cors = new Cors({ nowMs: () => nowMs, monotonicMs: () => nowMs });
      const page = (of: string) =>
        cors.of({ headers: { origin: of } } as IncomingMessage, "/chat/completions", asked)!;

      for (const each of steps) {
        if (each.do === "says") says.set(each.origin, each.word);
        else if (each.do === "fails") isAway = each.for;
        else if (each.do === "waits") nowMs += each.ms;
        else if (each.do === "answer") {
          if (isAway) continue;
          const own = tell(each.origin);
          const of = page(each.origin);
          of.learn(200, own);
          const out = [...own];
          of.complete(out, true);
          expect(headerIn(out, "access-control-allow-origin")).toBe(own[1]);
        } else {
          const of = page(each.origin);
          const mayServe = await of.known();
          const out = ["content-type", "application/json"];
          of.complete(out, false);
          const allowed = headerIn(out, "access-control-allow-origin");
          const words = given.get(each.origin) ?? [];
          if (allowed !== undefined) expect(words.some((it) => it.allowed === allowed)).toBe(true);
          // What it said last holds while it is believed, and what it took back is not shown.
          const last = words.at(-1);
          if (last !== undefined && mayServe && !isAway && nowMs - last.atMs < FORGETS_MS - 1)
            expect(allowed).toBe(last.allowed);
          expect(headerIn(out, "vary")?.toLowerCase()).toContain("origin");
          const exposed = headerIn(out, "access-control-expose-headers");
          expect(exposed !== undefined).toBe(allowed !== undefined);
        }
      }
    }),
    RUNS,
  );
});

async function* nobody(): AsyncGenerator<Buffer> {}
