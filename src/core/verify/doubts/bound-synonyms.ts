/**
 * Synonyms that hold in one sense of a word only: "gravar" is "salvar" with a file, not with a screen; "tempo" is "prazo", and
 * the weather. What stands beside them tells the sense.
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

interface Bound {
  readonly others: ReadonlySet<string>;
  /** With one of these in both questions the word is no synonym of the others. */
  readonly beside: ReadonlySet<string>;
}

const bound = (words: string, others: string, beside: string): readonly (readonly [string, Bound])[] =>
  words.split(" ").map((word) => [word, { others: wordSet(others), beside: wordSet(beside) }] as const);

const BOUND: ReadonlyMap<string, Bound> = new Map([
  ...bound(
    "gravar gravo grava gravando",
    "salvar salvo salva salvando guardar guardo guarda guardando",
    "tela telas vídeo vídeos áudio áudios voz música músicas aula aulas chamada chamadas ligação ligações reunião live cd dvd podcast",
  ),
  ...bound("tempo", "prazo período época", "hoje amanhã agora semana previsão chuva sol frio calor graus"),
  ...bound("registro registros", "cadastro cadastros", "windows civil marca marcas imóvel nascimento óbito"),
  ...bound(
    "carregar carrego carrega",
    "subir subo sobe",
    "celular bateria notebook bicicleta carro fone relógio tablet controle",
  ),
  ...bound(
    "tirar tiro tira",
    "emitir obter",
    "foto fotos print prints mancha manchas férias dúvida dúvidas leite",
  ),
  ...bound(
    "change changing",
    "update updating",
    "app apps browser driver drivers firmware software windows ios android macos kernel bios node python java kodi",
  ),
  ...bound(
    "remove removing",
    "erase erasing delete deleting",
    "drive drives disk disks hdd ssd battery sim keyboard screen",
  ),
  ...bound("remover remove", "apagar apago apaga", "hd hds ssd disco discos bateria chip pendrive"),
  ...bound("stop stopping", "quit quitting", "job jobs service process app"),
  ...bound("right", "correct", "side hand lane arm leg eye ear foot knee shoulder"),
]);

/** Words that `near-hints.ts` looks for. */
export const BOUND_WORDS: ReadonlySet<string> = new Set(BOUND.keys());

/** Was a word matched with a synonym that it is not beside the words of these questions? */
export function synonymsPart({ a, b, partners, levels }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || (levels[i] ?? 1) >= 1) continue;
    const x = wordIn(a.subject, i);
    const y = wordIn(b.subject, j);
    if (isBound(x, y, a, b) || isBound(y, x, a, b)) return true;
  }
  return false;
}

function isBound(word: Word, synonym: Word, a: Analysis, b: Analysis): boolean {
  const its = BOUND.get(word.text);
  return its?.others.has(synonym.text) === true && saysOne(a, its.beside) && saysOne(b, its.beside);
}

function saysOne({ words }: Analysis, which: ReadonlySet<string>): boolean {
  for (let i = 0; i < words.length; i++) if (which.has(wordIn(words, i).text)) return true;
  return false;
}
