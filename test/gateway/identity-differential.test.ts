/** What is known of a request that was seen before is what reading it anew would tell: over 100,000 hostile requests. */
import { createSecretKey } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/adapters/system.ts";
import { createHttpUpstream } from "../../src/adapters/upstream-http.ts";
import { defaults } from "../../src/config.ts";
import { GatewayError } from "../../src/errors.ts";
import { createWhoAsks, type IdentifyDeps, identified } from "../../src/gateway/identified.ts";
import type { WhoAsks } from "../../src/gateway/identity-cache.ts";
import type { Received } from "../../src/gateway/request.ts";
import { type Settings, settingsOf } from "../../src/gateway/settings.ts";
import { Watch } from "../../src/gateway/watch.ts";
import { type HostileRequest, hostileRequests } from "./hostile-requests.ts";

const REQUESTS = 100_000;
const SEED = 17;
/** Settings change so often: what was known under others must not be answered. */
const PER_SETTINGS = 2_500;
/** Not a promise of speed: a busy machine takes its time. */
const TIMEOUT_MS = 900_000;

const upstream = createHttpUpstream({
  ...{ name: "upstream", baseUrl: "http://127.0.0.1:9/v1" },
  ...{ connectTimeoutMs: 1, idleTimeoutMs: 1, idleConnectionMs: 1 },
});
const deps: IdentifyDeps = {
  secret: createSecretKey(Buffer.from("a secret of the tests")),
  upstreamFor: (model) => ({
    ...{ upstream, apiKey: null, askUsage: true },
    baseUrl: `http://127.0.0.1:9/${model === "other" ? "other" : "v1"}`,
  }),
  refusedCredentials: { has: () => false, add: () => {}, accept: () => {} },
};
const base = settingsOf({ config: defaults(), percentage: 100, keys: null });
const SETTINGS: readonly Settings[] = [
  base,
  { ...base, maxTemperature: 2 },
  { ...base, tenantBy: "user" },
  { ...base, tenantBy: "header:x-team", stickyBy: ["header:x-team"], stickyHeaders: new Set(["x-team"]) },
  { ...base, questionAfter: "reset" },
];

type Told = WhoAsks | { readonly code: string };

describe("a request that was seen before", () => {
  it(
    "is told as if it were read anew, whatever stood before it",
    async () => {
      const whoAsks = createWhoAsks(deps);
      const seen = new WeakSet<object>();
      const tally = { known: 0, cacheable: 0, refused: 0 };
      const reasons = new Set<string>();
      let n = 0;
      for (const request of hostileRequests(SEED)) {
        const received = receivedOf(request, SETTINGS[Math.floor(n / PER_SETTINGS) % SETTINGS.length]!);
        const fast = await told(() => whoAsks(received, request.route, request.body));
        const slow = await told(() => identified(deps, received, request.route, request.body));
        if (!isDeepStrictEqual(fast, slow)) throw new Error(differing(n, request, fast, slow));
        if ("code" in fast) tally.refused++;
        else {
          if (seen.has(fast)) tally.known++;
          seen.add(fast);
          if (fast.identity.cacheable) tally.cacheable++;
          else reasons.add(fast.identity.why);
        }
        if (++n === REQUESTS) break;
      }
      // The comparison is of two ways only where the first was taken, and of decisions only where there are several.
      expect(tally.known).toBeGreaterThan(REQUESTS / 10);
      expect(tally.cacheable).toBeGreaterThan(REQUESTS / 10);
      expect(tally.cacheable).toBeLessThan(REQUESTS * 0.9);
      expect(reasons.size).toBeGreaterThan(4);
    },
    TIMEOUT_MS,
  );
});

function receivedOf({ rawHeaders, path }: HostileRequest, settings: Settings): Received {
  const watch = new Watch(systemClock, settings.lookupMsMax);
  return { atMs: 0, rawHeaders, path, settings, watch };
}

async function told(read: () => WhoAsks | Promise<WhoAsks>): Promise<Told> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GatewayError) return { code: error.code };
    throw error;
  }
}

function differing(n: number, { path, rawHeaders, body }: HostileRequest, fast: Told, slow: Told): string {
  const told = [fast, slow].map((each) => JSON.stringify(each)).join("\nread anew: ");
  return `request ${n} of seed ${SEED}: ${path} ${JSON.stringify(rawHeaders)}\n${body.toString("latin1").slice(0, 500)}\n${told}`;
}
