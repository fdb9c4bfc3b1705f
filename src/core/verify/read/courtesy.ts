/** Removes phrases around a question that ask nothing: "please", "I would like to know", "thanks in advance". */
import { wordSet } from "../../word-set.ts";
import { COURTESIES, FAREWELLS } from "./courtesies.ts";
import { openingOf } from "./frame.ts";
import { withoutPreamble } from "./preambles.ts";
import { inSentence } from "./same-asks.ts";

/** The question without courtesies and with its asking part first. A text of courtesies only is returned whole. */
export function asked(typed: string): string {
  const text = withoutPreamble(typed.trimStart());
  const plain = withoutCourtesies(text);
  if (plain !== null) return plain;
  let out = text.trim();
  for (let round = 0; round < 3; round++) {
    const before = out;
    for (const pattern of COURTESIES) out = out.replace(pattern, "");
    if (mayEndPolitely(out)) for (const pattern of FAREWELLS) out = out.replace(pattern, "");
    if (out === before) break;
  }
  const rest = out.trim();
  if (rest === "") return text.trim();
  return askingFirst(rest === text.trim() ? rest : rest.replace(WHETHER, "será que "));
}
/** What stands behind "queria saber": whether, and not in case ("se eu perder o voo, o que faço"). */
const WHETHER = /^se (?=(?:o|a|os|as|um|uma|meus?|minhas?|seus?|suas?|ess[ea]s?|est[ea]s?) [^,:;]+$)/iu;

/**
 * Most questions open with no word of courtesy, end with none, and have no clause before them: only their last marks go.
 * Null where the patterns have to tell.
 */
function withoutCourtesies(text: string): string | null {
  const trimmed = text.trim();
  let end = trimmed.length;
  while (end > 0 && isLastMark(trimmed.charCodeAt(end - 1))) end--;
  let from = end;
  while (from > 0 && isAsciiLetter(trimmed.charCodeAt(from - 1))) from--;
  // Nothing else, or a letter that folds to another: "thankſ".
  if (end === 0 || from === end || !isAscii(trimmed.charCodeAt(from - 1))) return null;
  if (LAST_WORDS.has(trimmed.slice(from, end).toLowerCase())) return null;
  let to = 0;
  while (to < end && isAsciiLetter(trimmed.charCodeAt(to))) to++;
  if (to === 0 || !isAscii(trimmed.charCodeAt(to)) || FIRST_WORDS.has(trimmed.slice(0, to).toLowerCase()))
    return null;
  for (let i = to; i < end; i++) if (isPause(trimmed.charCodeAt(i))) return null;
  return trimmed.slice(0, end);
}

/** A pattern that is bound to the end alone is tried from each place of the text: so its last word is looked up first. */
function mayEndPolitely(text: string): boolean {
  let from = text.length;
  while (from > 0 && isAsciiLetter(text.charCodeAt(from - 1))) from--;
  return (
    from === text.length ||
    !isAscii(text.charCodeAt(from - 1)) ||
    LAST_WORDS.has(text.slice(from).toLowerCase())
  );
}

/** Each pattern of `COURTESIES` opens with one of these, each of `FAREWELLS` ends with one of those. */
const FIRST_WORDS: ReadonlySet<string> =
  wordSet(`please kindly hey hi hello good excuse sorry ok okay so well now and but thanks por oi ei blz out curious curiosidade só not bom boa bem com me tudo beleza
  desculpa desculpe desculpem vocês vcs tu sabe sabes sabem saberia saberias saberiam sabia sabias sabiam poderias poderiam podem podes
  podia podias podiam consegues conseguem gostava precisava i have just a one quick simple
  short small question doubt tenho uma pergunta can could would will tell explain show teach let do does any wondering
  vc pode poderia consegue me diga explique mostre informe ensine diz explica gostaria eu quero queria preciso`);
const LAST_WORDS: ReadonlySet<string> = wordSet(
  `please pls plz thanks you advance lot much thx cheers favor gentileza obrigado obrigada grato grata agradecido agradecida valeu
  sff pfv pf possible can could mind puder puderem me us mim`,
);

/** White space or one of ? ! . , ; : … , of what `trim` and the patterns call so. */
function isLastMark(code: number): boolean {
  if (code < 128)
    return code === 32 || (code >= 9 && code <= 13) || LAST_MARKS.includes(String.fromCharCode(code));
  return code === 0x2026;
}
const LAST_MARKS = "?!.,;:";

function isAscii(code: number): boolean {
  // NaN, at either end of the text, is no letter of another alphabet.
  return !(code >= 128);
}

function isAsciiLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122;
}

/** A mark that a clause before the question ends with. */
function isPause(code: number): boolean {
  return code === 44 || code === 58 || code === 59 || code === 0x2013 || code === 0x2014;
}

/** "In Python, how do I sort a list" asks what "How do I sort a list in Python" asks. */
function askingFirst(text: string): string {
  const parts = FRONTED.exec(text);
  if (parts !== null && (openingOf(parts[1]!).frame === "none" || IF.test(text)))
    return `${parts[2]} ${inSentence(parts[1]!)}`;
  const clause = CLAUSE_FIRST.exec(text);
  if (clause !== null) return `${clause[2]} ${inSentence(clause[1]!)}`;
  const place = PLACED.exec(text);
  return place === null ? text : `${place[2]} ${inSentence(place[1]!)}`;
}
/** A clause before the question: "When my card expires, what happens?" */
const IF = /^(?:when|if|quando|se)(?![\p{L}])/iu;
/** A phrase before the question: "On weekends, is support available?" */
const PLACED =
  /^((?:in|on|at|for|with|without|as|under|during|after|before|from|using|em|no|na|nos|nas|num|numa|às|aos?|para|com|sem|durante|após|depois|antes|pelo|pela)(?![\p{L}])[^.!?\n:,;]{2,80}),\s+((?:is|are|do|does|did|can|could|will|would|should|may|must|é|posso|pode|tem|existe|há|preciso|devo|vocês|você|que(?= \p{L}+s )|a que horas|em que|(?:por |em |há )?quant[oa]s?)(?![\p{L}])[^.!?\n:;]{4,200})$/iu;
/** A clause before what the asker does: "When I move, do I keep my plan?" */
const CLAUSE_FIRST =
  /^((?:when|if|quando|se|caso)(?![\p{L}])[^.!?\n:,;]{2,80}),\s+((?:(?:am|do|did|can|could|will|would|should|may|must) (?:i|we)|(?:is|are|do|does|did|can|could|will|would|should) (?:my|our|the) \p{L}+|posso|pode|preciso|devo|recebo|pago|tenho)(?![\p{L}])[^.!?\n:;]{4,200})$/iu;
const FRONTED =
  /^([^.!?\n:,;]{2,80})\s*[:,;–—]\s+((?:how|what|why|when|where|who|which|como|qual|quais|quando|onde|quem|por que|o que)(?![\p{L}])[^.!?\n:;]{4,200})$/iu;
