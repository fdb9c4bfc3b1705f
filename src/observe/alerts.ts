/**
 * Alerts of two kinds: a condition, sent when it begins and when it ends, and an event, sent once. Within the quiet
 * time the same alert is not sent again, however often it begins.
 */
import type { AlertName } from "../model.ts";
import { type Condition, judged } from "./alert-rules.ts";

export interface Alert {
  readonly name: AlertName;
  /** "event": something that happened once and has no end of its own. */
  readonly state: "firing" | "recovered" | "event";
  readonly message: string;
  readonly atMs: number;
  readonly number: number | null;
  readonly limit: number | null;
  readonly todo: string | null;
}

const ALERTS_MAX = 100;

/** From an event to the earlier event whose state it ends. */
const ENDS: Readonly<Partial<Record<AlertName, AlertName>>> = {
  "embedder-on": "embedder-off",
  "judge-on": "judge-off",
  "second-look-on": "second-look-off",
};
const BEGINS: ReadonlySet<AlertName> = new Set(Object.values(ENDS));

interface State {
  firing: Alert | null;
  /** True where the alert was sent; its end is then sent too. */
  told: boolean;
  toldMs: number;
}

export class Alerts {
  readonly #recent: Alert[] = [];
  readonly #states = new Map<AlertName, State>();
  readonly #tell: (alert: Alert) => void;
  readonly #quietMs: () => number;

  /** `tell` sends it to people; `quietMs` is read at each alert. */
  constructor(tell: (alert: Alert) => void, quietMs: () => number = () => 0) {
    this.#tell = tell;
    this.#quietMs = quietMs;
  }

  /** Recent alerts, newest last, including those not sent because of the quiet time. */
  get recent(): readonly Alert[] {
    return this.#recent;
  }

  /** Alerts that are firing now. */
  get firing(): readonly Alert[] {
    return [...this.#states.values()].flatMap(({ firing }) => firing ?? []);
  }

  /** Records an event, and sends it outside the quiet time. */
  raise(alert: Pick<Alert, "name" | "message" | "atMs">): void {
    const whole = { ...alert, number: null, limit: null, todo: null };
    const ended = ENDS[alert.name];
    if (ended !== undefined) this.#end(ended, { ...whole, state: "recovered" });
    else if (BEGINS.has(alert.name)) this.#begin({ ...whole, state: "firing" });
    else {
      this.#note({ ...whole, state: "event" });
      this.#tellNow(this.#state(alert.name), { ...whole, state: "event" });
    }
  }

  /** Evaluates every condition: its alert begins, goes on, ends, or is left as it is. */
  judge(conditions: readonly Condition[], atMs: number): void {
    for (const condition of conditions) {
      const { name, message, number, limit, todo } = condition;
      const state = this.#state(name);
      const isFiring = judged(condition, state.firing !== null);
      const alert = { name, message, number, limit, todo, atMs };
      if (isFiring === true && state.firing === null) this.#begin({ ...alert, state: "firing" });
      else if (isFiring === true && state.firing) state.firing = { ...state.firing, message, number };
      else if (isFiring === false && state.firing !== null)
        this.#end(name, { ...alert, state: "recovered", todo: null });
    }
  }

  #begin(alert: Alert): void {
    const state = this.#state(alert.name);
    state.firing = alert;
    this.#note(alert);
    state.told = this.#tellNow(state, alert);
  }

  #end(name: AlertName, alert: Alert): void {
    const state = this.#state(name);
    if (state.firing === null) return;
    state.firing = null;
    this.#note(alert);
    // The end of an alert whose beginning was sent is sent even within the quiet time.
    if (state.told) this.#tell(alert);
    state.told = false;
  }

  #tellNow(state: State, alert: Alert): boolean {
    if (alert.atMs < state.toldMs + this.#quietMs() && alert.atMs >= state.toldMs) return false;
    state.toldMs = alert.atMs;
    this.#tell(alert);
    return true;
  }

  #state(name: AlertName): State {
    let state = this.#states.get(name);
    if (!state)
      this.#states.set(name, (state = { firing: null, told: false, toldMs: Number.NEGATIVE_INFINITY }));
    return state;
  }

  #note(alert: Alert): void {
    this.#recent.push(alert);
    if (this.#recent.length > ALERTS_MAX) this.#recent.shift();
  }
}
