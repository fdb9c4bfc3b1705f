/** What lies in deploy/ for Prometheus and Grafana: rules that do what they say, and no name that no gateway has. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { type GatewayProcess, startProcess } from "../support/process.ts";

const deploy = fileURLToPath(new URL("../../deploy", import.meta.url));
const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly record?: string; readonly expr: string }[];
  }[];
}
interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

const rules = (
  parse(readFileSync(join(deploy, "prometheus/semblance.rules.yaml"), "utf8")) as Rules
).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(readFileSync(join(deploy, "grafana/semblance.json"), "utf8")) as Dashboard;
const panels = dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));

/** Names of series, and of each the labels that are asked of it. */
function askedIn(expr: string): { name: string; labels: string[] }[] {
  const names = [...expr.matchAll(/\b(semblance_\w+)(\{[^}]*\})?/g)];
  return names.map(([, name = "", selector = ""]) => ({
    name,
    labels: [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = ""]) => label),
  }));
}

describe("the files for Prometheus and Grafana", () => {
  let gateway: GatewayProcess;
  let metrics = "";
  beforeAll(async () => {
    gateway = await startProcess();
    await fetch(`${gateway.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "What is a reverse proxy?" }] }),
    }).then((response) => response.arrayBuffer());
    metrics = await (await fetch(`${gateway.admin}/metrics`)).text();
  });
  afterAll(() => gateway.end());

  it.each([...rules.map(({ expr }) => expr), ...panels.map(({ expr }) => expr)])(
    "ask for what a gateway has: %s",
    (expr) => {
      for (const { name, labels } of askedIn(expr)) {
        const metric = name.replace(/_(bucket|sum|count)$/, "");
        expect(metrics, name).toMatch(new RegExp(`^# TYPE (${metric}|${name}) `, "m"));
        const series = new RegExp(`^${name}\\{(.*)\\} `, "m").exec(metrics)?.[1];
        for (const label of labels.filter((label) => !["job", "instance"].includes(label)))
          if (series !== undefined) expect(series, name).toContain(`${label}="`);
      }
    },
  );

  it("show every metric that a gateway has", () => {
    const shown = new Set(
      panels.flatMap(({ expr }) => askedIn(expr).map(({ name }) => name.replace(/_bucket$/, ""))),
    );
    const all = [...metrics.matchAll(/^# TYPE (semblance_\w+) /gm)].map(([, name = ""]) => name);
    expect(all.filter((name) => !shown.has(name))).toEqual([]);
  });

  it.skipIf(!hasPromtool)("are rules that ring when they should (needs promtool)", () => {
    const { status, stdout, stderr } = spawnSync("promtool", ["test", "rules", "semblance.rules.test.yaml"], {
      cwd: join(deploy, "prometheus"),
      encoding: "utf8",
    });
    expect(status, stdout + stderr).toBe(0);
    const tested = readFileSync(join(deploy, "prometheus/semblance.rules.test.yaml"), "utf8");
    const alerts = (rules as readonly { alert?: string }[]).flatMap(({ alert }) => alert ?? []);
    expect(alerts.filter((alert) => !tested.includes(`alertname: ${alert}`))).toEqual([]);
  });

  it.skipIf(!hasPromtool)("are expressions that Prometheus can read (needs promtool)", () => {
    const dir = mkdtempSync(join(tmpdir(), "semblance-rules-"));
    const asRules = panels.map(({ expr }, i) => ({
      record: `panel:${i}`,
      expr: expr.replaceAll("$__rate_interval", "5m").replaceAll("$instance", ".*"),
    }));
    writeFileSync(join(dir, "panels.yaml"), stringify({ groups: [{ name: "panels", rules: asRules }] }));
    const { status, stderr } = spawnSync("promtool", ["check", "rules", join(dir, "panels.yaml")], {
      encoding: "utf8",
    });
    rmSync(dir, { recursive: true });
    expect(status, stderr).toBe(0);
  });
});
