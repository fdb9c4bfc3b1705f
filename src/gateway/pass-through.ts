/** Passes requests on paths that are not cached through to upstream, bytes in and bytes out. */

import { callerIn } from "./caller.ts";
import type { Callers } from "./callers.ts";
import { isPreflight } from "./cors.ts";
import type { Exchange } from "./exchange.ts";
import { forward, outgoing } from "./forward.ts";
import { type IdentifyDeps, noteRefusal } from "./identified.ts";
import type { UpstreamChoice } from "./request.ts";

/** Passes a request through. Throws GatewayError unauthorized, and UpstreamFault where no answer comes. */
export async function passThrough(deps: IdentifyDeps, callers: Callers, x: Exchange): Promise<void> {
  const { req } = x;
  const choice = deps.upstreamFor("");
  if (isPreflight(req)) return await passPreflight(deps, x, choice);
  const caller = callers.of(x.settings, req.rawHeaders, null);
  const hasBody =
    req.headers["content-length"] !== undefined || req.headers["transfer-encoding"] !== undefined;
  const raw = outgoing(x, choice, caller, () => false);
  await forward(x, choice, raw, hasBody ? req : null, (status) => noteRefusal(deps, caller, status));
}

/** Passes a CORS preflight. Browsers send it without a credential, so none is required, and none is added. */
async function passPreflight(deps: IdentifyDeps, x: Exchange, choice: UpstreamChoice): Promise<void> {
  const caller = callerIn(x.req.rawHeaders, null, { ...x.settings, keys: null }, deps.secret);
  const raw = outgoing(x, { ...choice, apiKey: null }, caller, () => false);
  await forward(x, choice, raw, null, () => {});
}
