/**
 * Who calls: reads from the headers the credential and whatever else tells callers apart, and says which credential
 * goes upstream. A caller's credential goes to the caller's upstream and nowhere else.
 */
import type { KeyObject } from "node:crypto";
import type { CallerFacts } from "../core/identify.ts";
import { tenantOf } from "../core/identify.ts";
import { isPartingHeader } from "../core/parting-headers.ts";
import { GatewayError } from "../errors.ts";
import { macText } from "../mac.ts";
import { headerOf } from "../wire/headers.ts";
import type { GatewayKey, Settings } from "./settings.ts";

/** The headers whose values together are a caller's credential. */
export const CREDENTIAL_HEADERS: readonly string[] = ["authorization", "api-key", "x-api-key"];

/** Headers that may come only once: of two values, two readers could take different ones. */
const ONCE: ReadonlySet<string> = new Set([
  ...CREDENTIAL_HEADERS,
  "host",
  "content-type",
  "content-length",
  "openai-organization",
  "openai-project",
]);

export interface Caller {
  readonly facts: CallerFacts;
  /** Keyed digest of tenant, organisation and project: who may give feedback on an answer. */
  readonly owner: string;
  readonly hasCredential: boolean;
  /** Keyed digest of all credential headers together, whatever setting tells tenants apart. */
  readonly credential: string;
  /** Keyed digests of the credentials that upstream will see, one for each, the same for every spelling. */
  readonly credentials: readonly string[];
  /** The gateway key that the caller brought (auth.mode keys); null in the other mode. */
  readonly key: GatewayKey | null;
}

/** Throws GatewayError bad_request for a header that must not come twice; `more`: configured headers of that kind. */
export function refuseRepeated(raw: readonly string[], more: ReadonlySet<string>): void {
  const seen: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (!ONCE.has(name) && !more.has(name) && !name.startsWith("x-semblance-")) continue;
    if (seen.includes(name)) {
      throw new GatewayError("bad_request", `The header ${name} must not be sent more than once.`, name);
    }
    seen.push(name);
  }
}

/** Reads who calls from the headers. Throws GatewayError unauthorized where a gateway key is required and none fits. */
export function callerIn(
  raw: readonly string[],
  user: string | null,
  settings: Settings,
  secret: KeyObject,
): Caller {
  const values = CREDENTIAL_HEADERS.map((name) => [name, headerOf(raw, name) ?? ""] as const);
  const hasCredential = values.some(([, value]) => value !== "");
  const key = settings.keys ? gatewayKey(values, settings.keys, secret) : null;
  const facts: CallerFacts = {
    tenant: tenantOf(secret, tenantParts(settings.tenantBy, raw, user, key, values)),
    organization: headerOf(raw, "openai-organization") ?? "",
    project: headerOf(raw, "openai-project") ?? "",
    parting: partingIn(raw),
    context: settings.contextFields.map((field) => [field, contextValue(raw, field)] as const),
    questionHeader: utf8Header(raw, "x-semblance-question"),
  };
  return {
    facts,
    owner: ownerOf(secret, facts),
    hasCredential,
    credential: tenantOf(secret, values),
    credentials: credentialsOf(key ? [key.upstreamKey ?? ""] : values.map(([, value]) => value), secret),
    key,
  };
}

/**
 * Keyed digest of who may give feedback on an answer: tenant, organisation, project, and whatever else tells callers
 * apart.
 */
function ownerOf(secret: KeyObject, { tenant, organization, project, parting }: CallerFacts): string {
  return tenantOf(secret, [
    ["owner-of", tenant],
    ["organization", organization],
    ["project", project],
    ...parting,
  ]);
}

function credentialsOf(values: readonly string[], secret: KeyObject): readonly string[] {
  const said = values
    .map((value) => value.replace(/^\s*bearer\s+/i, "").trim())
    .filter((value) => value !== "");
  return (said.length === 0 ? [""] : said).map((value) => tenantOf(secret, [["credential", value]]));
}

/** The headers that tell callers apart, sorted by name; values of a repeated name in the order of arrival. */
function partingIn(raw: readonly string[]): CallerFacts["parting"] {
  const out: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (isPartingHeader(name) && !CREDENTIAL_HEADERS.includes(name)) out.push([name, raw[i + 1]!]);
  }
  return out.length < 2 ? out : out.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Keyed digest under which gateway keys are held; comparing digests takes the same time for every wrong key. */
export function keyDigest(secret: KeyObject, key: string): string {
  return macText(secret, "gateway-key\0", key);
}

function gatewayKey(
  values: readonly (readonly [string, string])[],
  keys: ReadonlyMap<string, GatewayKey>,
  secret: KeyObject,
): GatewayKey {
  for (const [name, value] of values) {
    const token = name === "authorization" ? value.replace(/^bearer +/i, "") : value;
    const key = token === "" ? undefined : keys.get(keyDigest(secret, token));
    if (key) return key;
  }
  throw new GatewayError(
    "unauthorized",
    "This gateway asks for one of its own keys, and none of them was sent.",
  );
}

/** Who names no tenant where callers should is told apart by credential: nobody meant such callers to share. */
function tenantParts(
  by: string,
  raw: readonly string[],
  user: string | null,
  key: GatewayKey | null,
  values: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  if (by === "shared") return [["shared", ""]];
  const named =
    by === "body:user" ? user : by.startsWith("header:") ? headerOf(raw, by.slice(7).toLowerCase()) : null;
  if (named) return [[by === "body:user" ? "user" : by.toLowerCase(), named]];
  return key ? [["gateway-key", key.tenant]] : values;
}

function contextValue(raw: readonly string[], field: string): string {
  const value =
    headerOf(raw, `x-semblance-context-${field.replaceAll("_", "-").toLowerCase()}`) ??
    headerOf(raw, `x-semblance-context-${field.toLowerCase()}`);
  return value ?? (field === "domain" ? "general" : "");
}

/**
 * A header's value, or null where the header is absent. Its bytes arrive as Latin-1 and are read as UTF-8 where they
 * are valid UTF-8.
 */
export function utf8Header(raw: readonly string[], name: string): string | null {
  const value = headerOf(raw, name);
  if (value === null) return null;
  const text = Buffer.from(value, "latin1").toString("utf8");
  return text.includes("�") ? value : text;
}
