/** Keeps the money spent today in a note of the store, so that a restart does not reset the budget. */
import { fieldsOf } from "../narrow.ts";
import type { Budget, DaySpent } from "./budget.ts";
import { type NoteFormat, type NoteStore, type VersionedNote, versionedNote } from "./versioned-note.ts";

const NOTE = "budget:day";
/** Shortest time between two writes, ms. */
const SAVE_MS = 2_000;

export class KeptBudget {
  readonly #note: VersionedNote<DaySpent>;
  readonly #budget: Budget;
  readonly #onFault: (error: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  #isLoaded = false;

  constructor(store: NoteStore, budget: Budget, onFault: (error: unknown) => void = () => {}) {
    this.#note = versionedNote(store, NOTE, FORMAT);
    this.#budget = budget;
    this.#onFault = onFault;
  }

  /** Restores today's spending, once; rejects where the store fails, and may then be called again. */
  async load(): Promise<void> {
    if (this.#isLoaded) return;
    const { value: kept } = await this.#note.read();
    this.#isLoaded = true;
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
      await this.#note.write(this.#budget.today);
    } catch (error) {
      this.#onFault(error);
    }
  }
}

const FORMAT: NoteFormat<DaySpent> = {
  version: ({ day }) => day,
  decode(value) {
    const { day, usd } = fieldsOf(value);
    return typeof day === "number" &&
      Number.isSafeInteger(day) &&
      typeof usd === "number" &&
      usd >= 0 &&
      Number.isFinite(usd)
      ? { day, usd }
      : "the money kept is damaged";
  },
};
