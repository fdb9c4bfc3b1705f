/** Sends alerts to the configured channels: in order, with a few retries; a failure is reported. */
import type { Alert } from "./alerts.ts";

export const CHANNELS = ["webhook", "slack", "email"] as const;
export type ChannelName = (typeof CHANNELS)[number];

export interface Channel {
  readonly name: ChannelName;
  /** Rejects with an Error whose message is for people; one with `retry: false` is not tried again. */
  send(alert: Alert): Promise<void>;
}

export interface ChannelState {
  readonly sent: number;
  readonly failed: number;
  readonly last_sent: string | null;
  readonly last_failure: string | null;
}

export interface DeliveryDeps {
  /** The channels of the configuration now in force. */
  readonly channels: () => readonly Channel[];
  readonly nowMs: () => number;
  /** Resolves after `ms` milliseconds; sooner when the gateway ends. */
  readonly wait: (ms: number) => Promise<void>;
  readonly onFailure: (channel: ChannelName, error: unknown) => void;
  readonly onResult?: (channel: ChannelName, result: "sent" | "failed") => void;
}

const TRIES_MAX = 3;
const WAIT_MS = [1_000, 10_000];
const WAITING_MAX = 50;

export class Delivery {
  readonly #deps: DeliveryDeps;
  readonly #lines = new Map<ChannelName, { waiting: number; last: Promise<void> }>();
  readonly #states = new Map<ChannelName, ChannelState>();

  constructor(deps: DeliveryDeps) {
    this.#deps = deps;
  }

  /** Queues an alert for every channel. Never throws. */
  send(alert: Alert): void {
    for (const channel of this.#deps.channels()) {
      const line = this.#lines.get(channel.name) ?? { waiting: 0, last: Promise.resolve() };
      this.#lines.set(channel.name, line);
      if (line.waiting >= WAITING_MAX) {
        this.#failed(channel.name, new Error(`${WAITING_MAX} alerts wait for it: this one is dropped`));
        continue;
      }
      line.waiting++;
      line.last = line.last.then(async () => {
        await this.#tried(channel, alert);
        line.waiting--;
      });
    }
  }

  /** Sends an alert once, now, and rejects with the error; to test a channel. */
  async test(channel: Channel, alert: Alert): Promise<void> {
    try {
      await channel.send(alert);
      this.#sent(channel.name);
    } catch (error) {
      this.#failed(channel.name, error);
      throw error;
    }
  }

  get states(): Readonly<Record<string, ChannelState>> {
    return Object.fromEntries(this.#states);
  }

  /** Resolves when every queued alert was sent or has failed. */
  async idle(): Promise<void> {
    await Promise.all([...this.#lines.values()].map(({ last }) => last));
  }

  async #tried(channel: Channel, alert: Alert): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await channel.send(alert);
        this.#sent(channel.name);
        return;
      } catch (error) {
        const isOver = tries >= TRIES_MAX || (error as { retry?: boolean }).retry === false;
        if (isOver) return this.#failed(channel.name, error);
        await this.#deps.wait(WAIT_MS[tries - 1] ?? 0);
      }
    }
  }

  #sent(name: ChannelName): void {
    const before = this.#state(name);
    this.#states.set(name, { ...before, sent: before.sent + 1, last_sent: this.#now });
    this.#deps.onResult?.(name, "sent");
  }

  #failed(name: ChannelName, error: unknown): void {
    const before = this.#state(name);
    const why = error instanceof Error ? error.message : String(error);
    this.#states.set(name, { ...before, failed: before.failed + 1, last_failure: `${this.#now} ${why}` });
    this.#deps.onResult?.(name, "failed");
    this.#deps.onFailure(name, error);
  }

  #state(name: ChannelName): ChannelState {
    return this.#states.get(name) ?? { sent: 0, failed: 0, last_sent: null, last_failure: null };
  }

  get #now(): string {
    return new Date(this.#deps.nowMs()).toISOString();
  }
}

/** The alert as text for people. */
export function alertText({ name, state, message, todo }: Alert): string {
  const head = state === "recovered" ? `${name} is over: ${message}` : `${name}: ${message}`;
  return todo === null ? head : `${head}\n${todo}`;
}
