/**
 * How often we may ask models on our own account, and for how much: samples, double asks, judge, second look, warming.
 * One count for all of them: calls over the hour that ends now, money over the day of UTC.
 */
import { itemAt } from "../narrow.ts";

const MINUTE_MS = 60_000;
const MINUTES = 60;
const DAY_MS = 86_400_000;

export interface Money {
  /** Read at each call, as `callsPerHour` is; 0: no limit. */
  readonly usdPerDay: () => number;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** A limit was met, for the first time in its hour or day. */
  readonly onSpent?: (limit: "calls_per_hour" | "usd_per_day") => void;
}

/** What was spent on one day. */
export interface DaySpent {
  /** Days since 1970. */
  readonly day: number;
  readonly usd: number;
}

const NO_MONEY: Money = { usdPerDay: () => 0, wallMs: () => 0 };

export class Budget {
  readonly #callsPerHour: () => number;
  readonly #money: Money;
  /** Calls in each of the last 60 minutes, and which minute each place stands for. */
  readonly #calls = new Array<number>(MINUTES).fill(0);
  readonly #minutes = new Array<number>(MINUTES).fill(-1);
  #today: DaySpent = { day: 0, usd: 0 };
  #told = { hour: -1, day: -1 };

  /** `callsPerHour` is read at each call, so that a reload holds at once; 0: no limit. */
  constructor(callsPerHour: () => number, money: Money = NO_MONEY) {
    this.#callsPerHour = callsPerHour;
    this.#money = money;
  }

  /** Might `take` say yes? Counts nothing. `nowMs` is any clock that does not go back. */
  hasRoom(nowMs: number, calls = 1): boolean {
    const limit = this.#callsPerHour();
    if (limit > 0 && this.spent(nowMs) + calls > limit) {
      const hour = Math.floor(nowMs / (MINUTE_MS * MINUTES));
      if (this.#told.hour !== hour) {
        this.#told.hour = hour;
        this.#money.onSpent?.("calls_per_hour");
      }
      return false;
    }
    const usd = this.#money.usdPerDay();
    if (usd > 0 && this.today.usd >= usd) {
      const { day } = this.#today;
      if (this.#told.day !== day) {
        this.#told.day = day;
        this.#money.onSpent?.("usd_per_day");
      }
      return false;
    }
    return true;
  }

  /** Counts `calls` and says yes, or counts nothing and says no. */
  take(nowMs: number, calls = 1): boolean {
    if (!this.hasRoom(nowMs, calls)) return false;
    const minute = Math.floor(nowMs / MINUTE_MS);
    const at = minute % MINUTES;
    if (this.#minutes[at] !== minute) {
      this.#minutes[at] = minute;
      this.#calls[at] = 0;
    }
    this.#calls[at]! += calls;
    return true;
  }

  /** Calls in this minute and the 59 before it. */
  spent(nowMs: number): number {
    const since = Math.floor(nowMs / MINUTE_MS) - MINUTES;
    return this.#calls.reduce((sum, calls, at) => (itemAt(this.#minutes, at) > since ? sum + calls : sum), 0);
  }

  /** What a call has cost, known once it is over: calls under way may take the day's sum past its limit. */
  pay(usd: number): void {
    if (!(usd > 0) || !Number.isFinite(usd)) return;
    const { day, usd: before } = this.today;
    this.#today = { day, usd: before + usd };
  }

  /** A clock that is set back does not begin a day that is over again. */
  get today(): DaySpent {
    const day = Math.floor(this.#money.wallMs() / DAY_MS);
    if (day > this.#today.day) this.#today = { day, usd: 0 };
    return this.#today;
  }

  /** Takes over what was spent before a restart; of another day: nothing. */
  resume({ day, usd }: DaySpent): void {
    if (day === this.today.day) this.pay(usd);
  }
}
