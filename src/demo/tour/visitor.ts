/**
 * A caller with the real `openai` client: asks, reads the gateway's headers, measures the time, and reports answers.
 */
import OpenAI from "openai";

/** One answer as its caller saw it. Header values are null where the header was absent. */
export interface Seen {
  readonly question: string;
  readonly outcome: string;
  readonly reason: string;
  readonly similarity: string | null;
  readonly confidence: string | null;
  readonly entry: string | null;
  readonly request: string | null;
  /** Time from sending the request to the last byte of the answer. */
  readonly ms: number;
  readonly text: string;
  /** Number of chunks with text; 1 for an answer that is not streamed. */
  readonly chunks: number;
}

export interface Visitor {
  /**
   * Asks a question. `no-store`: has upstream answer, for comparison. Rejects where the gateway answers with an error.
   */
  ask(question: string, how?: { stream?: boolean; cacheControl?: "no-store" }): Promise<Seen>;
  /** Resolves to true once the answer to exactly this question is stored, to false after 3 s. */
  stored(question: string): Promise<boolean>;
  /** Reports the answer to that request as wrong. Rejects when the gateway does not take the report. */
  reportBad(request: string): Promise<void>;
}

const MODEL = "gpt-4o-mini";
/** The gateway tells callers apart by credential; all requests of the tour come from one. */
const API_KEY = "semblance-tour";
const ANSWER_MS_MAX = 15_000;
const STORED_MS_MAX = 3_000;
const STORED_EVERY_MS = 25;

export function createVisitor(baseUrl: string, signal: AbortSignal): Visitor {
  const client = new OpenAI({ baseURL: baseUrl, apiKey: API_KEY, maxRetries: 0, timeout: ANSWER_MS_MAX });

  const bodyOf = (content: string) => ({ model: MODEL, messages: [{ role: "user" as const, content }] });
  const optionsOf = (cacheControl?: string) => ({
    signal,
    ...(cacheControl ? { headers: { "cache-control": cacheControl } } : {}),
  });

  return {
    async ask(question, how = {}) {
      const startMs = performance.now();
      const options = optionsOf(how.cacheControl);
      if (!how.stream) {
        const { data, response } = await client.chat.completions
          .create(bodyOf(question), options)
          .withResponse();
        const ms = performance.now() - startMs;
        return seenOf(question, response, ms, data.choices[0]?.message.content ?? "", 1);
      }
      const { data, response } = await client.chat.completions
        .create({ ...bodyOf(question), stream: true }, options)
        .withResponse();
      const pieces: string[] = [];
      for await (const chunk of data) {
        const piece = chunk.choices[0]?.delta.content;
        if (piece) pieces.push(piece);
      }
      return seenOf(question, response, performance.now() - startMs, pieces.join(""), pieces.length);
    },

    async stored(question) {
      const endMs = performance.now() + STORED_MS_MAX;
      // `only-if-cached` never asks upstream; `no-transform` allows exact hits only.
      while (!(await isStored(client, bodyOf(question), optionsOf("only-if-cached, no-transform")))) {
        if (performance.now() > endMs) return false;
        await pause(STORED_EVERY_MS, signal);
      }
      return true;
    },

    async reportBad(request) {
      const response = await fetch(new URL("/semblance/feedback", baseUrl), {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${API_KEY}` },
        body: JSON.stringify({ request, verdict: "bad" }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`feedback: ${response.status} ${text.slice(0, 200)}`);
    },
  };
}

async function isStored(
  client: OpenAI,
  body: OpenAI.ChatCompletionCreateParamsNonStreaming,
  options: OpenAI.RequestOptions,
): Promise<boolean> {
  try {
    await client.chat.completions.create(body, options);
    return true;
  } catch (error) {
    if (error instanceof OpenAI.APIError && error.status === 504) return false;
    throw error;
  }
}

function seenOf(question: string, response: Response, ms: number, text: string, chunks: number): Seen {
  const header = (name: string) => response.headers.get(`x-semblance-${name}`);
  return {
    question,
    outcome: header("outcome") ?? "?",
    reason: header("reason") ?? "?",
    similarity: header("similarity"),
    confidence: header("confidence"),
    entry: header("entry"),
    request: header("request"),
    ms,
    text,
    chunks,
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
