/**
 * `semblance explain`: asks the running gateway why a request is, was or would be answered as it is. Two questions, and
 * the shipped calibration, need no gateway: the built-in model is at hand.
 */
import { readFileSync } from "node:fs";
import { explainPair } from "../gateway/explain-pair.ts";
import type { Explained, RolloutSummary } from "../gateway/explained.ts";
import type { Settings } from "../gateway/settings.ts";
import { errorCode, type Fields, fieldsOf, isFields } from "../narrow.ts";
import type { Embedder, Verifier } from "../ports.ts";
import { messageIn } from "./admin-call.ts";
import { CommandFault, exitOfRefusal, usageFault } from "./exit-status.ts";
import { type CalibrationTold, calibrationPage, explainPage } from "./explain-page.ts";

export interface ExplainWanted {
  readonly file?: string;
  readonly pair?: readonly string[];
  readonly request?: string;
  readonly header?: readonly string[];
  readonly route?: string;
  readonly calibration?: boolean;
  readonly json?: boolean;
  /** Address of the running gateway's admin plane; absent: the configured one. */
  readonly admin?: string;
}

export interface ExplainIo {
  readonly write: (text: string) => void;
  readonly color: boolean;
  /** The admin listener's address, as named or as configured, and its token. */
  readonly admin: { readonly url: string; readonly token: string };
  /** The value of OPENAI_API_KEY: the credential of a request that has none. */
  readonly apiKey: string | undefined;
  /** The policy that decides where no gateway runs. */
  readonly policy: Settings["policy"];
  readonly standing: RolloutSummary;
  readonly builtin: () => Promise<{
    embedder: Embedder;
    verifier: Verifier;
    calibration: CalibrationTold;
  }>;
}

const GATEWAY_MS_MAX = 15_000;
const FILE_BYTES_MAX = 32 * 1024 * 1024;

/** Explains what was asked for, and prints it. Throws CommandFault. */
export async function runExplain(wanted: ExplainWanted, io: ExplainIo): Promise<void> {
  const kinds = [wanted.file, wanted.pair, wanted.request, wanted.calibration || undefined];
  if (kinds.filter((kind) => kind !== undefined).length !== 1) {
    throw usageFault("name one of FILE, --request ID, --pair A B and --calibration");
  }
  if (wanted.calibration) {
    const calibration = await calibrationFor(wanted, io);
    io.write(wanted.json ? json(calibration) : calibrationPage(calibration, io.color));
  } else {
    const explained = await explanationFor(wanted, io);
    io.write(wanted.json ? json(explained) : explainPage(explained, io.color));
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function explanationFor(wanted: ExplainWanted, io: ExplainIo): Promise<Explained> {
  const call = (body: object) => fromGateway<Explained>(wanted, io, "/admin/explain", body);
  if (wanted.request !== undefined) return needed(await call({ request_id: wanted.request }), io);
  if (wanted.file !== undefined) {
    const body = { request: readBody(wanted.file), headers: headersOf(wanted, io) };
    return needed(await call(wanted.route === undefined ? body : { ...body, route: wanted.route }), io);
  }
  const [stored, asked, ...more] = wanted.pair ?? [];
  if (!stored?.trim() || !asked?.trim() || more.length > 0) throw usageFault("--pair takes two questions");
  const live = await call({ pair: [stored, asked] });
  if (live !== null) return live;
  const builtin = await io.builtin();
  return explainPair(builtin, [stored, asked], io.policy, io.standing);
}

async function calibrationFor(wanted: ExplainWanted, io: ExplainIo): Promise<CalibrationTold> {
  return (
    (await fromGateway<CalibrationTold>(wanted, io, "/admin/calibration", null)) ??
    (await io.builtin()).calibration
  );
}

/**
 * The gateway's answer; null where no gateway answers and none was named. Throws the gateway's refusal in its own
 * words; something else that answers on the port does not count as a gateway.
 */
async function fromGateway<T>(
  wanted: ExplainWanted,
  io: ExplainIo,
  path: string,
  body: object | null,
): Promise<T | null> {
  const { url } = io.admin;
  const headers: Record<string, string> = body === null ? {} : { "content-type": "application/json" };
  if (io.admin.token !== "") headers["authorization"] = `Bearer ${io.admin.token}`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}${path}`, {
      method: body === null ? "GET" : "POST",
      headers,
      signal: AbortSignal.timeout(GATEWAY_MS_MAX),
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch {
    if (wanted.admin !== undefined) throw new CommandFault(`no gateway answers at ${url}`);
    return null;
  }
  const answer = parsedOrNull(text);
  if (response.ok && answer !== null) return answer as T;
  if (typeof fieldsOf(answer?.["error"])["message"] !== "string") {
    if (wanted.admin !== undefined) throw new CommandFault(`what answers at ${url} is no Semblance gateway`);
    return null;
  }
  throw new CommandFault(messageIn(text, response.status), exitOfRefusal(response.status));
}

function needed<T>(answer: T | null, io: ExplainIo): T {
  if (answer !== null) return answer;
  throw new CommandFault(`no gateway answers at ${io.admin.url}; start one, or name it with --admin`);
}

function readBody(file: string): string {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw usageFault(`${file} cannot be read (${errorCode(error) || "unknown"})`);
  }
  if (text.length > FILE_BYTES_MAX) throw usageFault(`${file} is larger than ${FILE_BYTES_MAX} bytes`);
  return text;
}

const CREDENTIALS: ReadonlySet<string> = new Set(["authorization", "api-key", "x-api-key"]);

/** Headers from "name: value" texts, as curl takes them; OPENAI_API_KEY is used where no credential is among them. */
function headersOf(wanted: ExplainWanted, io: ExplainIo): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of wanted.header ?? []) {
    const at = line.indexOf(":");
    if (at <= 0) throw usageFault(`--header takes "name: value", not ${JSON.stringify(line)}`);
    headers[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  if (io.apiKey && !Object.keys(headers).some((name) => CREDENTIALS.has(name.toLowerCase()))) {
    headers["authorization"] = `Bearer ${io.apiKey}`;
  }
  return headers;
}

function parsedOrNull(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}
