/** Does everything come through unchanged? The same varied requests to upstream itself and through a gateway. */
import http from "node:http";
import { type VariedRequest, variedRequest } from "./varied.ts";

/** Few enough that look-ups beside upstream end in time, and their headers are sent. */
const AT_ONCE = 4;
const ANSWER_MS_MAX = 30_000;
const TOLD_MAX = 10;

interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** The connection ended before the body did. */
  readonly isCut: boolean;
}

export interface Sameness {
  readonly requests: number;
  /** Upstream answered, and through the gateway nothing came. */
  readonly failed: number;
  readonly changed: number;
  /** Of the answers that differ, the first few. */
  readonly told: readonly string[];
  /** By what the gateway's headers say. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly kinds: ReadonlyMap<string, number>;
}

export async function sameThrough(direct: number, through: number, requests: number): Promise<Sameness> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2 * AT_ONCE });
  const outcomes = new Map<string, number>();
  const kinds = new Map<string, number>();
  const told: string[] = [];
  let failed = 0;
  let changed = 0;
  let next = 0;
  const one = async (n: number): Promise<void> => {
    const request = variedRequest(n);
    count(kinds, request.kind);
    const right = await ask(agent, direct, request, n);
    try {
      const given = await ask(agent, through, request, n);
      count(outcomes, outcomeIn(given));
      const differences = differencesOf(right, given);
      if (differences.length === 0) return;
      changed++;
      if (told.length < TOLD_MAX) told.push(`${n} (${request.kind}): ${differences.join("; ")}`);
    } catch (error) {
      failed++;
      if (told.length < TOLD_MAX) told.push(`${n} (${request.kind}): ${String(error)}`);
    }
  };
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < requests) await one(next++);
    }),
  );
  agent.destroy();
  return { requests, failed, changed, told, outcomes, kinds };
}

/** Rejects where no head comes. */
function ask(agent: http.Agent, port: number, request: VariedRequest, n: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method, path, body } = request;
    const headers = {
      authorization: "Bearer sk-bench",
      "x-case": String(n),
      ...(body ? { "content-type": "application/json", "content-length": body.length } : {}),
    };
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    const sent = http.request({ agent, host: "127.0.0.1", port, method, path, headers, signal }, (res) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk) => chunks.push(chunk));
      res.on("error", () => {});
      res.on("close", () => {
        const { statusCode = 0, statusMessage = "", rawHeaders, complete } = res;
        const body = Buffer.concat(chunks);
        resolve({ status: statusCode, statusText: statusMessage, rawHeaders, body, isCut: !complete });
      });
    });
    sent.on("error", reject);
    sent.end(body ?? undefined);
  });
}

function differencesOf(right: Answer, given: Answer): string[] {
  const out: string[] = [];
  if (given.status !== right.status) out.push(`status ${given.status} for ${right.status}`);
  if (given.statusText !== right.statusText) out.push(`status text ${given.statusText}`);
  if (given.isCut !== right.isCut) out.push(given.isCut ? "cut" : "whole where upstream's is cut");
  // How much of a cut answer had arrived is the network's affair; what did must be the beginning of it.
  const length = right.isCut ? Math.min(right.body.length, given.body.length) : right.body.length;
  const isBodySame = given.body
    .subarray(0, right.isCut ? length : undefined)
    .equals(right.body.subarray(0, length));
  if (!isBodySame) out.push(`a body of ${given.body.length} bytes differs from one of ${right.body.length}`);
  const has = pairs(given.rawHeaders);
  for (const pair of pairs(right.rawHeaders)) if (!has.has(pair)) out.push(`without the header ${pair}`);
  return out;
}

/** End-to-end headers. A date is of the moment; that it is there counts. */
function pairs(raw: readonly string[]): Set<string> {
  const out = new Set<string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (!HOP_BY_HOP.has(name)) out.add(name === "date" ? name : `${name}: ${raw[i + 1]}`);
  }
  return out;
}

const HOP_BY_HOP: ReadonlySet<string> = new Set(["connection", "keep-alive", "transfer-encoding"]);

function outcomeIn({ rawHeaders }: Answer): string {
  const of = (wanted: string) =>
    rawHeaders[rawHeaders.findIndex((v, i) => i % 2 === 0 && v.toLowerCase() === wanted) + 1];
  const at = rawHeaders.some((v) => v.toLowerCase() === "x-semblance-outcome");
  return at ? `${of("x-semblance-outcome")} ${of("x-semblance-reason")}` : "passed through";
}

function count(of: Map<string, number>, name: string): void {
  of.set(name, (of.get(name) ?? 0) + 1);
}
