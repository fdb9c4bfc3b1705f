/** Whether a load balancer should send requests to this process; `/readyz` answers from it. */
import type { Health } from "../app.ts";

export class Readiness implements Health {
  #state: "starting" | "ready" | "draining" = "starting";

  readonly notReady = (): string | null => (this.#state === "ready" ? null : this.#state);
  readonly draining = (): boolean => this.#state === "draining";
  #portClosed: Promise<void> | null = null;
  readonly portClosed = (): Promise<void> | null => this.#portClosed;

  ready(): void {
    if (this.#state === "starting") this.#state = "ready";
  }

  /** `closed` resolves when the port is closed, which is about to happen. */
  closing(closed: Promise<void>): void {
    this.#portClosed = closed;
  }

  drain(): void {
    this.#state = "draining";
  }
}
