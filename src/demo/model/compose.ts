/**
 * What the demo model says to one request, before it is given any route's shape: an answer in words or in JSON, or a
 * call of a tool, cut where `stop` or the token limit says so. Pure.
 */

import { isFields } from "../../narrow.ts";
import { answerTo } from "./answer.ts";
import { invent } from "./invent.ts";
import { readQuestion } from "./words.ts";

export interface Tool {
  readonly name: string;
  readonly description: string;
  /** JSON schema of the arguments. */
  readonly parameters: unknown;
}

export interface Wish {
  readonly question: string;
  /** What a tool returned, where the conversation ends with it. */
  readonly toolResult: string | null;
  readonly tools: readonly Tool[];
  /** A name: this tool; "required": the one that fits best; "auto": that one where it fits at all; null: words. */
  readonly toolChoice: string | null;
  /** A schema, "object" for any JSON object, null for words. */
  readonly format: { readonly schema: unknown } | "object" | null;
  readonly stop: readonly string[];
  /** Tokens; null: no limit. */
  readonly tokensMax: number | null;
}

export interface Said {
  /** The tool that is called; its arguments are the pieces. Null: the pieces are the answer. */
  readonly tool: string | null;
  /** One for each token; together the whole text. */
  readonly pieces: readonly string[];
  readonly finish: "stop" | "length" | "tool_calls";
}

export function compose(wish: Wish): Said {
  const tool = toolFor(wish);
  if (tool) {
    const args = isFields(tool.parameters) ? invent(tool.parameters, materialOf(wish)) : {};
    return {
      tool: tool.name,
      pieces: piecesOf(JSON.stringify(isFields(args) ? args : {})),
      finish: "tool_calls",
    };
  }
  const text = stopped(textFor(wish), wish.stop);
  const pieces = piecesOf(text);
  if (wish.tokensMax === null || pieces.length <= wish.tokensMax)
    return { tool: null, pieces, finish: "stop" };
  return { tool: null, pieces: pieces.slice(0, wish.tokensMax), finish: "length" };
}

/** Splits into pieces of a few characters that together are the text. About as many as a real tokenizer gives. */
export function piecesOf(text: string): string[] {
  return text.match(/\s?[\p{L}\p{N}_]{1,6}|\s?[^\s\p{L}\p{N}_]{1,3}|\s+/gu) ?? [];
}

/** An estimate that costs nothing: four characters a token. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

const RESULT_MAX = 400;

function textFor(wish: Wish): string {
  if (wish.format === "object") return JSON.stringify({ answer: answerTo(wish.question) });
  if (wish.format) return JSON.stringify(invent(wish.format.schema, materialOf(wish)) ?? null);
  if (wish.toolResult === null) return answerTo(wish.question);
  return `Here is what the tool returned: ${wish.toolResult.slice(0, RESULT_MAX).toWellFormed()}`;
}

function toolFor({ tools, toolChoice, question }: Wish): Tool | null {
  if (toolChoice === null || tools.length === 0) return null;
  if (toolChoice !== "required" && toolChoice !== "auto")
    return tools.find((tool) => tool.name === toolChoice) ?? null;
  const asked = stemsOf(question);
  const score = ({ name, description }: Tool) =>
    NAME_WEIGHT * shared(asked, stemsOf(name.replaceAll(/[_-]|(?<=\p{Ll})(?=\p{Lu})/gu, " "))) +
    shared(asked, stemsOf(description));
  const best = tools
    .map((tool) => ({ tool, points: score(tool) }))
    .reduce((a, b) => (b.points > a.points ? b : a));
  return toolChoice === "required" || best.points >= POINTS_MIN ? best.tool : null;
}

/** One word of a tool's name, or two of its description, are the question's own. */
const POINTS_MIN = 2;
const NAME_WEIGHT = 2;
/** Words of tools' names that say nothing of what they are about. */
const ABOUT_NOTHING: ReadonlySet<string> = new Set(
  "call current data do fetch find function get info information list make run set tool use".split(" "),
);
/** "orders" and "order", "weather" and "weathers": as many characters as a word's beginning that tells it. */
const STEM_CHARS = 5;

function stemsOf(text: string): ReadonlySet<string> {
  const { content } = readQuestion(text);
  return new Set(content.filter((word) => !ABOUT_NOTHING.has(word)).map((word) => word.slice(0, STEM_CHARS)));
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...b].filter((word) => a.has(word)).length;
}

function materialOf({ question }: Wish): { text: string; topic: string; number: number } {
  const named = question
    .slice(-400)
    .toWellFormed()
    .match(/(?<=\s)\p{Lu}[\p{L}\p{N}]+/gu)
    ?.at(-1);
  const topic = named ?? readQuestion(question).content.slice(0, 4).join(" ");
  const number = Number(/\d{1,9}/.exec(question.slice(-400))?.[0] ?? 1);
  return { text: answerTo(question), topic: topic === "" ? "example" : topic, number };
}

function stopped(text: string, stop: readonly string[]): string {
  const ends = stop
    .filter((one) => one !== "")
    .map((one) => text.indexOf(one))
    .filter((at) => at >= 0);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}
