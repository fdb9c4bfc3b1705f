/**
 * One request on one connection: sent, limited in time, and answered once, by upstream's answer or by why there is
 * none.
 */
import type http from "node:http";
import { UpstreamFault } from "../errors.ts";
import type { UpstreamRequest, UpstreamResponse } from "../ports.ts";
import { type BodyGuard, IncomingBody } from "./incoming-body.ts";
import { asFault, howItFailed } from "./upstream-failure.ts";

export type Attempt =
  | { readonly ok: true; readonly answer: UpstreamResponse }
  /** `stale`: a connection kept from before broke without a byte of the answer. */
  | { readonly ok: false; readonly fault: UpstreamFault; readonly stale: boolean };

interface Limits {
  /** The upstream's host, named in the error where the connection fails. */
  readonly host: string;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

/** Milliseconds to wait for an answer after an error has ended the sending of the request's body. */
const EARLY_ANSWER_MS = 250;

/** Sends a request and resolves to upstream's answer or to why there is none. Never rejects. */
export function exchange(
  outgoing: http.ClientRequest,
  request: UpstreamRequest,
  limits: Limits,
): Promise<Attempt> {
  const progress = progressOf(outgoing);
  const guard = new RequestGuard(outgoing, request.signal, limits);
  return new Promise((resolve) => {
    let sent = false;
    let answered = false;
    const giveUp = (error: unknown, otherwise: UpstreamFault["why"], afterMs: number) => {
      setTimeout(() => {
        if (answered) return;
        guard.release();
        const broke = guard.ended === null && !(error instanceof UpstreamFault);
        const how = () => howItFailed(limits.host, outgoing.reusedSocket, progress.connected, error);
        const fault = guard.ended ?? asFault(error, otherwise, how());
        resolve({ ok: false, fault, stale: broke && outgoing.reusedSocket && !progress.heard });
      }, afterMs).unref();
    };
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      // Upstream may answer and close before the body is sent (413): its answer is given a moment to arrive.
      const early = !sent && (error.code === "EPIPE" || error.code === "ECONNRESET");
      giveUp(error, early ? "cut" : "unreachable", early ? EARLY_ANSWER_MS : 0);
    });
    // The connection may close with neither an answer nor an error, for example by a 101 that nobody asked for.
    outgoing.on("close", () => {
      if (!answered) giveUp(null, "cut", EARLY_ANSWER_MS);
    });
    outgoing.on("response", (incoming) => {
      const { statusCode = 0 } = incoming;
      // Node reads such a status, and would throw where it is to be sent on.
      if (statusCode < STATUS_MIN) return void outgoing.destroy(noStatus(statusCode));
      answered = true;
      guard.idle.stop();
      resolve({ ok: true, answer: answerOf(incoming, guard) });
    });
    const waits = (forUpstream: boolean): void => {
      // An answer that has begun is waited for as it is read.
      if (answered || outgoing.destroyed) return;
      if (forUpstream) guard.idle.start();
      else guard.idle.stop();
    };
    send(outgoing, request.body, waits)
      .then(() => {
        sent = true;
        waits(true);
      })
      .catch((error) => outgoing.destroy(asFault(error, "aborted")));
  });
}

/** The least status that there is (RFC 9110 §15). */
const STATUS_MIN = 100;

function noStatus(status: number): UpstreamFault {
  return new UpstreamFault("cut", `what came is not HTTP (its status is ${status}, and 100 is the least)`);
}

/**
 * Ends a request where no byte comes in time or the client leaves; Node reports every ended response as a reset.
 *
 * A class, as it has a getter: each time an object literal with one is made, V8 makes a hidden class for it, which keeps
 * what the getter sees until a full collection.
 */
class RequestGuard implements BodyGuard {
  readonly idle: IdleTimer;
  readonly #outgoing: http.ClientRequest;
  readonly #signal: AbortSignal;
  #ended: UpstreamFault | null = null;
  readonly #abort = (): void => this.#end(new UpstreamFault("aborted", "the caller left"));

