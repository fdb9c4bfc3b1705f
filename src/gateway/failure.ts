/** The error a client gets, and the reason recorded, where the failure is not an answer of upstream's own. */
import type { Reason } from "../core/reasons.ts";
import { GatewayError, type UpstreamFault } from "../errors.ts";

export function upstreamError(fault: UpstreamFault): GatewayError {
  switch (fault.why) {
    case "timeout":
      return new GatewayError("upstream_timeout", `The upstream did not answer in time: ${fault.message}.`);
    case "cut":
      return new GatewayError("upstream_cut", `The upstream's answer broke off: ${fault.message}.`);
    default:
      return new GatewayError("upstream_unreachable", `The upstream cannot be reached: ${fault.message}.`);
  }
}

export function reasonOf(error: GatewayError): Reason {
  switch (error.code) {
    case "body_too_large":
      return "body-too-large";
    case "unauthorized":
      return "unauthorized";
    case "internal":
      return "internal";
    default:
      return "bad-request";
  }
}
