/** The thread of large-body.ts: parses a body, returns the facts in it, and then identifies it. */
import { parentPort } from "node:worker_threads";
import {
  type BodyFacts,
  type CallerFacts,
  type Identity,
  type IdentityPolicy,
  identify,
  type ParsedBody,
  parseBody,
  type RequestTarget,
} from "../core/identify.ts";

export interface ParseMessage {
  readonly do: "parse";
  /** The body in shared memory, so that it is not copied to the thread. */
  readonly bytes: Uint8Array;
}

export interface IdentifyMessage {
  readonly do: "identify";
  readonly asked: RequestTarget;
  readonly caller: CallerFacts;
  readonly policy: IdentityPolicy;
}

export type LargeBodyReply =
  | { readonly facts: BodyFacts }
  | { readonly identity: Identity }
  | { readonly failed: string };

let parsed: ParsedBody | null = null;

parentPort?.on("message", (message: ParseMessage | IdentifyMessage) => {
  parentPort?.postMessage(replyTo(message));
});

function replyTo(message: ParseMessage | IdentifyMessage): LargeBodyReply {
  try {
    if (message.do === "parse") {
      const { buffer, byteOffset, length } = message.bytes;
      parsed = parseBody(Buffer.from(buffer, byteOffset, length));
      return { facts: parsed.facts };
    }
    if (parsed === null) return { failed: "nothing was parsed" };
    const identity = identify(parsed, message.asked, message.caller, message.policy);
    parsed = null;
    return { identity };
  } catch (error) {
    parsed = null;
    return { failed: String(error) };
  }
}
