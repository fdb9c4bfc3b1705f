/** Calls of a chat model at a request's upstream, with its caller's credential. */
import type { ModelCalls } from "../label/answered.ts";
import type { CacheableRequest } from "./cacheable-request.ts";
import { type FetchDeps, planOf } from "./fetch.ts";
import { type outgoing, outgoingAgain } from "./forward.ts";
import { noteCredential } from "./identified.ts";
import type { Landing } from "./landing.ts";
import { UpstreamFlight } from "./upstream-flight.ts";

/** In whose name, and where, calls of this request are made. */
export function payerOf({ caller, choice }: CacheableRequest): string {
  return `${caller.facts.tenant} ${caller.credential} ${choice.baseUrl}`;
}

/**
 * Makes calls of a chat model at the request's upstream with its caller's credential; keeps nothing else of the
 * request.
 */
export function modelCallsOf(deps: FetchDeps, request: CacheableRequest): ModelCalls {
  const { route, caller, choice, identity } = request;
  // By name: what `ask` sees lives as long as the calls do, and behind the exchange are both connections.
  const { trace, target } = request.x;
  const payer = payerOf(request);
  const headers: typeof outgoing = (of, choice, who, drop) =>
    outgoingAgain(of, choice, who, (name) => name === "content-type" || drop(name));
  const { request: again, ...plan } = planOf(deps, request, headers);
  const chat = { ...plan, asWritten: null, again: () => [], route: "chat", stream: false } as const;
  const rawHeaders = [...again.rawHeaders, "content-type", "application/json"];
  const path = route === "chat" ? target.path : "/chat/completions";
  // A key may be good for what it asked, and not for another model or route: only a call like the request tells.
  const noted = (isAlike: boolean) => (landing: Landing) => {
    if (landing.ok && isAlike) noteCredential(deps, caller, landing.head.status);
  };
  return {
    model: identity.model,
    with: `${identity.scope} ${payer}`,
    payer,
    async ask(body, signal) {
      const call = { method: "POST", path, rawHeaders, body: Buffer.from(JSON.stringify(body)) };
      const ended = trace.own(identity.model, choice.baseUrl, "judge");
      const isAlike = route === "chat" && "model" in body && body.model === identity.model;
      const plan = { ...chat, request: call, onLanded: noted(isAlike) };
      const landing = await new UpstreamFlight(plan, signal, () => {}).landing;
      ended(landing.ok);
      if (!landing.ok) return { status: 0, text: "" };
      return { status: landing.head.status, text: landing.recording?.toString("utf8") ?? "" };
    },
  };
}
