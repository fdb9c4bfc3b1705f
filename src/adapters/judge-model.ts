/**
 * Any chat model as a judge of two answers. It is asked for a verdict in JSON, by a schema where its server supports
 * schemas. Any other answer, or a time-out, is a fault of the judge.
 */

import { PortFault } from "../errors.ts";
import type { Usage } from "../model.ts";
import type { Judge, Judgement } from "../ports.ts";
import { differBehind, verdictIn, verdictMessages, WAYS } from "../wire/model-verdict.ts";
import { wholeAnswer } from "./whole-answer.ts";

export interface ModelJudgeOptions {
  /** The server's address with its version path, for example "https://api.openai.com/v1". */
  readonly baseUrl: string;
  readonly model: string;
  /** The server's API key, sent there and nowhere else; "" where it needs none. */
  readonly apiKey: string;
  /** Most milliseconds to wait for one verdict; a shorter deadline of the caller wins. */
  readonly timeoutMs: number;
  /** Called with the usage of each call, verdict or not; an upper estimate where the server does not tell it. */
  readonly onUsage?: (usage: Usage) => void;
}

const REPLY_BYTES_MAX = 64 * 1024;

export function createModelJudge(options: ModelJudgeOptions): Judge {
  /** Index of the way of asking that this server accepts, learned from its refusals. */
  let way = 0;

  async function asked(messages: readonly object[], signal: AbortSignal): Promise<string> {
    for (let tried = way; ; tried++) {
      const response = await post(options, { model: options.model, ...WAYS[tried], messages }, signal);
      if (response.ok) {
        way = tried;
        return await textIn(response);
      }
      await response.body?.cancel();
      if (!NOT_KNOWN.has(response.status) || tried + 1 >= WAYS.length)
        throw fault("unavailable", `the judge's server answers ${response.status}`);
    }
  }

  return {
    kind: "model",
    async judge(pair, deadlineMs): Promise<Judgement> {
      if (differBehind(pair))
        return {
          verdict: "unsure",
          why: "longer than the judge is shown, and equal up to there",
          by: "model",
        };
      const messages = verdictMessages(pair);
      const signal = AbortSignal.timeout(Math.max(1, Math.ceil(Math.min(deadlineMs, options.timeoutMs))));
      let reply: string;
      try {
        reply = await asked(messages, signal);
      } catch (cause) {
        if (cause instanceof PortFault) throw cause;
        if (signal.aborted) throw fault("timeout", "the judge did not answer in time", cause);
        throw fault("unavailable", "the judge's server cannot be reached", cause);
      }
      const { verdict, usage } = verdictIn(messages, reply);
      options.onUsage?.(usage);
      if (verdict === null) throw fault("invalid", "the judge's answer is no verdict");
      return { verdict, why: "a model's verdict", by: "model" };
    },
  };
}

/** Statuses by which a server refuses a parameter that it does not know. */
const NOT_KNOWN: ReadonlySet<number> = new Set([400, 422]);

function post({ baseUrl, apiKey }: ModelJudgeOptions, body: object, signal: AbortSignal): Promise<Response> {
  return fetch(`${baseUrl.replace(/\/+$/, "")}/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(apiKey === "" ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(body),
    signal,
    // A redirect would carry the key to another server than it was given for.
    redirect: "error",
  });
}

async function textIn(response: Response): Promise<string> {
  const whole = await wholeAnswer(response, REPLY_BYTES_MAX);
  if (whole === null) throw fault("invalid", "the judge's answer has no end");
  return whole.toString("utf8");
}

function fault(why: PortFault["why"], message: string, cause?: unknown): PortFault {
  return new PortFault("judge", why, message, { cause });
}
