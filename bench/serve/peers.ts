/**
 * Other gateways and proxies beside the same bare server and upstream, by the same requests, in their documented fast
 * settings: one process or worker on the one core, no log. Installed into a folder of their own when they are measured;
 * what does not install, or does not start, is left out by name.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LOAD_CORE, type Servers } from "../servers.ts";
import type { Started } from "./measure.ts";

export interface Peer {
  readonly name: string;
  /** What was changed of its defaults. */
  readonly settings: string;
  /** Cases of ours whose requests are sent to it. */
  readonly cases: readonly string[];
  /** Of a case's requests, as it is so much slower. */
  readonly scale: number;
  /** Installs what is missing, and tells the version. */
  readonly version: (folder: string) => string;
  readonly start: (servers: Servers, o: { upstream: number; folder: string }) => Promise<Started>;
  /** Header lines that it needs of each request. */
  readonly headers?: (upstream: number) => readonly string[];
}

/** With the server library of its own day: in newer ones of the range it names, each stream is answered with a 500. */
const PORTKEY = {
  private: true,
  dependencies: { "@portkey-ai/gateway": "1.15.2" },
  overrides: { "@hono/node-server": "1.3.3" },
};
const LITELLM = "litellm[proxy]==1.108.7";
const PASSED = ["miss-alone", "miss-stream"] as const;
const INSTALL_MS_MAX = 600_000;

export const PEERS: readonly Peer[] = [
  {
    name: "nginx, proxy",
    settings: "one worker, upstream keepalive, no access log, no buffering of answers",
    cases: PASSED,
    scale: 1,
    version: nginxVersion,
    start: (servers, { upstream }) => nginx(servers, upstream, "proxy_buffering off;", ""),
  },
  {
    name: "nginx, cache",
    settings: "one worker, POST cached by path and body, no access log",
    cases: ["exact-hit"],
    scale: 1,
    version: nginxVersion,
    start: (servers, { upstream }) => {
      const path = `proxy_cache_path ${join(servers.dir, "cache")} keys_zone=c:10m;`;
      const key = `proxy_cache_key "$request_uri $request_body";`;
      const use = `proxy_cache c; proxy_cache_methods POST; ${key} proxy_cache_valid 200 1h;`;
      return nginx(servers, upstream, use, path);
    },
  },
  {
    name: "Portkey",
    settings: "headless, one process, @hono/node-server 1.3.3",
    cases: PASSED,
    scale: 0.5,
    version: (folder) => {
      const at = join(folder, "portkey");
      const manifest = join(at, "node_modules/@portkey-ai/gateway/package.json");
      if (!existsSync(manifest)) {
        mkdirSync(at, { recursive: true });
        writeFileSync(join(at, "package.json"), JSON.stringify(PORTKEY));
        install("npm", ["install", "--prefix", at, "--no-audit", "--no-fund"]);
      }
      return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
    },
    start: (servers, { folder }) => {
      const script = join(folder, "portkey/node_modules/@portkey-ai/gateway/build/start-server.js");
      return servers.program(process.execPath, (port) => [script, "--headless", `--port=${port}`], {
        NODE_ENV: "production",
        TRUSTED_CUSTOM_HOSTS: "127.0.0.1",
      });
    },
    headers: (upstream) => [
      "x-portkey-provider: openai",
      `x-portkey-custom-host: http://127.0.0.1:${upstream}/v1`,
    ],
  },
  litellm("LiteLLM, no cache", PASSED, "", null),
  litellm("LiteLLM, cache in memory", ["exact-hit"], "", () => Promise.resolve("{type: local}")),
  litellm(
    "LiteLLM, cache in Redis",
    ["exact-hit", "miss-alone"],
    "; Redis on the load's core, not counted",
    async (servers) => `{type: redis, host: "127.0.0.1", port: ${await redis(servers)}}`,
  ),
];

/** `params` starts what the cache needs, and tells `cache_params`; null: no cache. */
function litellm(
  name: string,
  cases: readonly string[],
  more: string,
  params: ((servers: Servers) => Promise<string>) | null,
): Peer {
  return {
    name,
    settings: `one worker, no database, no log, telemetry off${more}`,
    cases,
    scale: 0.05,
    version: (folder) => {
      const python = join(folder, "py/bin/python");
      if (!existsSync(join(folder, "py/bin/litellm"))) {
        install("python3", ["-m", "venv", join(folder, "py")]);
        install(python, ["-m", "pip", "install", "-q", LITELLM]);
      }
      const ask = "import importlib.metadata as m; print(m.version('litellm'))";
      return execFileSync(python, ["-c", ask], { encoding: "utf8" }).trim();
    },
    start: async (servers, { upstream, folder }) => {
      const cache = params ? `  cache: true\n  cache_params: ${await params(servers)}\n` : "";
      const config = join(servers.dir, "litellm.yaml");
      const model = `{model: openai/m, api_base: "http://127.0.0.1:${upstream}/v1", api_key: sk-bench}`;
      const list = `model_list:\n  - {model_name: m, litellm_params: ${model}}\n`;
      const quiet = "litellm_settings:\n  telemetry: false\n  set_verbose: false\n";
      writeFileSync(config, `${list}${quiet}${cache}`);
      const bin = join(folder, "py/bin");
      const args = (port: number) => [join(bin, "litellm"), "--config", config, "--port", String(port)];
      // Without a key of its own it does not start; requests carry this one.
      const key = { LITELLM_MASTER_KEY: "sk-bench" };
      const env = { ...key, LITELLM_LOG: "ERROR", LITELLM_LOCAL_MODEL_COST_MAP: "True" };
      return servers.program(join(bin, "python"), (port) => [...args(port), "--num_workers", "1"], env);
    },
  };
}

/** The port of a server that keeps nothing on disk. */
async function redis(servers: Servers): Promise<number> {
  const args = (port: number) => [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--dir",
    servers.dir,
  ];
  return (await servers.program("redis-server", args, {}, LOAD_CORE)).port;
}

function nginxVersion(): string {
  if (!existsSync(NGINX)) throw new Error(`${NGINX} is not installed (Debian: apt-get install nginx-light)`);
  // It tells its version on the stream of errors.
  const { stderr } = spawnSync(NGINX, ["-v"], { encoding: "utf8" });
  return /nginx\/(\S+)/.exec(stderr)?.[1] ?? "unknown";
}

const NGINX = "/usr/sbin/nginx";

/** In one process: a master of one worker would only wait. */
function nginx(servers: Servers, upstream: number, location: string, http: string): Promise<Started> {
  const folder = join(servers.dir, "nginx");
  mkdirSync(folder);
  const config = join(folder, "nginx.conf");
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  );
  const text = (
    port: number,
  ) => `daemon off; master_process off; pid ${join(folder, "pid")}; error_log stderr crit;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 1000000; client_body_buffer_size 64k; ${paths.join(" ")} ${http}
upstream u { server 127.0.0.1:${upstream}; keepalive 64; keepalive_requests 1000000; }
server { listen 127.0.0.1:${port}; location / { proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Connection ""; ${location} } } }
`;
  return servers.program(NGINX, (port) => {
    writeFileSync(config, text(port));
    return ["-p", folder, "-c", config];
  });
}

function install(command: string, args: readonly string[]): void {
  execFileSync(command, args, { stdio: ["ignore", "ignore", "pipe"], timeout: INSTALL_MS_MAX });
}
