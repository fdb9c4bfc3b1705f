import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startProcess, temporaryDir } from "../support/process.ts";

/** Writes the packages that a process read to a file, one a line, when it ends. */
const hook = (path: string) => `
  import { registerHooks } from "node:module";
  import { writeFileSync } from "node:fs";
  const seen = new Set();
  registerHooks({
    load(url, context, next) {
      const name = /\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(url)?.[1];
      if (name) seen.add(name);
      return next(url, context);
    },
  });
  process.on("exit", () => writeFileSync(${JSON.stringify(path)}, [...seen].join("\\n")));
`;

async function packagesReadBy(env: Record<string, string>): Promise<ReadonlySet<string>> {
  const dir = temporaryDir();
  const path = join(dir, "packages");
  try {
    const gateway = await startProcess({
      env: { ...env, NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(hook(path))}` },
    });
    // Once it answers, it also hears the signal that ends it in order.
    expect((await fetch(`${gateway.admin}/admin/stats`)).status).toBe(200);
    await gateway.end();
    return new Set(readFileSync(path, "utf8").split("\n"));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

describe("a start reads only the packages that its configuration needs", () => {
  it("no client of a model, of Redis, of a mail server, and no SDK of traces", async () => {
    const read = await packagesReadBy({});
    expect(read).toContain("hono");
    // The API of OpenTelemetry is read by prom-client.
    const spared = /^(?:openai|ioredis|nodemailer|@grpc\/.*|@opentelemetry\/(?!api$).*)$/;
    expect([...read].filter((name) => spared.test(name))).toEqual([]);
  });

  it("the SDK of traces where they are asked for", async () => {
    const read = await packagesReadBy({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" });
    expect(read).toContain("@opentelemetry/sdk-node");
  });
});
