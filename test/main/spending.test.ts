/** Prices in force: read at the start and with each reload, and told where their file is faulty. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Config, defaults } from "../../src/config.ts";
import { Configuration } from "../../src/main/configuration.ts";
import { pricesOf } from "../../src/main/spending.ts";
import { runCommand, startProcess } from "../support/process.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "semblance-prices-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A configuration with a price file of this content, or with none at that path. */
function priced(text: string | null): Config {
  const prices = join(dir, "prices.yaml");
  if (text !== null) writeFileSync(prices, text);
  const { cache_migration: cache, ...rest } = defaults();
  return { ...rest, cache_migration: { ...cache, monitoring: { ...cache.monitoring, prices } } };
}

const costing = (usd: number) =>
  `as_of: 2026-01-01\nsource: x\nmodels: { m: { input: ${usd}, output: ${usd} } }\n`;

describe("prices", () => {
  it("follow their file at each reload", async () => {
    const log = { info() {}, error() {}, warn() {} };
    const config = priced(costing(1));
    const configuration = new Configuration({ config, configPath: null, env: {}, log });
    const told: string[] = [];
    const priceOf = pricesOf(configuration, (fault) => void told.push(fault));
    expect(priceOf("m")?.input).toBe(1);
    await configuration.apply(priced(costing(2)));
    expect([priceOf("m")?.input, told]).toEqual([2, []]);
    await configuration.apply(priced(costing(-3)));
    expect(priceOf("m")).toBeNull();
    expect(told).toEqual([expect.stringMatching(/prices\.yaml: models\.m\.input: .*>=0/)]);
  });

  it("that are faulty are told by the check, the start screen and the log: money is not just told as 0", async () => {
    const config = { cache_migration: { monitoring: { prices: join(dir, "none.yaml") } } };
    const gateway = await startProcess({ config });
    try {
      expect(gateway.screen()).toMatch(/none\.yaml: cannot be read \(ENOENT\).*no prices are in force/);
      expect(gateway.log()).toMatch(/"level":40.*none\.yaml: cannot be read \(ENOENT\)/);
      const checked = await runCommand(["check-config", join(gateway.dir, "semblance.yaml")]);
      expect([checked.code, checked.out]).toEqual([0, expect.stringContaining("none.yaml: cannot be read")]);
    } finally {
      await gateway.end();
    }
  });
});
