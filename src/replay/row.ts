/** One recorded request with its answer, whatever the format of its file. */
import type { Route, Usage } from "../model.ts";

export type JsonFields = Readonly<Record<string, unknown>>;

export interface Row {
  readonly route: Route;
  /** The request body as it was sent, without what the recorder did not keep. */
  readonly request: JsonFields;
  /** The response document of the route, as upstream would send it. */
  readonly response: JsonFields;
  readonly atMs: number | null;
  /** A text that tells callers apart; null: unknown. */
  readonly credential: string | null;
  /** The usage that was recorded; null: the response itself tells it. */
  readonly usage: Usage | null;
  readonly latencyMs: number | null;
  readonly costUsd: number | null;
  /**
   * How the recorded answer came from a cache, so that it need not be upstream's answer to this question; null: it did
   * not.
   */
  readonly cached: "exact" | "found" | null;
}

/** A request of which only digests were kept: it can be an exact hit and nothing else. */
export interface DigestRow {
  readonly key: string;
  readonly model: string;
  readonly atMs: number | null;
  readonly usage: Usage | null;
  readonly latencyMs: number | null;
}

export type RowRead =
  | { readonly row: Row }
  | { readonly digest: DigestRow }
  /** A row that is rightly no request: a span, an embedding, a failed call. */
  | { readonly skip: string }
  | { readonly bad: string };

/** A format of recorded traffic. */
export interface Format {
  readonly name: "jsonl" | "openai-batch" | "litellm" | "langfuse" | "helicone";
  /** What its rows look like, in words for people. */
  readonly looks: string;
  fits(record: JsonFields): boolean;
  /** Reads a row. Never throws. */
  read(record: JsonFields): RowRead;
}
