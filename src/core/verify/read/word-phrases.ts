/**
 * Says words of several parts and short forms in one way: "t-shirt" and "tshirt", "per cent" and "%", "USD 5" and "$5",
 * "100 degrees Celsius" and "100 °C", "Python3" and "Python 3", "version 3" and "v3", "Wall St." and "Wall Street", "PCs" and "PC".
 */
import { wordSet } from "../../word-set.ts";
import { compoundOf, JOINED, OPENS_COMPOUND, opensHyphened, verbOf } from "./compounds.ts";
import type { Token } from "./tokens.ts";

const CURRENCIES = wordSet("usd eur gbp brl jpy cad aud inr chf cny mxn");
const DEGREES = wordSet("° degree degrees deg grau graus º");
const SCALES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    c: "celsius",
    celsius: "celsius",
    centigrade: "celsius",
    f: "fahrenheit",
    fahrenheit: "fahrenheit",
  }),
);
const VERSIONS = wordSet("version versão versao");
const NUMBERS = wordSet("number número numero num núm");
/** Software and devices of which a number tells which one, often written without a space. */
const NUMBERED =
  wordSet(`python ios ipados macos windows win java html css php vue angular react node nodejs django rails swift kotlin ruby perl lua
  laravel spring springboot bootstrap tailwind typescript ecmascript next nextjs nuxt svelte unity unreal blender
  iphone ipad ipod airpods android galaxy pixel kindle playstation xbox ps switch echo
  postgres postgresql mysql mariadb mongodb redis elasticsearch kafka ubuntu debian fedora centos rhel kernel chrome firefox
  safari edge office excel word photoshop outlook llama gemini claude wifi usb hdmi bluetooth pcie covid visual dotnet
  log es jdk jre gcc cmake cuda tensorflow pytorch keras numpy pandas junit jest webpack vite`);
/** Names of scripts that are written with and without a full stop. */
const SCRIPTS: ReadonlyMap<string, string> = new Map(
  "node vue next nuxt react express ember backbone three"
    .split(" ")
    .map((name) => [`${name}js`, `${name}.js`]),
);
const ERRORS = wordSet("error errors erro erros");
const BEFORE_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{
      doctor: "dr",
      doutor: "dr",
      dr: "dr",
      doutora: "dra",
      dra: "dra",
      senhor: "sr",
      senhora: "sra",
      saint: "st",
    },
    ...{ professor: "prof", professora: "profa", av: "avenida" },
  }),
);
const AFTER_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries({ st: "street", ave: "avenue", rd: "road", blvd: "boulevard" }),
);

/** Words that are said otherwise, or that a phrase begins with. */
export const WORDS_OF_PHRASES: ReadonlySet<string> = new Set([
  ...[...BEFORE_NAME.keys(), ...AFTER_NAME.keys(), ...SCRIPTS.keys()],
  ...[...CURRENCIES, ...DEGREES, ...VERSIONS, ...NUMBERS, ...OPENS_COMPOUND],
]);

/**
 * May a phrase begin at a token? `isKnown`: is its text among `WORDS_OF_PHRASES`? `text`: what offsets count in.
 */
export function opensPhrase(tokens: readonly Token[], at: number, text: string, isKnown: boolean): boolean {
  const token = tokens[at];
  if (token === undefined) return false;
  const { kind, raw, end } = token;
  if (kind !== "word")
    return kind === "version" || kind === "symbol" || (kind === "number" && token.text.length === 3);
  if (isKnown) return true;
  const last = raw.charCodeAt(raw.length - 1);
  if (last <= NINE) return true;
  if (last === SMALL_S && raw.length > 2 && isOfAcronym(raw.charCodeAt(raw.length - 2))) return true;
  return text.charCodeAt(end) === HYPHEN && (opensHyphened(token.text) || JOINED.has(token.text));
}
const [NINE, SMALL_S, HYPHEN] = [57, 115, 45] as const;

function isOfAcronym(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

export function withPhrases(tokens: readonly Token[], text: string): readonly Token[] {
  const out: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    if (token === undefined) break;
    const isKnown = WORDS_OF_PHRASES.has(token.text) || JOINED.has(token.text);
    const read = opensPhrase(tokens, at, text, isKnown) ? readAt(tokens, at, text) : null;
    if (read === null) {
      out.push(token);
      at++;
      continue;
    }
    out.push(...read.tokens);
    at = read.until;
  }
  return out;
}

