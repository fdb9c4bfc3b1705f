/**
 * `POST /admin/explain`: reads what is to be explained: two questions, a request that was answered, or a request that
 * was never sent. Malformed input is refused by the name of its member.
 */
import { GatewayError } from "../errors.ts";
import { ROUTES, type Route } from "../model.ts";
import type { KeptEvidence } from "./evidence.ts";
import { type ExplainDeps, explainRequest, type WantedRequest } from "./explain.ts";
import { explainPair } from "./explain-pair.ts";
import type { Explained } from "./explained.ts";

type Call =
  | { readonly pair: readonly [string, string] }
  | { readonly requestId: string }
  | { readonly wanted: WantedRequest };

/** Throws GatewayError bad_request for malformed input, not_found for a request that is not known. */
export async function explainCall(deps: ExplainDeps, kept: KeptEvidence, body: unknown): Promise<Explained> {
  const call = callIn(body);
  if ("pair" in call) return explainPair(deps, call.pair, deps.settings().policy, deps.standing());
  if ("wanted" in call) return explainRequest(deps, call.wanted);
  const explained = kept.explain(call.requestId, deps.verifier, deps.clock.nowMs());
  if (explained !== null) return explained;
  throw new GatewayError(
    "not_found",
    "No such request, or its evidence is no longer kept (24 hours, and not over a restart).",
    "request_id",
  );
}

const KINDS = ["pair", "request_id", "request"] as const;
const MEMBERS: ReadonlySet<string> = new Set([...KINDS, "headers", "route"]);
const TEXT_CHARS_MAX = 1_000_000;

function callIn(body: unknown): Call {
  const value = objectIn(body);
  if (value === null) throw bad("Send a JSON object with pair, request_id or request.", null);
  const unknown = Object.keys(value).find((name) => !MEMBERS.has(name));
  if (unknown !== undefined) throw bad(`There is no member ${JSON.stringify(unknown)} here.`, unknown);
  const given = KINDS.filter((name) => value[name] !== undefined);
  const [kind] = given;
  if (given.length !== 1 || kind === undefined) {
    throw bad("Send one of pair, request_id and request.", given[1] ?? "request");
  }
  switch (kind) {
    case "pair":
      return { pair: pairIn(value["pair"]) };
    case "request_id":
      return { requestId: requestIdIn(value["request_id"]) };
    case "request":
      return { wanted: wantedIn(value) };
    default:
      return kind satisfies never;
  }
}

function pairIn(pair: unknown): readonly [string, string] {
  const texts = Array.isArray(pair) ? (pair as unknown[]) : [];
  const isText = (text: unknown): text is string =>
    typeof text === "string" && text.trim() !== "" && text.length <= TEXT_CHARS_MAX;
  const [stored, asked] = texts;
  if (texts.length !== 2 || !isText(stored) || !isText(asked)) {
    throw bad("pair must be two questions: [stored, asked], neither of them empty.", "pair");
  }
  return [stored, asked];
}

function requestIdIn(id: unknown): string {
  if (typeof id === "string" && id !== "" && id.length <= 200) return id;
  throw bad("request_id must be the x-semblance-request of an answer.", "request_id");
}

/**
 * Reads the member `request`: a body as an object, or as text where its exact bytes matter (duplicate keys, numbers).
 */
function wantedIn(value: Readonly<Record<string, unknown>>): WantedRequest {
  const { request, route } = value;
  const body = objectIn(request);
  if (typeof request !== "string" && body === null) {
    throw bad("request must be the body of a request: an object, or its text.", "request");
  }
  if (route !== undefined && !isRoute(route)) {
    throw bad(`route must be one of ${ROUTES.join(", ")}.`, "route");
  }
  const text = typeof request === "string" ? request : JSON.stringify(request);
  return {
    route: isRoute(route) ? route : routeOf(body ?? parsedOrNull(text)),
    rawHeaders: headersIn(value["headers"]),
    body: Buffer.from(text, "utf8"),
  };
}

function isRoute(value: unknown): value is Route {
  return (ROUTES as readonly unknown[]).includes(value);
}

/** The route that the body's members suggest; "chat" where they suggest none. */
function routeOf(body: Readonly<Record<string, unknown>> | null): Route {
  if (body === null || body["messages"] !== undefined) return "chat";
  if (body["prompt"] !== undefined) return "completions";
  return body["input"] === undefined ? "chat" : "responses";
}

const HEADERS_MAX = 100;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
/** What a header value may hold (RFC 9110 §5.5), as bytes: no control characters but the tab. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]{0,16384}$/;

function headersIn(headers: unknown): string[] {
  if (headers === undefined || headers === null) return [];
  const value = objectIn(headers);
  if (value === null) throw bad("headers must be an object of names and values.", "headers");
  const entries = Object.entries(value);
  if (entries.length > HEADERS_MAX) throw bad(`At most ${HEADERS_MAX} headers.`, "headers");
  return entries.flatMap(([name, text]) => {
    if (!HEADER_NAME.test(name)) {
      throw bad(`${JSON.stringify(name.slice(0, 100))} is no header name.`, "headers");
    }
    // Header values travel as UTF-8 bytes and are read as Latin-1 characters, one a byte.
    const bytes = typeof text === "string" ? Buffer.from(text, "utf8").toString("latin1") : null;
    if (bytes === null || !HEADER_VALUE.test(bytes)) {
      throw bad(`The header ${name} must be a text without line ends.`, `headers.${name}`);
    }
    return [name, bytes.trim()];
  });
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

function parsedOrNull(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return objectIn(JSON.parse(text));
  } catch {
    return null;
  }
}

function bad(message: string, param: string | null): GatewayError {
  return new GatewayError("bad_request", message, param);
}
