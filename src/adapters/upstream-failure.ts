/**
 * Why upstream gave no answer, in words that a client may read: which host, on what connection, and how; never content.
 */
import { UpstreamFault } from "../errors.ts";
import { errorCode } from "../narrow.ts";

/**
 * A sentence that says how a call failed. `host`: with its port, as configured, without credentials. `kept`: the
 * connection was kept from before. `connected`: it was established.
 */
export function howItFailed(host: string, kept: boolean, connected: boolean, error: unknown): string {
  const how = failureOf(error);
  if (kept) return `the connection to ${host} kept from before broke: ${how}`;
  if (!connected) return `connecting to ${host} failed: ${how}`;
  return `the new connection to ${host} broke before an answer: ${how}`;
}

export function asFault(error: unknown, otherwise: UpstreamFault["why"], how?: string): UpstreamFault {
  if (error instanceof UpstreamFault) return error;
  return new UpstreamFault(otherwise, how ?? failureOf(error), { cause: error });
}

/** A short name of the failure. Where several addresses were tried, it is that of the whole attempt. */
function failureOf(error: unknown): string {
  const code = errorCode(error);
  const words = WORDS[code] ?? (code.startsWith("HPE_") ? "what came is not HTTP" : "it closed");
  return code ? `${words} (${code})` : words;
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  HPE_HEADER_OVERFLOW: "its headers are larger than 72 KiB",
  EPIPE: "connection closed",
  ETIMEDOUT: "timed out",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the name server does not answer",
  EHOSTUNREACH: "no way to the host",
  ENETUNREACH: "no way to the network",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not trusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};