interface Read {
  readonly tokens: readonly Token[];
  readonly until: number;
}

function readAt(tokens: readonly Token[], at: number, text: string): Read | null {
  const token = tokens[at];
  const next = tokens[at + 1];
  if (token === undefined) return null;
  if (next !== undefined) {
    const whole = compoundAt(tokens, at, text);
    if (whole !== null) return { tokens: whole, until: at + 2 };
    const counted = countedAt(tokens, at, text);
    if (counted !== null) return counted;
  }
  const bare = slashAt(tokens, at, text) ?? errorAt(tokens, at);
  if (bare !== null) return bare;
  const scale = scaleAt(tokens, at);
  if (scale !== null) return scale;
  if (token.kind === "version") return versionAt(tokens, at);
  if (token.kind !== "word") return null;
  return numberedAt(token, next, at, text) ?? oneWord(tokens, at);
}

/** Two tokens that are one word. */
function compoundAt(tokens: readonly Token[], at: number, text: string): readonly Token[] | null {
  const token = tokens[at];
  const next = tokens[at + 1];
  if (token?.kind !== "word" || next?.kind !== "word") return null;
  const gap = text.slice(token.end, next.start);
  const whole = compoundOf(token.text, next.text, gap, tokens[at - 1]?.text);
  return whole === undefined ? null : [spanning(token, next, text, "word", whole)];
}

/** A word before a number that says what kind of number it is: a currency, which is said after it, "version" and "number". */
function countedAt(tokens: readonly Token[], at: number, text: string): Read | null {
  const token = tokens[at];
  const next = tokens[at + 1];
  if (token?.kind !== "word" || next === undefined || !isSpace(text.slice(token.end, next.start)))
    return null;
  const isNumber = next.kind === "number";
  if (isNumber && CURRENCIES.has(token.text) && !isBehindNumber(tokens, at, text))
    return amountAt(tokens, at, text);
  if ((isNumber || next.kind === "version") && VERSIONS.has(token.text)) {
    const word = { ...token, text: "version" };
    return { tokens: isProduct(tokens[at - 1]) ? [next] : [word, next], until: at + 2 };
  }
  if (!NUMBERS.has(token.text)) return null;
  const isOne = next.text === "one" || next.text === "um";
  if (!isNumber && !isOne) return null;
  const number: Token = isNumber ? next : { ...next, kind: "number", text: "1" };
  return { tokens: [{ ...token, text: "number" }, number], until: at + 2 };
}

function isBehindNumber(tokens: readonly Token[], at: number, text: string): boolean {
  const before = tokens[at - 1];
  return before?.kind === "number" && isSpace(text.slice(before.end, tokens[at]?.start));
}

/** "V3 of the API" as "version 3 of the API"; behind a name it is "3" alone. */
function versionAt(tokens: readonly Token[], at: number): Read | null {
  const token = tokens[at];
  if (token === undefined || !/^v/i.test(token.raw) || !OF.has(tokens[at + 1]?.text ?? "")) return null;
  return { tokens: [{ ...token, kind: "word", text: "version" }, token], until: at + 1 };
}

const OF = wordSet("of da do de");

function isProduct(token: Token | undefined): boolean {
  return token?.kind === "word" && (NUMBERED.has(token.text) || (!token.opens && token.raw !== token.text));
}

/** "USD 5" as "5 USD", and "INR 25k" as "25k INR". */
function amountAt(tokens: readonly Token[], at: number, text: string): Read | null {
  const code = tokens[at];
  const next = tokens[at + 1];
  if (code === undefined || next === undefined) return null;
  const number = spanning(code, next, text, "number", next.text);
  const scale = tokens[at + 2];
  const isScaled = scale?.text === "k" && scale.start === next.start;
  const end = isScaled ? scale.end : number.end;
  const scales = isScaled ? [{ ...scale, start: code.start }] : [];
  return {
    tokens: [{ ...number, end }, ...scales, { ...code, raw: code.text, end }],
    until: at + 2 + scales.length,
  };
}

