/**
 * Which forms of answer a text can ask for at all, by beginnings of words: most texts have none, and are told by one walk
 * along their words. What they do ask for is read by the patterns of `form.ts`.
 */

export const TONGUE =
  "english|french|spanish|german|italian|portuguese|dutch|chinese|mandarin|japanese|korean|russian|arabic|hindi|turkish|polish|swedish|latin|greek|hebrew|danish|finnish|norwegian|czech|ukrainian|vietnamese|thai|indonesian|catalan|inglês|ingles|francês|frances|espanhol|alemão|alemao|italiano|português|portugues|holandês|chinês|japonês|coreano|russo|árabe|turco|polonês|sueco|latim|grego|hebraico|inglés|francés|español|alemán|portugués|anglais|français|espagnol|allemand";

export type FormKind =
  | "tongue"
  | "count"
  | "reply"
  | "format"
  | "made"
  | "audience"
  | "age"
  | "voice"
  | "style"
  | "listing";

/** Each pattern needs one of its beginnings, but "style": it has parts of many words, and any beginning lets it be tried. */
const BEGINNINGS: Readonly<Record<FormKind, string>> = {
  tongue: TONGUE.replaceAll("|", " "),
  count:
    "word sentence line paragraph bullet step point character token palavra frase linha parágrafo passo tópico caracter iten ponto phrase",
  reply: "answer reply respon output return respo devolv retorn",
  format:
    "json yaml csv xml html markdown latex tab list bullet poe hai son rap limerick stor essay tweet email letter speech dialog diálog script diagram emoji code pseudocode analog meta metá acronym tópico música história redação carta discurso código vers rima cordel",
  made: "poe hai son rap limerick stor essay tweet joke summary overview tab list diagram quiz outline exampl música história redação piada resum diagram exempl",
  audience:
    "child kid toddler teen student beginner dumm novice expert professional engineer developer scientist economist doctor lawyer executive manager ceo grand lay adult senior year five criança adolescent estudant iniciant leig especialist profissiona engenheir cientist médic advogad executiv gerent avó avô idos anos",
  age: "year anos",
  voice:
    "pirat lawyer poe rap child professor teacher doctor scientist cowboy rob comed chef shakespeare yoda noir journalist philosoph five advogad criança médic cientist jornalist filósof",
  style:
    "explain illustrat indepth depth detail length brief short concise nutshell tl;dr tldr eli5 terms language formal informal polite humor funny sarcas rhym jargon detalh profund breve simples linguagem poucas fontes referên diga resum",
  listing: "list name give tell state cit diga diz dê dá dar",
};
const KINDS = Object.keys(BEGINNINGS) as FormKind[];

interface Beginning {
  readonly text: string;
  readonly kinds: Set<FormKind>;
}

/** By the first two letters, packed. */
const BY_LETTERS = beginningsByLetters();

/** For texts with letters beyond Latin 1, which have other capitals than one expects. */
const ANY = new RegExp(
  `(?<![\\p{L}])(?:${KINDS.map((kind) => BEGINNINGS[kind].replaceAll(" ", "|")).join("|")})`,
  "iu",
);
const EVERY: ReadonlySet<FormKind> = new Set(KINDS);

/** `text` is in lower case. Null: none. */
export function formsMentioned(text: string): ReadonlySet<FormKind> | null {
  let found: Set<FormKind> | null = null;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > LATIN_1_LAST) return ANY.test(text) ? EVERY : null;
    const list = isLetter(code) && !isLetter(before) ? BY_LETTERS.get(lettersAt(text, i)) : undefined;
    before = code;
    if (list === undefined) continue;
    for (let n = 0; n < list.length; n++) {
      if (!text.startsWith(list[n]!.text, i)) continue;
      found ??= new Set(["style"]);
      for (const kind of list[n]!.kinds) found.add(kind);
    }
  }
  return found;
}
const LATIN_1_LAST = 0xff;

function lettersAt(text: string, at: number): number {
  return (text.charCodeAt(at) << 8) | text.charCodeAt(at + 1);
}

/** As `\p{L}` in Latin 1; `code` of a text in lower case. */
function isLetter(code: number): boolean {
  if (code < 0xaa) return code >= 97 && code <= 122;
  return (code >= 0xdf && code !== 0xf7) || code === 0xaa || code === 0xb5 || code === 0xba;
}

function beginningsByLetters(): ReadonlyMap<number, readonly Beginning[]> {
  const all = new Map<string, Beginning>();
  for (const kind of KINDS) {
    for (const text of BEGINNINGS[kind].split(" ")) {
      const its = all.get(text) ?? { text, kinds: new Set<FormKind>() };
      its.kinds.add(kind);
      all.set(text, its);
    }
  }
  const out = new Map<number, Beginning[]>();
  for (const beginning of all.values()) {
    const letters = lettersAt(beginning.text, 0);
    const list = out.get(letters);
    if (list === undefined) out.set(letters, [beginning]);
    else list.push(beginning);
  }
  return out;
}
