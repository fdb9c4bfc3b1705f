/** The money of the day, kept in the store's notes: a restart does not begin the budget anew. */

import { fieldsOf } from "../narrow.ts";
import type { Store } from "../ports.ts";
import type { Budget, DaySpent } from "./budget.ts";

const NOTE = "budget:day";
/** Between two writes. */
const SAVE_MS = 2_000;

export class KeptBudget {
  readonly #store: Pick<Store, "getNote" | "putNote">;
  readonly #budget: Budget;
  readonly #onFault: (error: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  #isLoaded = false;

  constructor(
    store: Pick<Store, "getNote" | "putNote">,
    budget: Budget,
    onFault: (error: unknown) => void = () => {},
  ) {
    this.#store = store;
    this.#budget = budget;
    this.#onFault = onFault;
  }

  /** Once; rejects where the store fails, and may be called again. */
  async load(): Promise<void> {
    if (this.#isLoaded) return;
    const note = await this.#store.getNote(NOTE);
    this.#isLoaded = true;
    const kept = note === null ? null : read(note);
    if (kept !== null) this.#budget.resume(kept);
  }

  pay(usd: number): void {
    this.#budget.pay(usd);
    this.#timer ??= setTimeout(() => void this.#save(), SAVE_MS).unref();
  }

  async close(): Promise<void> {
    if (this.#timer !== null) await this.#save();
  }

  async #save(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    try {
      await this.#store.putNote(NOTE, JSON.stringify(this.#budget.today));
    } catch (error) {
      this.#onFault(error);
    }
  }
}

function read(note: string): DaySpent | null {
  try {
    const { day, usd } = fieldsOf(JSON.parse(note));
    if (typeof day !== "number" || !Number.isSafeInteger(day)) return null;
    return typeof usd === "number" && usd >= 0 && Number.isFinite(usd) ? { day, usd } : null;
  } catch {
    return null;
  }
}
