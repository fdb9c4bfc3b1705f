/**
 * Spans on their way to a collector, in batches, one at a time. What waits is bounded: where a collector is slower
 * than what is traced, or away, the newest spans are dropped and counted. That it went away or came back is told once
 * each time.
 */
import type { FinishedSpan } from "../../ports.ts";

export interface BatchLimits {
  /** Spans of one batch. */
  readonly batchMax: number;
  /** Spans that wait, beside those that are being sent. */
  readonly queueMax: number;
  /** A batch that is not full is sent after this time. */
  readonly delayMs: number;
}

export interface BatchPorts {
  /** Writes spans down as they come. */
  readonly written: { add(span: FinishedSpan): void; take(): Buffer };
  /** Rejects where the collector did not take them, within the time that it is given. */
  readonly send: (spans: Buffer) => Promise<void>;
  /** The collector began to fail, or takes spans again after so many were lost. */
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
  /** In `written`. */
  #open = 0;
  /** Open and full together. */
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

  /** Sends what waits, for so long and as long as it is taken: a collector that is away holds up no end. Never rejects. */
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
