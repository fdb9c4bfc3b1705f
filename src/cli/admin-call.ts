/** For commands that talk to a running gateway: the address of its admin plane, and how its answers are read. */
import type { Config } from "../config.ts";
import { fieldsOf } from "../narrow.ts";
import { CommandFault, EXIT, exitOfRefusal, usageFault } from "./exit-status.ts";

const ANSWER_MS_MAX = 30_000;

export interface AdminCall {
  readonly path: string;
  /** The admin plane's address, in place of the configured one. */
  readonly origin?: string | undefined;
  /** Default: GET, or POST where there is a body. */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly body?: object | undefined;
  readonly answerMsMax?: number;
}

/** The admin plane's address and the headers that authorise. Throws CommandFault where `given` is not an address. */
export function adminAt({ admin }: Config, given: string | undefined) {
  const headers = {
    "content-type": "application/json",
    ...(admin.token === "" ? {} : { authorization: `Bearer ${admin.token}` }),
  };
  return { url: adminOrigin(admin, given), headers };
}

/** The text of the answer. Throws CommandFault where none comes, or, in the gateway's own words, where it refuses. */
export async function askAdmin(config: Config, call: AdminCall): Promise<string> {
  const { path, body, answerMsMax = ANSWER_MS_MAX } = call;
  const { url: origin, headers } = adminAt(config, call.origin);
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${origin}${path}`, {
      method: call.method ?? (body === undefined ? "GET" : "POST"),
      headers,
      signal: AbortSignal.timeout(answerMsMax),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch {
    throw new CommandFault(`no gateway answers at ${origin}; start one, or name it with --admin`);
  }
  if (response.ok) return text;
  throw new CommandFault(messageIn(text, response.status), exitOfRefusal(response.status));
}

/**
 * The admin plane's origin; a listener on all addresses is asked at loopback. Throws CommandFault where `given`
 * (`--admin`) is not an address.
 */
export function adminOrigin({ host, port }: Config["admin"], given: string | undefined): string {
  if (given !== undefined) {
    const url = URL.canParse(given) ? new URL(given) : null;
    if (url?.protocol === "http:" || url?.protocol === "https:") return given.replace(/\/+$/, "");
    throw usageFault(`--admin is the admin listener's address, for example http://127.0.0.1:8081`);
  }
  const own = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${own.includes(":") ? `[${own}]` : own}:${port}`;
}

/** The JSON of an answer. Throws CommandFault where it is none, as something else than a gateway answers then. */
export function jsonOf<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new CommandFault("what answers there is no Semblance gateway", EXIT.failed);
  }
}

/** The message in an error's body, made safe for a terminal. */
export function messageIn(text: string, status: number): string {
  try {
    const { message } = fieldsOf(fieldsOf(JSON.parse(text))["error"]);
    return typeof message === "string" ? message.replace(CONTROL, " ") : `the gateway answered ${status}`;
  } catch {
    return `the gateway answered ${status}`;
  }
}
const CONTROL = /[\p{Cc}\p{Cf}]/gu;