/** "Async/await" as "async await". Of other words a slash says more, as in a path or the name of a branch. */
function slashAt(tokens: readonly Token[], at: number, text: string): Read | null {
  const [before, slash, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (slash?.text !== "/" || before === undefined || after === undefined) return null;
  const isWhole = after.start - before.end === 1 && text[before.end] === "/";
  return isWhole && SLASHED.has(`${before.text} ${after.text}`) ? { tokens: [], until: at + 1 } : null;
}
const SLASHED = new Set(
  `async await,ci cd,try catch,tcp ip,udp ip,client server,key value,read write,input output,if else,publish subscribe,pub sub,
  request response,drag drop,copy paste,true false,yes no,on off,start stop,push pull,pros cons,dev prod,master slave,
  entrada saída,chave valor,cliente servidor`.split(/,\s*/),
);

/** "A 404 error" as "error 404". */
function errorAt(tokens: readonly Token[], at: number): Read | null {
  const [number, error] = [tokens[at], tokens[at + 1]];
  if (number?.kind !== "number" || error === undefined || !ERRORS.has(error.text)) return null;
  if (!/^[1-5]\d\d$/.test(number.text)) return null;
  return {
    tokens: [
      { ...error, start: number.start },
      { ...number, end: error.end },
    ],
    until: at + 2,
  };
}

/** A scale of temperature after a number, with or without "degrees". */
function scaleAt(tokens: readonly Token[], at: number): Read | null {
  const token = tokens[at];
  const next = tokens[at + 1];
  if (token === undefined || !DEGREES.has(token.text) || tokens[at - 1]?.kind !== "number") return null;
  const scale = next?.kind === "word" ? SCALES.get(next.text) : undefined;
  if (next === undefined || scale === undefined)
    return token.kind === "word"
      ? null
      : { tokens: [{ ...token, kind: "word", text: "degrees" }], until: at + 1 };
  return { tokens: [{ ...next, text: scale, start: token.start }], until: at + 2 };
}

/** A product with its number written on: "Python3.12" is "Python 3.12". */
function numberedAt(token: Token, next: Token | undefined, at: number, text: string): Read | null {
  const digits = /\d{1,3}$/.exec(token.text)?.[0];
  if (digits === undefined || !NUMBERED.has(token.text.slice(0, -digits.length))) return null;
  const middle = token.end - digits.length;
  const name: Token = {
    ...token,
    raw: token.raw.slice(0, -digits.length),
    text: token.text.slice(0, -digits.length),
    end: middle,
  };
  const isFraction = next?.kind === "number" && text[token.end] === "." && next.start === token.end + 1;
  const end = isFraction ? next.end : token.end;
  const said = isFraction ? `${digits}.${next.text}` : String(Number(digits));
  const number: Token = {
    ...token,
    kind: "number",
    raw: text.slice(middle, end),
    text: said,
    start: middle,
    end,
    opens: false,
  };
  return { tokens: [name, number], until: at + (isFraction ? 2 : 1) };
}

/** A title before a name, a kind of street after one, or the plural of an acronym. */
function oneWord(tokens: readonly Token[], at: number): Read | null {
  const token = tokens[at];
  if (token === undefined) return null;
  const isName = (other: Token | undefined): boolean => other?.kind === "word" && other.raw !== other.text;
  const script = SCRIPTS.get(token.text);
  if (script !== undefined) return said({ ...token, kind: "identifier" }, script, at);
  const verb = verbOf(token.text, tokens[at - 1]?.text);
  if (verb !== undefined) return { tokens: verb.map((part) => ({ ...token, text: part })), until: at + 1 };
  if (/^\p{Lu}[\p{Lu}\d]+s$/u.test(token.raw) && token.text !== "k8s") {
    const one = token.text.endsWith("s") ? token.text.slice(0, -1) : token.text;
    return said({ ...token, raw: token.raw.slice(0, -1) }, one, at);
  }
  const title = BEFORE_NAME.get(token.text);
  if (title !== undefined && isName(tokens[at + 1])) return said(token, title, at);
  const street = AFTER_NAME.get(token.text);
  if (street === undefined || !isName(tokens[at - 1]) || isName(tokens[at + 1])) return null;
  return said(token, street, at);
}

function said(token: Token, text: string, at: number): Read {
  return { tokens: [{ ...token, text }], until: at + 1 };
}

function spanning(from: Token, to: Token, text: string, kind: Token["kind"], said: string): Token {
  return {
    kind,
    raw: text.slice(from.start, to.end),
    text: said,
    start: from.start,
    end: to.end,
    opens: from.opens,
  };
}

function isSpace(gap: string): boolean {
  return gap === " " || gap === "";
}