  constructor(outgoing: http.ClientRequest, signal: AbortSignal, limits: Limits) {
    const { connectTimeoutMs, idleTimeoutMs } = limits;
    this.#outgoing = outgoing;
    this.#signal = signal;
    this.idle = idleTimer(idleTimeoutMs, () =>
      this.#end(new UpstreamFault("timeout", `no byte within ${idleTimeoutMs} ms`)),
    );
    signal.addEventListener("abort", this.#abort, { once: true });
    limitConnect(outgoing, connectTimeoutMs, this.idle);
  }

  get ended(): UpstreamFault | null {
    return this.#ended;
  }

  release(): void {
    this.idle.end();
    this.#signal.removeEventListener("abort", this.#abort);
  }

  #end(fault: UpstreamFault): void {
    this.#ended ??= fault;
    this.#outgoing.destroy(fault);
  }
}

function answerOf(incoming: http.IncomingMessage, guard: BodyGuard): UpstreamResponse {
  return {
    status: incoming.statusCode ?? 502,
    statusText: incoming.statusMessage ?? "",
    rawHeaders: incoming.rawHeaders,
    body: new IncomingBody(incoming, guard),
  };
}

/** How far the request's connection got: was it connected, and has upstream sent anything on it since? */
function progressOf(outgoing: http.ClientRequest): { connected: boolean; heard: boolean } {
  const progress = { connected: false, heard: false };
  outgoing.once("socket", (socket) => {
    const connected = () => {
      progress.connected = true;
    };
    const heard = () => {
      progress.heard = true;
    };
    if (socket.connecting) socket.once("encrypted" in socket ? "secureConnect" : "connect", connected);
    else connected();
    socket.once("data", heard);
    outgoing.once("close", () => socket.off("data", heard));
  });
  return progress;
}

/** `waits`: told when upstream is waited for, to take more of the body, and when no longer. */
async function send(
  outgoing: http.ClientRequest,
  body: UpstreamRequest["body"],
  waits: (forUpstream: boolean) => void,
): Promise<void> {
  if (body === null || Buffer.isBuffer(body)) {
    outgoing.end(body ?? undefined);
    return;
  }
  for await (const chunk of body) {
    if (outgoing.destroyed) return;
    if (outgoing.write(chunk)) continue;
    waits(true);
    await drained(outgoing);
    waits(false);
  }
  outgoing.end();
}

/** Resolves once more may be written, or the request is over. */
function drained(outgoing: http.ClientRequest): Promise<void> {
  const { socket } = outgoing;
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off("drain", done).off("close", done);
      socket?.off("drain", done);
      resolve();
    };
    outgoing.once("drain", done).once("close", done);
    // Once an answer is whole Node no longer tells its request, though upstream may read on.
    socket?.once("drain", done);
  });
}

interface IdleTimer {
  start(): void;
  /** From now on, where it runs. */
  restart(): void;
  /** Until the next start; the timer itself stays. */
  stop(): void;
  end(): void;
}

function idleTimer(ms: number, fire: () => void): IdleTimer {
  let timer: NodeJS.Timeout | null = null;
  let on = false;
  const start = (): void => {
    on = true;
    if (timer) timer.refresh();
    else {
      timer = setTimeout(() => {
        if (on) fire();
      }, ms);
      timer.unref();
    }
  };
  return {
    start,
    restart: () => on && start(),
    stop() {
      on = false;
    },
    end() {
      on = false;
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}

export function limitConnect(outgoing: http.ClientRequest, ms: number, idle: IdleTimer | null): void {
  outgoing.on("socket", (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(
      () => outgoing.destroy(new UpstreamFault("unreachable", `no connection within ${ms} ms`)),
      ms,
    );
    const done = () => {
      clearTimeout(timer);
      // What is still being sent is waited for by nobody.
      idle?.restart();
    };
    socket.once("encrypted" in socket ? "secureConnect" : "connect", done);
    socket.once("close", () => clearTimeout(timer));
  });
}
