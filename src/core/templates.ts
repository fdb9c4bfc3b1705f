/**
 * Templates of the adapted tier: a question with one slot, and an answer that repeats the slot's value. Two answers
 * make a hypothesis, which is used after it has predicted upstream's fresh answer for a new value. One wrong prediction
 * ends a template, and its frame stays ended.
 *
 * Frames are compared byte for byte, so another spelling is another frame.
 */

import { itemAt } from "../narrow.ts";
import { mayTakeSlot } from "./slot-frame.ts";
import { isSlotValue, isTooLongForSlot, keepsForm, maySlotStand } from "./slot-value.ts";

export interface TemplateFrame {
  /** Text of the question before and after the slot. */
  readonly before: string;
  readonly after: string;
}

export interface Template extends TemplateFrame {
  /**
   * The answer split at each occurrence of the slot's value, 2 parts or more. Null: answers are known not to follow a
   * template.
   */
  readonly parts: readonly string[] | null;
  /** How many answers agree with the template, the first included. */
  readonly agreeing: number;
  /** How many of the agreeing answers the template predicted before they came. */
  readonly foretold: number;
}

export interface AnsweredQuestion {
  readonly question: string;
  readonly answer: string;
}

/** Longest answer, and longest question, that a template is made of; characters. */
export const ANSWER_CHARS_MAX = 4_000;
export const QUESTION_CHARS_MAX = 400;
/** Fewest words of a frame outside the slot: with fewer, most questions would share one frame. */
const FRAME_WORDS_MIN = 3;

/**
 * The frame of two questions that differ in one run of whole words; null where they do not, or the run may be no
 * slot.
 */
export function frameOf(a: string, b: string): TemplateFrame | null {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a.charCodeAt(head) === b.charCodeAt(head)) head++;
  let tail = 0;
  while (tail < shorter - head && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail))
    tail++;
  // What differs only grows below. Most pairs of a scope's newest questions differ in more than a slot, and end here.
  if (isTooLongForSlot(a, head, a.length - tail) || isTooLongForSlot(b, head, b.length - tail)) return null;
  while (head > 0 && (isInner(a, head) || isInner(b, head))) head--;
  while (tail > 0 && (isInner(a, a.length - tail) || isInner(b, b.length - tail))) tail--;
  const one = a.slice(head, a.length - tail);
  const two = b.slice(head, b.length - tail);
  if (!isSlotValue(one) || !isSlotValue(two)) return null;
  const frame = { before: a.slice(0, head), after: a.slice(a.length - tail) };
  const words = `${frame.before} ${frame.after}`.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return words >= FRAME_WORDS_MIN && mayTakeSlot(frame) ? frame : null;
}

/** Would a cut at this index split a word? */
function isInner(text: string, at: number): boolean {
  return at > 0 && at < text.length && WORD.test(text.charAt(at - 1)) && WORD.test(text.charAt(at));
}
const WORD = /[\p{L}\p{M}\p{N}_'’-]/u;

/** The question's slot value; null where the question is of another frame, or the value may stand in no slot. */
export function valueIn({ before, after }: TemplateFrame, question: string): string | null {
  if (question.length <= before.length + after.length) return null;
  if (!question.startsWith(before) || !question.endsWith(after)) return null;
  const value = question.slice(before.length, question.length - after.length);
  return isSlotValue(value) ? value : null;
}

/** The template from two answers of one frame; `parts` is null where they differ in more than the slot's value. */
export function hypothesis(frame: TemplateFrame, a: AnsweredQuestion, b: AnsweredQuestion): Template {
  const one = valueIn(frame, a.question);
  const two = valueIn(frame, b.question);
  const parts = one !== null && two !== null && one !== two ? cut(a.answer, one) : null;
  const agrees = parts !== null && two !== null && filled(parts, two) === b.answer;
  const holds = agrees && mayHoldAnswer(frame, parts);
  return { ...frame, parts: holds ? parts : null, agreeing: holds ? 2 : 0, foretold: 0 };
}

/** The template after one more answer of its frame. */
export function after(template: Template, { question, answer }: AnsweredQuestion): Template {
  const { parts } = template;
  const value = valueIn(template, question);
  if (parts === null || value === null) return template;
  if (filled(parts, value) !== answer) return ended(template);
  return { ...template, agreeing: template.agreeing + 1, foretold: template.foretold + 1 };
}

export function ended(template: Template): Template {
  return { ...template, parts: null, agreeing: 0, foretold: 0 };
}

/** Laplace's rule of succession: the chance that the next answer agrees, too, after so many that did. 0 to 1. */
export function templateConfidence({ parts, agreeing, foretold }: Template): number {
  return parts === null || foretold < 1 ? 0 : agreeing / (agreeing + 1);
}

/** The predicted answer to a question; null where the edit would be a guess or would break the answer's form. */
export function foretell(template: Template, question: string): string | null {
  const value = valueIn(template, question);
  return value === null || template.parts === null ? null : filled(template.parts, value);
}

function filled(parts: readonly string[], value: string): string | null {
  if (parts.some((part) => includesWord(part, value)) || !maySlotStand(parts, value)) return null;
  const text = parts.join(value);
  return keepsForm(parts, text) ? text : null;
}

/**
 * The answer split at each occurrence of the value as a whole word; null where it has none, or one in another case or
 * within a word.
 */
function cut(answer: string, value: string): readonly string[] | null {
  const parts = answer.split(value);
  if (parts.length < 2) return null;
  for (let i = 0; i + 1 < parts.length; i++) {
    const left = itemAt(parts, i);
    const right = itemAt(parts, i + 1);
    if (LAST_WORD.test(left) || FIRST_WORD.test(right)) return null;
  }
  return parts.some((part) => includesWord(part, value)) ? null : parts;
}
const LAST_WORD = /[\p{L}\p{M}\p{N}_]$/u;
const FIRST_WORD = /^[\p{L}\p{M}\p{N}_]/u;

function includesWord(text: string, value: string): boolean {
  return text.toLowerCase().includes(value.toLowerCase());
}

/**
 * A yes or a no is a fact about the slot whatever the question looked like, and so is a limit (30 days, $5, 10 %) that
 * the question did not name.
 */
function mayHoldAnswer(frame: TemplateFrame, parts: readonly string[]): boolean {
  const text = parts.join("x");
  if (VERDICT.test(text)) return false;
  const asked = `${frame.before} ${frame.after}`;
  for (const [limit] of text.matchAll(LIMIT)) if (!asked.includes(limit)) return false;
  return true;
}
const VERDICT =
  /^[\s"'*_]*(?:yes|no|yep|nope|not|never|true|false|correct|incorrect|certainly|absolutely|unfortunately|sorry|sim|não|nao|nunca|claro|infelizmente|verdadeiro|falso|correto|incorreto)(?![\p{L}\p{N}])/iu;
const LIMIT =
  /(?:[$€£¥]|R\$|USD|EUR|BRL)\s?\d[\d.,]*|\d[\d.,]*\s?(?:[%€£°]|(?:percent|por cento|seconds?|minutes?|hours?|days?|weeks?|months?|years?|euros?|dollars?|reais|segundos?|minutos?|horas?|dias?|semanas?|m[eê]s(?:es)?|anos?|k?g|k?m|[cm]m|[ml]l?|[kmg]b|GB|MB|USD|EUR)(?![\p{L}\p{N}]))/giu;
