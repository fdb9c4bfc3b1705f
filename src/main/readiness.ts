/** Whether a load balancer should send requests to this process; `/readyz` answers from it. */
import type { Health } from "../app.ts";

export class Readiness implements Health {
  #state: "starting" | "ready" | "draining" = "starting";

  readonly notReady = (): string | null => (this.#state === "ready" ? null : this.#state);
  readonly draining = (): boolean => this.#state === "draining";

  ready(): void {
    if (this.#state === "starting") this.#state = "ready";
  }

  drain(): void {
    this.#state = "draining";
  }
}
