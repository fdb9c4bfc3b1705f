/**
 * The demo model's answer to one request, independent of the route: prose, JSON or a tool call, cut at a `stop`
 * sequence or the token limit. Pure.
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

/** A request in the terms that all routes share. */
export interface Wish {
  readonly question: string;
  /** The result of a tool, where the last message is one; else null. */
  readonly toolResult: string | null;
  readonly tools: readonly Tool[];
  /** "required": call the tool that fits best; "auto": call it only where it fits; null: none; else a tool's name. */
  readonly toolChoice: string | null;
  /** A JSON schema for the answer; "object": any JSON object; null: prose. */
  readonly format: { readonly schema: unknown } | "object" | null;
  readonly stop: readonly string[];
  /** Tokens; null: no limit. */
  readonly tokensMax: number | null;
}

export interface Said {
  /** Name of the called tool, whose arguments are then the pieces; null: the pieces are the answer. */
  readonly tool: string | null;
  /** The text, split into one piece for each token. */
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

/** Splits a text into about as many pieces as a real tokenizer makes tokens. Joined they are the text again. */
export function piecesOf(text: string): string[] {
  return text.match(/\s?[\p{L}\p{N}_]{1,6}|\s?[^\s\p{L}\p{N}_]{1,3}|\s+/gu) ?? [];
}

/** Estimates the number of tokens: one for every four UTF-16 units. */
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

/** With "auto" a tool is called where the question shares one word with its name, or two with its description. */
const POINTS_MIN = 2;
const NAME_WEIGHT = 2;
/** Words in the names of tools that do not tell their subject. */
const ABOUT_NOTHING: ReadonlySet<string> = new Set(
  "call current data do fetch find function get info information list make run set tool use".split(" "),
);
/** Words are compared by their first characters, so that "orders" equals "order". */
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
