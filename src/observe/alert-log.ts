/** Alerts as they were raised, newest last, for people to look up. Bounded: the oldest leave. */
import type { AlertName } from "../model.ts";

export interface Alert {
  readonly name: AlertName;
  readonly message: string;
  readonly atMs: number;
}

const ALERTS_MAX = 100;

export class AlertLog {
  readonly #alerts: Alert[] = [];
  readonly #tell: (alert: Alert) => void;

  constructor(tell: (alert: Alert) => void) {
    this.#tell = tell;
  }

  raise(alert: Alert): void {
    this.#alerts.push(alert);
    if (this.#alerts.length > ALERTS_MAX) this.#alerts.shift();
    this.#tell(alert);
  }

  get recent(): readonly Alert[] {
    return this.#alerts;
  }
}
