/**
 * The budget of calls that the gateway makes on its own account: checks, prompts asked twice, judge, second look,
 * warming. All share two limits: calls within the last hour, and money within the UTC day.
 */
import { HourWindow } from "./hour-window.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export interface Money {
  /** Daily limit in USD, read at each call so that a reload takes effect at once; 0: no limit. */
  readonly usdPerDay: () => number;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** Called when a limit is reached, once in its hour or day. */
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
  readonly #calls = new HourWindow();
  #today: DaySpent = { day: 0, usd: 0 };
  #told = { hour: -1, day: -1 };

  /** `callsPerHour` is read at each call, so that a reload takes effect at once; 0: no limit. */
  constructor(callsPerHour: () => number, money: Money = NO_MONEY) {
    this.#callsPerHour = callsPerHour;
    this.#money = money;
  }

  /** Would `take` return true? Counts nothing. `nowMs`: any clock that does not go back. */
  hasRoom(nowMs: number, calls = 1): boolean {
    const limit = this.#callsPerHour();
    if (limit > 0 && this.spent(nowMs) + calls > limit) {
      const hour = Math.floor(nowMs / HOUR_MS);
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

  /** Counts `calls` and returns true; returns false and counts nothing where a limit is reached. */
  take(nowMs: number, calls = 1): boolean {
    if (!this.hasRoom(nowMs, calls)) return false;
    this.#calls.add(nowMs, calls);
    return true;
  }

  /** Number of calls in this minute and the 59 before it. */
  spent(nowMs: number): number {
    return this.#calls.sum(nowMs);
  }

  /** Adds the cost of a finished call in USD. Calls under way may therefore take the day's sum past its limit. */
  pay(usd: number): void {
    if (!(usd > 0) || !Number.isFinite(usd)) return;
    const { day, usd: before } = this.today;
    this.#today = { day, usd: before + usd };
  }

  /** Today's spending (UTC). A clock set back does not reopen a day that is over. */
  get today(): DaySpent {
    const day = Math.floor(this.#money.wallMs() / DAY_MS);
    if (day > this.#today.day) this.#today = { day, usd: 0 };
    return this.#today;
  }

  /** Adds what was spent before a restart, if it was spent today. */
  resume({ day, usd }: DaySpent): void {
    if (day === this.today.day) this.pay(usd);
  }
}
