/** The thread of large-body.ts: parses a body, says what it says of itself, and then identifies it. */
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
  /** Shared memory: it is read and not copied. */
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
