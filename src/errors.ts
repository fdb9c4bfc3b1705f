/**
 * Two kinds of failure: faults, which are ours and turn into a named miss, and gateway errors, which a client sees
 * in OpenAI's shape. Both carry a closed code.
 */
import type { FaultPart } from "./ports.ts";

/** Something behind a port failed. Never shown to a client; counted under its part. */
export class PortFault extends Error {
  readonly part: FaultPart;
  /**
   * timeout; unavailable; corrupt: stored data is damaged; invalid: the reply is malformed; refused: this call was
   * rejected, though others may succeed; off: not called, because recent calls failed or gave wrong replies.
   */
  readonly why: "timeout" | "unavailable" | "corrupt" | "invalid" | "refused" | "off";
  constructor(part: FaultPart, why: PortFault["why"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PortFault";
    this.part = part;
    this.why = why;
  }
}

/** Upstream gave no answer, or not all of it. */
export class UpstreamFault extends Error {
  readonly why: "unreachable" | "timeout" | "cut" | "aborted";
  constructor(why: UpstreamFault["why"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UpstreamFault";
    this.why = why;
  }
}

/** Errors the gateway itself answers with: status, and whether asking again may help. */
const GATEWAY_ERRORS = {
  bad_request: { status: 400, retry: false },
  malformed_body: { status: 400, retry: false },
  invalid_header: { status: 400, retry: false },
  unauthorized: { status: 401, retry: false },
  forbidden: { status: 403, retry: false },
  not_found: { status: 404, retry: false },
  method_not_allowed: { status: 405, retry: false },
  conflict: { status: 409, retry: false },
  body_too_large: { status: 413, retry: false },
  unsupported_media_type: { status: 415, retry: false },
  invalid_config: { status: 422, retry: false },
  too_many_requests: { status: 429, retry: true },
  internal: { status: 500, retry: true },
  not_implemented: { status: 501, retry: false },
  upstream_unreachable: { status: 502, retry: true },
  upstream_cut: { status: 502, retry: true },
  overloaded: { status: 503, retry: true },
  shutting_down: { status: 503, retry: true },
  upstream_timeout: { status: 504, retry: true },
  only_if_cached: { status: 504, retry: false },
} as const satisfies Record<string, { status: number; retry: boolean }>;

export type GatewayErrorCode = keyof typeof GATEWAY_ERRORS;

export class GatewayError extends Error {
  readonly code: GatewayErrorCode;
  readonly param: string | null;
  constructor(code: GatewayErrorCode, message: string, param: string | null = null) {
    super(message);
    this.name = "GatewayError";
    this.code = code;
    this.param = param;
  }
  get status(): number {
    return GATEWAY_ERRORS[this.code].status;
  }
  get retry(): boolean {
    return GATEWAY_ERRORS[this.code].retry;
  }
  /** OpenAI's error shape: all four members always present. */
  toJson(): string {
    return JSON.stringify({
      error: { message: this.message, type: "gateway_error", param: this.param, code: this.code },
    });
  }
}
