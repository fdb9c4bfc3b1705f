/** So many requests, closed loop, over connections that stay: what became of them, and how long each took. */
import { type Answer, type Connection, connect } from "../connection.ts";
import { quantile } from "../spread.ts";

export interface Sent {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** To the first byte of the body. */
  readonly firstByteP50Ms: number;
  /** Answers by outcome; one whose status is not 200 by its status. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Answers by what `x-semblance-reason` says. */
  readonly reasons: ReadonlyMap<string, number>;
}

export interface Sender {
  send(requests: number, request: (n: number) => Buffer): Promise<Sent>;
  close(): void;
}

/** Counts requests on from one call to the next, so that the n-th is sent once. */
export async function createSender(port: number, connections: number): Promise<Sender> {
  let failed: (error: Error) => void = () => {};
  const opened = await Promise.all(
    Array.from({ length: connections }, () => connect(port, (error) => failed(error))),
  );
  let n = 0;
  return {
    send: async (requests, request) => {
      const { promise: broken, reject } = Promise.withResolvers<never>();
      failed = reject;
      const until = n + requests;
      const next = () => (n < until ? request(n++) : null);
      const answers: Answer[] = [];
      const fromMs = performance.now();
      const all = Promise.all(opened.map((connection) => worker(connection, next, answers)));
      await Promise.race([all, broken]);
      return summed(answers, (performance.now() - fromMs) / 1_000);
    },
    close: () => {
      for (const connection of opened) connection.close();
    },
  };
}

function worker(connection: Connection, next: () => Buffer | null, answers: Answer[]): Promise<void> {
  return new Promise((resolve) => {
    const send = () => {
      const request = next();
      if (request === null) return resolve();
      connection.ask(request, (answer) => {
        answers.push(answer);
        send();
      });
    };
    send();
  });
}

function summed(answers: readonly Answer[], seconds: number): Sent {
  const outcomes = new Map<string, number>();
  const reasons = new Map<string, number>();
  for (const { head } of answers) {
    count(outcomes, outcomeOf(head));
    count(reasons, /\r\nx-semblance-reason: *(\S+)/.exec(head)?.[1] ?? "none");
  }
  const took = answers.map(({ sentMs, doneMs }) => doneMs - sentMs);
  const firsts = answers.map(({ sentMs, firstMs }) => firstMs - sentMs);
  return {
    requests: answers.length,
    seconds,
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
    firstByteP50Ms: quantile(firsts, 0.5),
    outcomes,
    reasons,
  };
}

function count(of: Map<string, number>, name: string): void {
  of.set(name, (of.get(name) ?? 0) + 1);
}

function outcomeOf(head: string): string {
  const status = head.slice(9, 12);
  return status === "200" ? (/\r\nx-semblance-outcome: *([\w-]+)/.exec(head)?.[1] ?? "none") : status;
}
