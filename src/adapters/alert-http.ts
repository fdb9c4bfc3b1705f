/**
 * Sends alerts over HTTP: to a webhook, signed as Standard Webhooks has it (standardwebhooks.com: id, timestamp and
 * body under HMAC-SHA256), and to Slack's incoming webhooks. Redirects are not followed, and a host name that resolves
 * to an internal address is not connected to unless the operator allows it.
 */
import { createHmac } from "node:crypto";
import { lookup } from "node:dns";
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { publicLookup, type Resolve } from "./internal-address.ts";

export interface Poster {
  /**
   * Resolves when the receiver accepted it (2xx). Rejects with an Error whose message is for people; its `retry` says
   * whether to try again.
   */
  post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<void>;
}

class NotTaken extends Error {
  readonly retry: boolean;
  constructor(message: string, retry: boolean) {
    super(message);
    this.retry = retry;
  }
}

const ANSWER_MS_MAX = 5_000;
const LOCAL = new Set(["localhost"]);

/** A poster of alerts. `allowInternal` is read at each call: true allows names that resolve to internal addresses. */
export function createPoster(
  allowInternal: () => boolean,
  answerMsMax = ANSWER_MS_MAX,
  resolve: Resolve = (name, options, callback) => lookup(name, { ...options, all: true }, callback),
): Poster {
  const publicOnly = publicLookup(resolve);
  return {
    post(url, body, headers) {
      const target = new URL(url);
      const host = target.hostname.replace(/^\[(.*)\]$/, "$1");
      // An IP address in the configuration is meant; what a host name resolves to is decided by somebody else.
      const isMeant = allowInternal() || isIP(host) !== 0 || LOCAL.has(host);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const request = (target.protocol === "https:" ? https : http).request(target, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "user-agent": "semblance",
          ...headers,
        },
        agent: false,
        signal: AbortSignal.timeout(answerMsMax),
        ...(isMeant ? {} : { lookup: publicOnly }),
      });
      request.once("response", (answer) => {
        answer.resume();
        const status = answer.statusCode ?? 0;
        if (status >= 200 && status < 300) return resolve();
        if (status >= 300 && status < 400)
          return reject(new NotTaken(`it redirects (${status}), which is not followed`, false));
        reject(new NotTaken(`it answers ${status}`, status >= 500 || status === 429 || status === 408));
      });
      request.once("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "EINTERNAL")
          return reject(
            new NotTaken("its name leads to an address of this network (alerts.allow_internal)", false),
          );
        const isLate = error.name === "AbortError" || error.name === "TimeoutError";
        reject(
          new NotTaken(
            isLate
              ? `it did not answer within ${answerMsMax} ms`
              : `it cannot be reached (${error.code ?? "error"})`,
            true,
          ),
        );
      });
      // A 101 that nobody asked for is neither an answer nor an error, and later alerts wait for this one.
      request.once("close", () => reject(new NotTaken("it closed the connection without an answer", true)));
      request.end(body);
      return promise;
    },
  };
}

/** The headers of Standard Webhooks. `key`: the bytes that `whsec_` encodes in base64. `seconds`: since 1970. */
export function signed(id: string, seconds: number, body: string, key: Buffer): Record<string, string> {
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": `v1,${signature}` };
}
