/** Passes requests on paths that are not cached through to upstream, bytes in and bytes out. */

import type { IncomingMessage } from "node:http";
import { discard, REFUSED_BYTES_MAX } from "./body.ts";
import { callerIn } from "./caller.ts";
import type { Callers } from "./callers.ts";
import { isPreflight } from "./cors.ts";
import type { Exchange } from "./exchange.ts";
import { forward, outgoing } from "./forward.ts";
import { type IdentifyDeps, noteRefusal } from "./identified.ts";
import type { UpstreamChoice } from "./request.ts";
import type { Turns } from "./turns.ts";

type PassDeps = IdentifyDeps & { readonly turns: Turns };

/** Passes a request through. Throws GatewayError unauthorized, and UpstreamFault where no answer comes. */
export async function passThrough(deps: PassDeps, callers: Callers, x: Exchange): Promise<void> {
  const { req } = x;
  const choice = deps.upstreamFor("");
  if (isPreflight(req)) return await passPreflight(deps, x, choice);
  const caller = callers.of(x.settings, req.rawHeaders, null);
  await deps.turns.inStep();
  const raw = outgoing(x, choice, caller, () => false);
  await forward(x, choice, raw, bodyOf(req), (status) => noteRefusal(deps, caller, status));
}

/** Null where the request has none; in one piece where all of it has arrived, since each piece costs a stream's events. */
function bodyOf(req: IncomingMessage): Buffer | AsyncIterable<Buffer> | null {
  const { "content-length": length, "transfer-encoding": encoding } = req.headers;
  if (length === undefined && encoding === undefined) return null;
  if (length === undefined || !req.complete) return piecesOf(req);
  const whole: Buffer | null = req.read();
  return whole ?? Buffer.alloc(0);
}

/** The pieces as they come. What upstream does not take is read and dropped, as a client may send all before it reads. */
async function* piecesOf(req: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    // Where upstream closes first the client's request stays open: its answer still goes out on that socket.
    yield* req.iterator({ destroyOnReturn: false });
  } finally {
    if (!req.complete) discard(req, REFUSED_BYTES_MAX);
  }
}

/** Passes a CORS preflight. Browsers send it without a credential, so none is required, and none is added. */
async function passPreflight(deps: IdentifyDeps, x: Exchange, choice: UpstreamChoice): Promise<void> {
  const caller = callerIn(x.req.rawHeaders, null, { ...x.settings, keys: null }, deps.secret);
  const raw = outgoing(x, { ...choice, apiKey: null }, caller, () => false);
  await forward(x, choice, raw, null, () => {});
}
