/** Alerts of a running gateway: judged, sent, seen to fail, and tried by hand. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GatewayProcess, runCommand, startProcess } from "../support/process.ts";
import { startUpstream, type TestUpstream } from "../support/upstream.ts";

describe("alerts of a running gateway", () => {
  const taken: { data: Record<string, unknown>; type: string }[] = [];
  let hook: http.Server;
  let up: TestUpstream;
  let gateway: GatewayProcess;

  beforeAll(async () => {
    hook = http.createServer(async (req, res) => {
      let body = "";
      for await (const chunk of req) body += chunk;
      taken.push(JSON.parse(body));
      res.end();
    });
    await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
    up = await startUpstream((_, res) => void res.writeHead(500).end("{}"));
    const { port } = hook.address() as AddressInfo;
    const alerts = { min_requests: 20, webhook: `http://127.0.0.1:${port}/`, slack: "http://127.0.0.1:9/" };
    const monitoring = { collection_interval_seconds: 1, analysis_interval_seconds: 1, alerts };
    gateway = await startProcess({
      config: { cache_migration: { monitoring } },
      env: { SEMBLANCE_UPSTREAM: up.url },
    });
  });
  afterAll(async () => {
    await gateway.end();
    await up.close();
    hook.closeAllConnections();
    hook.close();
  });

  it("begin with number, limit and what to do, at the webhook, in the log and in the admin plane", async () => {
    for (let i = 0; i < 25; i++) {
      const response = await fetch(`${gateway.url}/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model: "m", messages: [{ role: "user", content: `What is ${i}?` }] }),
      });
      await response.arrayBuffer();
    }
    await expect
      .poll(() => taken.map(({ type, data }) => `${type} ${data["name"]}`))
      .toContain("alert.firing error-rate");
    const alert = taken.find(({ data }) => data["name"] === "error-rate")?.data;
    expect(alert).toMatchObject({ state: "firing", number: 1, limit: 0.05 });
    expect(String(alert?.["todo"])).toContain("semblance_faults_total");
    await expect.poll(() => gateway.log()).toContain('"alert":"error-rate"');
    const shown = (await (await fetch(`${gateway.admin}/admin/alerts`)).json()) as {
      firing: { name: string }[];
    };
    expect(shown.firing.map(({ name }) => name)).toContain("error-rate");
  });

  it("are tried by hand, channel by channel", async () => {
    const command = (...args: string[]) => runCommand(["alerts", ...args, "--admin", gateway.admin]);
    const good = await command("--test", "webhook");
    expect([good.code, good.out]).toEqual([0, "the channel webhook took it\n"]);
    expect(taken.map(({ data }) => data["name"])).toContain("test");
    const bad = await command("--test", "slack");
    expect(bad.code).toBe(1);
    expect(bad.err).toContain(
      "The channel slack did not take the alert: it cannot be reached (ECONNREFUSED).",
    );
    expect((await command("--test", "email")).err).toContain("monitoring.alerts.email is not set");
    const unknown = await command("--test", "pigeon");
    expect([unknown.code, unknown.err]).toEqual([
      2,
      "semblance alerts: channel is one of webhook, slack, email.\n",
    ]);
    const { out } = await command();
    expect(out).toMatch(/firing +error-rate: /);
    expect(out).toMatch(/slack: \d+ sent, \d+ failed \(.*cannot be reached/);
  });

  it("that a channel does not take are a fault that metrics count", async () => {
    const metrics = await (await fetch(`${gateway.admin}/metrics`)).text();
    expect(metrics).toMatch(/semblance_alerts_sent_total\{channel="slack",result="failed"\} [1-9]/);
    expect(metrics).toMatch(/semblance_faults_total\{part="alert"\} [1-9]/);
  });
});
