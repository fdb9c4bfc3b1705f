/** One recorded request with its answer, whatever the file it came from. */
import type { Route, Usage } from "../model.ts";

export type JsonFields = Readonly<Record<string, unknown>>;

export interface Row {
  readonly route: Route;
  /** The request body as it was sent, less what the recorder did not keep. */
  readonly request: JsonFields;
  /** A document of the route, as upstream would send it. */
  readonly response: JsonFields;
  readonly atMs: number | null;
  /** Tells callers apart; any text. */
  readonly credential: string | null;
  /** Null: what the response itself says. */
  readonly usage: Usage | null;
  readonly latencyMs: number | null;
  readonly costUsd: number | null;
  /** Answered from a cache when it was recorded: the response is not what upstream says of this question. */
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
  /** Rightly no request: a span, an embedding, a failed call. */
  | { readonly skip: string }
  | { readonly bad: string };

/** A way to write recorded traffic. */
export interface Format {
  readonly name: "jsonl" | "openai-batch" | "litellm" | "langfuse" | "helicone";
  /** What its rows hold, for people. */
  readonly looks: string;
  fits(record: JsonFields): boolean;
  /** Never throws. */
  read(record: JsonFields): RowRead;
}
