/**
 * Someone with the real `openai` client: asks, notes what the headers say and how long it took, and may complain.
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
  /** From the request to the last byte. */
  readonly ms: number;
  readonly text: string;
  /** Chunks with text; 1 for a JSON answer. */
  readonly chunks: number;
}

export interface Visitor {
  /** `no-store`: past the cache, for comparison. */
  ask(question: string, how?: { stream?: boolean; cacheControl?: "no-store" }): Promise<Seen>;
  /** Resolves when the answer to this very question is stored; false when that took longer than 3 s. */
  stored(question: string): Promise<boolean>;
  /** Reports the answer to that request as wrong. Rejects when the gateway does not take the report. */
  reportBad(request: string): Promise<void>;
}

const MODEL = "gpt-4o-mini";
/** The gateway parts callers by credential; the tour is one caller. */
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
      // Upstream is not asked, and only this very question counts.
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
