/** Words by which `mentions.ts` finds what a question names rather than uses. Tables only. */
import { wordSet } from "../../word-set.ts";
import { CASED_LANGUAGES, UNCASED_PLACES } from "../read/code-case-tables.ts";

/** What a name of code stands beside: "the in operator", "o comando find". */
export const KINDS =
  wordSet(`operator operators keyword keywords clause statement command commands method function attribute instruction
  property directive modifier trait decorator hook event loop operador operadores cláusula comando comandos método função
  atributo instrução propriedade diretiva evento laço`);
/** Those that say by themselves that the question is of code. */
export const KINDS_OF_CODE = wordSet("operator keyword clause command operador cláusula comando");

/** Languages, tools and programs. In a question about one of these a noun is a term, for which no synonym stands. */
export const PLACES_OF_CODE: ReadonlySet<string> = new Set([
  ...[...CASED_LANGUAGES].filter((name) => name.length > 1),
  ...UNCASED_PLACES,
  ...wordSet(`js ts cpp docker dockerfile compose kubernetes k8s helm postgres postgresql mysql sqlite mariadb oracle mongodb mongo redis
  kafka elasticsearch spark hadoop nginx apache npm yarn pip conda webpack vite nest next nuxt bootstrap tailwind graphql github
  gitlab jenkins firebase aws azure gcp latex matlab jupyter colab word powerpoint axios junit hibernate dotnet asp haskell delphi
  prolog lisp assembly solidity wordpress linq jdbc dom api`),
]);

export const VERSUS = wordSet("vs versus");
export const BETWEEN = wordSet("between entre");

/** Articles, and words that stand for somebody or something: a question uses them, whatever is asked. */
export const USED =
  wordSet(`the a an o um uma os this that these those it its he she they them you i we me us one there what which who
  whose que quem qual esse essa isso este esta isto eu ele ela você se me my your his her their our de do da dos das`);
/** Words behind which a phrase begins or that end one: a small word before them is no preposition of its own. */
export const BREAKS = wordSet(
  "in on of for at do does mean means return returns work works no na nos nas em de do da dos das",
);
/** "What does … do", "para que serve o …", "how do I use …". */
export const ASKS_FOR = wordSet("does do is faz significa é use using usar usa serve diz");
export const ARTICLES = wordSet("the o os um a");

/** Words that `near-hints.ts` looks for. */
export const MENTIONING: ReadonlySet<string> = new Set([...KINDS, ...PLACES_OF_CODE, ...VERSUS, ...BETWEEN]);
