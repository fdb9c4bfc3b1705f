/**
 * A second look by a reranker: it scores stored questions against the one asked, by any server that answers `POST
 * /rerank {model, query, documents}` as those of Jina, Cohere and vLLM do, or with `texts` as TEI wants it.
 */
import { PortFault } from "../errors.ts";
import { fieldsOf, itemAt } from "../narrow.ts";
import type { SecondLook } from "../ports.ts";
import { isWhole } from "./second-look-text.ts";
import { wholeAnswer } from "./whole-answer.ts";

export interface RerankOptions {
  /** The server's address, with its version path where it has one; "/rerank" is added. */
  readonly baseUrl: string;
  readonly model: string;
  /** The name by which its calibration is found. */
  readonly calibration: string;
  /** The server's API key; "" where it needs none. */
  readonly apiKey: string;
  /** Most milliseconds to wait for one answer; a shorter deadline of the caller wins. */
  readonly timeoutMs: number;
  /** Counts a call to the model and returns true; false where the budget allows no more calls now. */
  readonly mayAsk: () => boolean;
  /** Called with the tokens of a call, where the server tells them. */
  readonly onTokens: (tokens: number) => void;
}

const ANSWER_BYTES_MAX = 1_000_000;

export function createRerankSecondLook(options: RerankOptions): SecondLook {
  const closed = new AbortController();
  /** The member in which this server expects the texts to rank; learned from its first refusal. */
  let name: "documents" | "texts" = "documents";

  async function ranked(query: string, texts: readonly string[], deadlineMs: number): Promise<number[]> {
    const deadline = AbortSignal.timeout(Math.max(1, Math.ceil(Math.min(options.timeoutMs, deadlineMs))));
    const signal = AbortSignal.any([deadline, closed.signal]);
    try {
      let response = await post(options, { query, [name]: texts }, signal);
      if (response.status === 422 && name === "documents") {
        await response.body?.cancel();
        response = await post(options, { query, texts }, signal);
        if (response.ok) name = "texts";
      }
      if (!response.ok) {
        await response.body?.cancel();
        throw fault("unavailable", `the rerank server answered ${response.status}`);
      }
      const answer = await readJson(response);
      const tokens = tokensIn(answer);
      if (tokens > 0) options.onTokens(tokens);
      return scoresIn(answer, texts.length);
    } catch (cause) {
      if (cause instanceof PortFault) throw cause;
      if (deadline.aborted) throw fault("timeout", "the rerank server did not answer in time", cause);
      throw fault("unavailable", "the rerank server cannot be reached", cause);
    }
  }

  return {
    model: options.calibration,
    prepare: () => {},
    async compare(asked, stored, deadlineMs) {
      const out: (number | null)[] = stored.map(() => null);
      const whole = isWhole(asked) ? [...stored.keys()].filter((i) => isWhole(itemAt(stored, i).text)) : [];
      if (whole.length === 0) return out;
      if (!options.mayAsk()) throw fault("refused", "the budget of calls is spent");
      const scores = await ranked(
        asked,
        whole.map((i) => itemAt(stored, i).text),
        deadlineMs,
      );
      whole.forEach((at, i) => {
        out[at] = itemAt(scores, i);
      });
      return out;
    },
    async close() {
      closed.abort();
    },
  };
}

function post(options: RerankOptions, body: object, signal: AbortSignal): Promise<Response> {
  const { baseUrl, model, apiKey } = options;
  return fetch(`${baseUrl.replace(/\/+$/, "")}/rerank`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(apiKey === "" ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({ model, ...body }),
    signal,
    // A redirect would carry the key to another server than it was given for.
    redirect: "error",
  });
}

async function readJson(response: Response): Promise<unknown> {
  const whole = await wholeAnswer(response, ANSWER_BYTES_MAX);
  if (whole === null) throw fault("invalid", "the rerank server's answer has no end");
  try {
    return JSON.parse(whole.toString("utf8"));
  } catch (cause) {
    throw fault("invalid", "the rerank server's answer is not JSON", cause);
  }
}

/**
 * The tokens billed: `usage.total_tokens` as Jina and vLLM tell them, `meta.tokens.input_tokens` as Cohere does; 0
 * where the answer does not tell.
 */
function tokensIn(answer: unknown): number {
  const { usage, meta } = fieldsOf(answer);
  const told = fieldsOf(usage)["total_tokens"] ?? fieldsOf(fieldsOf(meta)["tokens"])["input_tokens"];
  return Number.isSafeInteger(told) ? Math.max(0, Number(told)) : 0;
}

/**
 * The scores of an answer, one for each text in the order sent. The answer is `{results: [{index, relevance_score}]}`
 * or `[{index, score}]`, in any order.
 */
function scoresIn(answer: unknown, count: number): number[] {
  const rows = Array.isArray(answer) ? answer : fieldsOf(answer)["results"];
  if (!Array.isArray(rows)) throw fault("invalid", "the rerank server's answer has no results");
  const scores = new Array<number>(count).fill(Number.NaN);
  for (const row of rows) {
    const { index, relevance_score: relevance, score: plain } = fieldsOf(row);
    const score = relevance ?? plain;
    if (typeof index === "number" && index in scores && typeof score === "number") scores[index] = score;
  }
  if (!scores.every(Number.isFinite)) throw fault("invalid", "the rerank server did not score every text");
  return scores;
}

function fault(why: PortFault["why"], message: string, cause?: unknown): PortFault {
  return new PortFault("second-look", why, message, { cause });
}
