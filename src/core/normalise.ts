/**
 * What the owner cuts out of a body before it is compared: a date in a system prompt, an id, white space. Two requests
 * that differ in it alone share an answer, so nothing is cut that was not named; what goes upstream is not changed.
 */
import { asFields, type Fields } from "../narrow.ts";

export type NormalisePreset = "current-date" | "current-time" | "uuid" | "request-id" | "whitespace";

export interface NormaliseRule {
  /** Where to cut, as `readPath` made it; null: in everything that instructs the model, as presets do. */
  readonly path: readonly PathStep[] | null;
  /** What to cut; has the flag `g`. */
  readonly pattern: RegExp;
  readonly replace: string;
}

/**
 * One step: a member's name, an item's index or `*` for all items; optionally only items whose member has a given
 * value.
 */
export interface PathStep {
  readonly name: string;
  readonly where: { readonly name: string; readonly value: string } | null;
}

const PATH_STEP = /^([\w-]+|\*)(?:\[([\w-]+)=([^\]]+)\]|\[(\*|\d+)\])?$/;

/** Parses a path: "messages[role=system].content", "messages.0.content", "instructions". Null where it is no path. */
export function readPath(text: string): readonly PathStep[] | null {
  const steps: PathStep[] = [];
  for (const part of text.split(".")) {
    const [, name = "", member, value = "", item] = PATH_STEP.exec(part) ?? [];
    if (name === "") return null;
    steps.push({ name, where: null });
    if (member !== undefined) steps.push({ name: "*", where: { name: member, value } });
    if (item !== undefined) steps.push({ name: item, where: null });
  }
  return steps;
}

const MONTHS =
  "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro";
const WEEKDAY =
  "(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|segunda(?:-feira)?|terça(?:-feira)?|quarta(?:-feira)?|quinta(?:-feira)?|sexta(?:-feira)?|sábado|domingo)";
const TIME =
  "\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:\\s*(?:am|pm))?(?:\\s*(?:utc|gmt|z|[+-]\\d{2}:?\\d{2}))?";
const DATE = `(?:${WEEKDAY},?\\s+)?(?:\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[/.]\\d{1,2}[/.]\\d{2,4}|(?:${MONTHS})\\.?\\s+\\d{1,2}(?:st|nd|rd|th)?,?\\s+\\d{4}|\\d{1,2}(?:st|nd|rd|th)?\\s+(?:of\\s+|de\\s+)?(?:${MONTHS}),?\\s+(?:de\\s+)?\\d{4})`;
/** Words that mark a date as today's; other dates are content and stay. */
const TODAY =
  "(?:today(?:['’]s)?(?:\\s+(?:date|is|day))*(?:\\s+is)?|(?:the\\s+)?current\\s+(?:date|day|time)(?:\\s*(?:and|/|&)\\s*time)?(?:\\s+is)?|the\\s+date(?:\\s+today)?\\s+is|(?:^|[\\n.;])\\s*date(?:time)?|hoje\\s+(?:é|e)(?:\\s+(?:dia|o\\s+dia))?|(?:a\\s+)?data\\s+(?:atual|de\\s+hoje)(?:\\s+é)?|(?:a\\s+)?hora\\s+atual(?:\\s+é)?|(?:^|[\\n.;])\\s*data)\\s*[:=]?\\s*";
const NOW =
  "(?:(?:the\\s+)?(?:current|local)\\s+time(?:\\s+is)?|the\\s+time(?:\\s+now)?\\s+is|it\\s+is\\s+now|(?:^|[\\n.;])\\s*(?:time|hora)|(?:a\\s+)?hora\\s+atual(?:\\s+é)?|agora\\s+são)\\s*[:=]?\\s*";

const PATTERNS: Readonly<Record<NormalisePreset, readonly [RegExp, string]>> = {
  "current-date": [new RegExp(`(?<=${TODAY})${DATE}(?:[T\\s,]+(?:at\\s+|às\\s+)?${TIME})?`, "giu"), ""],
  "current-time": [new RegExp(`(?<=${NOW})(?:${DATE}[T\\s,]+(?:at\\s+|às\\s+)?)?${TIME}`, "giu"), ""],
  uuid: [/(?<![\w-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])/giu, ""],
  "request-id": [
    /(?<=(?<!\w)(?:request|req|trace|correlation|conversation|session|run|message|span)[-_ ]?id\s*[:=]\s*)[\w.:-]+/giu,
    "",
  ],
  whitespace: [/\s+/gu, " "],
};

export function presetRule(preset: NormalisePreset): NormaliseRule {
  const [pattern, replace] = PATTERNS[preset];
  return { path: null, pattern, replace };
}

/** Longer texts are not normalised: a configured pattern may be slow. */
const TEXT_CHARACTERS_MAX = 65_536;

/** The body with every rule applied: a copy where something was cut, else the same object. */
export function normalised(body: Fields, rules: readonly NormaliseRule[]): Fields {
  let out: Fields = body;
  for (const rule of rules) {
    const cut = (text: string): string =>
      text.length > TEXT_CHARACTERS_MAX ? text : text.replace(rule.pattern, rule.replace);
    out = asFields(rule.path === null ? inInstructions(out, cut) : along(out, rule.path, cut)) ?? out;
  }
  return out;
}

type Cut = (text: string) => string;

/** Cuts in what instructs the model: `instructions`, and turns of the roles system and developer. */
function inInstructions(body: Fields, cut: Cut): Fields {
  const out: Record<string, unknown> = { ...body };
  if (typeof out["instructions"] === "string") out["instructions"] = cut(out["instructions"]);
  for (const name of ["messages", "input"]) {
    const turns = out[name];
    if (!Array.isArray(turns)) continue;
    out[name] = turns.map((turn) => {
      const fields = asFields(turn);
      const tells = fields?.["role"] === "system" || fields?.["role"] === "developer";
      return fields && tells ? { ...fields, content: inTexts(fields["content"], cut) } : turn;
    });
  }
  return out;
}

function along(value: unknown, [step, ...more]: readonly PathStep[], cut: Cut): unknown {
  if (step === undefined) return inTexts(value, cut);
  if (Array.isArray(value))
    return value.map((item, i) => {
      const isMeant = step.name === "*" ? fits(item, step) : step.name === String(i);
      return isMeant ? along(item, more, cut) : item;
    });
  const fields = asFields(value);
  if (fields === null || !Object.hasOwn(fields, step.name)) return value;
  return { ...fields, [step.name]: along(fields[step.name], more, cut) };
}

function fits(item: unknown, { where }: PathStep): boolean {
  return where === null || asFields(item)?.[where.name] === where.value;
}

/** Cuts in a text, or in each text of a list of content parts. */
function inTexts(value: unknown, cut: Cut): unknown {
  if (typeof value === "string") return cut(value);
  if (!Array.isArray(value)) return value;
  return value.map((part) => {
    const fields = asFields(part);
    return typeof fields?.["text"] === "string" ? { ...fields, text: cut(fields["text"]) } : part;
  });
}
