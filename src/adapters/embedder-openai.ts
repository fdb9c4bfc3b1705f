/**
 * Vectors from any server that speaks OpenAI's embeddings API.
 *
 * The server's answers are not trusted: a vector that is missing, not finite, of length zero, or of another dimension
 * than before is a named fault.
 */
import OpenAI, { APIConnectionTimeoutError, APIUserAbortError } from "openai";
import { PortFault } from "../errors.ts";
import { type Fingerprint, fingerprintOf, type UnitVector, unitVector } from "../model.ts";
import type { Embedder } from "../ports.ts";
import { NORMALISER, readable } from "./embedded-text.ts";
import { wholeAnswer } from "./whole-answer.ts";

export interface OpenAiEmbedderOptions {
  /** The server's address with its version path, for example "http://127.0.0.1:8000/v1". */
  readonly baseUrl: string;
  readonly model: string;
  /** The dimension asked of the server and required of its answers; absent: the first answer sets it. */
  readonly dimensions?: number;
  /** The server's API key; "" where it needs none. */
  readonly apiKey: string;
  /** Put in front of each text, as some models were trained ("query: "). */
  readonly prefix?: string;
  /** The operator's name for this version of the model; when it changes, all vectors are made anew. */
  readonly revision?: string;
  /** Most milliseconds to wait for one vector; a shorter deadline of the caller wins. */
  readonly timeoutMs: number;
  /** Called with the tokens that the server says it billed for a call. */
  readonly onTokens?: (tokens: number) => void;
}

const DIMENSIONS_MAX = 16_384;
/** Well above what a vector of so many numbers takes as JSON, however it is laid out. */
const ANSWER_BYTES_MAX = 1_000_000;

export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const client = new OpenAI({
    baseURL: options.baseUrl,
    // The client insists on a key; a server that needs none ignores it.
    apiKey: options.apiKey === "" ? "none" : options.apiKey,
    // The client would read these from the environment; they must not reach a server named for embeddings only.
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: options.timeoutMs,
    logLevel: "off",
    fetch: limited,
  });
  let dimension = options.dimensions ?? null;
  const closed = new AbortController();
  return {
    kind: "openai",
    get fingerprint() {
      return dimension === null ? null : named(options, dimension);
    },
    async embed(text, deadlineMs) {
      const input = (options.prefix ?? "") + readable(text);
      // The time left of a look-up is a fraction; a signal takes whole milliseconds.
      const timeoutMs = Math.max(1, Math.ceil(Math.min(options.timeoutMs, deadlineMs)));
      const deadline = AbortSignal.timeout(timeoutMs);
      const values = await ask(client, options, input, AbortSignal.any([deadline, closed.signal]), deadline);
      const vector = checked(values, dimension);
      dimension = vector.length;
      return vector;
    },
    async close() {
      closed.abort();
    },
  };
}

/** The client's fetch, which would read an answer without end, and follow a redirect to a server nobody named. */
async function limited(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: "error" });
  const whole = await wholeAnswer(response, ANSWER_BYTES_MAX);
  if (whole === null) throw invalid("the embeddings server's answer has no end");
  const { status, statusText, headers } = response;
  return new Response(whole.length === 0 ? null : new Uint8Array(whole), { status, statusText, headers });
}

function named(options: OpenAiEmbedderOptions, dimension: number): Fingerprint {
  const { model, dimensions, revision = "", prefix = "" } = options;
  const shortened = dimensions !== undefined;
  return fingerprintOf({
    kind: "openai",
    model,
    dimension,
    shortened,
    revision,
    prefix,
    normaliser: NORMALISER,
  });
}

async function ask(
  client: OpenAI,
  { model, dimensions, onTokens }: OpenAiEmbedderOptions,
  input: string,
  signal: AbortSignal,
  deadline: AbortSignal,
): Promise<unknown> {
  const body = {
    model,
    input,
    encoding_format: "float" as const,
    ...(dimensions === undefined ? {} : { dimensions }),
  };
  try {
    const answer = await client.embeddings.create(body, { signal });
    const { data, usage } = answer ?? {};
    if (Number.isSafeInteger(usage?.total_tokens) && usage.total_tokens > 0) onTokens?.(usage.total_tokens);
    // One text was sent: with more or fewer answers nobody knows which belongs to it.
    return Array.isArray(data) && data.length === 1 ? data[0]?.embedding : undefined;
  } catch (cause) {
    if (cause instanceof Error && cause.cause instanceof PortFault) throw cause.cause;
    if (deadline.aborted || cause instanceof APIConnectionTimeoutError) {
      throw new PortFault("embedder", "timeout", "the embeddings server did not answer in time", { cause });
    }
    if (cause instanceof APIUserAbortError) {
      throw new PortFault("embedder", "unavailable", "the embedder was closed", { cause });
    }
    throw new PortFault("embedder", whyOf(cause), `the embeddings server failed: ${statusOf(cause)}`, {
      cause,
    });
  }
}

/** The kind of fault: the text was refused, the connection failed, or the answer is invalid. */
function whyOf(cause: unknown): PortFault["why"] {
  if (cause instanceof OpenAI.APIConnectionError) return "unavailable";
  if (!(cause instanceof OpenAI.APIError)) return "invalid";
  return cause.status !== undefined && OF_THE_TEXT.has(cause.status) ? "refused" : "unavailable";
}
const OF_THE_TEXT: ReadonlySet<number> = new Set([400, 413, 422]);

function statusOf(cause: unknown): string {
  if (cause instanceof OpenAI.APIError && cause.status !== undefined) return `status ${cause.status}`;
  return cause instanceof OpenAI.APIConnectionError ? "it cannot be reached" : "its answer cannot be read";
}

function checked(values: unknown, dimension: number | null): UnitVector {
  if (!Array.isArray(values) || values.length === 0) throw invalid("not one vector came back");
  if (values.length > DIMENSIONS_MAX) throw invalid(`a vector of ${values.length} numbers is no embedding`);
  if (dimension !== null && values.length !== dimension) {
    throw invalid(`a vector of ${values.length} numbers came back, ${dimension} were expected`);
  }
  if (!values.every((value) => typeof value === "number"))
    throw invalid("the vector holds what is not a number");
  const vector = unitVector(values);
  if (vector === null) throw invalid("the vector is zero or not finite");
  return vector;
}

function invalid(message: string): PortFault {
  return new PortFault("embedder", "invalid", message);
}
