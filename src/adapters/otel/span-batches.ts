/**
 * Spans on their way to a collector, in batches, one at a time. The queue is bounded: where a collector is away, or
 * slower
 * than spans come, the newest are dropped and counted. Each loss and each return of the collector is reported once.
 */
import type { FinishedSpan } from "../../ports.ts";

export interface BatchLimits {
  /** Spans in a full batch. */
  readonly batchMax: number;
  /** Most spans that wait, beside those that are being sent. */
  readonly queueMax: number;
  /** Milliseconds after which a batch that is not full is sent. */
  readonly delayMs: number;
}

export interface BatchPorts {
  /** Encodes spans as they come. */
  readonly written: { add(span: FinishedSpan): void; take(): Buffer };
  /** Sends a batch. Rejects where the collector did not accept it within its time limit. */
  readonly send: (spans: Buffer) => Promise<void>;
  /** Called when the collector begins to fail, and when it accepts spans again, with how many were lost. */
  readonly onChange: (change: CollectorNews) => void;
}

export type CollectorNews =
  | { readonly state: "failing"; readonly why: string }
  | { readonly state: "back"; readonly lost: number };

interface Batch {
  readonly bytes: Buffer;
  readonly count: number;
}

export class SpanBatches {
  readonly #limits: BatchLimits;
  readonly #ports: BatchPorts;
  readonly #full: Batch[] = [];
  /** Spans in `written`, the batch that is still being filled. */
  #open = 0;
  /** Spans that wait, in the open batch and in full ones. */
  #waiting = 0;
  #lost = 0;
  #failing = false;
  #sending: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(limits: BatchLimits, ports: BatchPorts) {
    this.#limits = limits;
    this.#ports = ports;
  }

  add(span: FinishedSpan): void {
    if (this.#waiting >= this.#limits.queueMax) {
      this.#lost++;
      return;
    }
    this.#ports.written.add(span);
    this.#open++;
    this.#waiting++;
    if (this.#open >= this.#limits.batchMax) this.#closeBatch();
    else this.#timer ??= setTimeout(() => this.#closeBatch(), this.#limits.delayMs).unref();
  }

  /**
   * Sends what waits, for at most `withinMs` and only while the collector accepts it, so that a dead collector does not
   * delay the end. Never rejects.
   */
  async flush(withinMs: number): Promise<void> {
    this.#closeBatch();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), withinMs);
    });
    while (this.#sending) {
      if ((await Promise.race([this.#sending, late])) === "late")
        this.#isFailing("it did not answer before the end");
      if (this.#failing) break;
    }
    clearTimeout(timer);
    if (this.#failing) this.#full.length = 0;
  }

  #closeBatch(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#open > 0) this.#full.push({ bytes: this.#ports.written.take(), count: this.#open });
    this.#open = 0;
    this.#sendNext();
  }

  #sendNext(): void {
    if (this.#sending) return;
    const batch = this.#full.shift();
    if (!batch) return;
    this.#waiting -= batch.count;
    this.#sending = this.#send(batch).then(() => {
      this.#sending = null;
      this.#sendNext();
    });
  }

  async #send({ bytes, count }: Batch): Promise<void> {
    try {
      await this.#ports.send(bytes);
    } catch (error) {
      this.#lost += count;
      this.#isFailing(String(error));
      return;
    }
    if (this.#failing) this.#ports.onChange({ state: "back", lost: this.#lost });
    if (this.#failing) this.#lost = 0;
    this.#failing = false;
  }

  #isFailing(why: string): void {
    if (!this.#failing) this.#ports.onChange({ state: "failing", why });
    this.#failing = true;
  }
}
