/**
 * Texts and questions of the tour, in English and Brazilian Portuguese. Outcomes (exact, semantic, ...) are header
 * values and stay untranslated.
 */
export type CliLanguage = "en" | "pt-BR";

export const STEP_IDS = ["exact", "paraphrase", "adapted", "trap", "stream", "shadow", "report"] as const;
export type StepId = (typeof STEP_IDS)[number];

/** Questions of the tour. A step asks its questions in the order of the fields. */
export interface TourQuestions {
  readonly exact: string;
  /** Pairs of a stored question and a rewording of it. The second pair's stored question is `exact`. */
  readonly paraphrases: readonly [readonly [string, string], readonly [string, string]];
  readonly install: (name: string) => string;
  readonly taught: readonly [string, string, string];
  readonly adapted: string;
  /** Worded nearly like the first pair's stored question, but with another answer. */
  readonly trap: string;
  readonly followed: string;
  readonly shadow: string;
}

export interface TourWords {
  readonly title: string;
  readonly intro: (baseUrl: string) => string;
  readonly steps: Readonly<Record<StepId, { readonly name: string; readonly about: string }>>;
  /** The text of each promise, shown beside its tick or cross. */
  readonly promises: Readonly<Record<Pledge, string>>;
  readonly reasons: Readonly<Record<string, string>>;
  readonly similarity: string;
  readonly confidence: string;
  readonly got: (outcome: string, reason: string) => string;
  readonly wantedOther: string;
  readonly failed: (message: string) => string;
  readonly notStarted: (message: string) => string;
  readonly outOfTime: string;
  readonly reported: string;
  readonly shadowOn: string;
  readonly shadowOff: string;
  readonly chunks: (count: number) => string;
  readonly followers: (asked: number, upstream: number) => string;
  readonly table: readonly [question: string, outcome: string, took: string, upstream: string];
  readonly saved: (seconds: string, hits: number) => string;
  readonly good: string;
  readonly bad: (count: number) => string;
  readonly nextTitle: string;
  /** What to do after the tour, as name and instruction. `baseUrl`: of the gateway to start then. */
  readonly next: (baseUrl: string) => readonly (readonly [what: string, how: string])[];
  readonly caution: string;
}

export type Pledge =
  | "first-asks"
  | "same-text"
  | "reworded"
  | "taught"
  | "edited"
  | "edit-true"
  | "trap"
  | "stream"
  | "followers"
  | "shadow"
  | "shadow-answer"
  | "reported";

/**
 * The tour's language: SEMBLANCE_LANG where it names a known one, else the locale's. Any but Portuguese gives English.
 */
export function demoLanguage(env: Readonly<Record<string, string | undefined>>): CliLanguage {
  const asked = env["SEMBLANCE_LANG"]?.trim().toLowerCase();
  if (asked === "en") return "en";
  if (asked === "pt-br" || asked === "pt_br" || asked === "pt") return "pt-BR";
  // The order in which POSIX reads the locale; an empty variable counts as unset.
  const locale = [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value);
  return /^pt(?:[_.@-]|$)/i.test(locale ?? "") ? "pt-BR" : "en";
}

const REWORDED_PT = ["Como implementar autenticação JWT em Python?", "JWT Python implementação"] as const;
const REWORDED_EN = ["What is a reverse proxy?", "Please explain what a reverse proxy is"] as const;

export const QUESTIONS: Readonly<Record<CliLanguage, TourQuestions>> = {
  en: {
    exact: REWORDED_EN[0],
    paraphrases: [REWORDED_PT, REWORDED_EN],
    install: (name) => `How do I install ${name} on Ubuntu?`,
    taught: ["htop", "tmux", "nginx"],
    adapted: "ripgrep",
    trap: "Como implementar autenticação JWT em Java?",
    followed: "What is DNS?",
    shadow: "Python JWT implementação",
  },
  "pt-BR": {
    exact: REWORDED_EN[0],
    paraphrases: [REWORDED_PT, REWORDED_EN],
    install: (name) => `Como instalo o ${name} no Ubuntu?`,
    taught: ["htop", "tmux", "nginx"],
    adapted: "ripgrep",
    trap: "Como implementar autenticação JWT em Java?",
    followed: "O que é DNS?",
    shadow: "Python JWT implementação",
  },
};

export const WORDS: Readonly<Record<CliLanguage, TourWords>> = {
  en: {
    title: "Semblance: a tour in one minute",
    intro: (baseUrl) =>
      `A gateway of its own runs at ${baseUrl}, with the demo model behind it. Everything below goes through the openai client.`,
    steps: {
      exact: { name: "exact", about: "The same question twice. The second time nobody asks upstream." },
      paraphrase: { name: "semantic", about: "The same question in other words, found by its meaning." },
      adapted: {
        name: "adapted",
        about: "Three questions teach what changes from answer to answer; the fourth answer is edited.",
      },
      trap: {
        name: "a trap, refused",
        about: "Nearly the same words, another question: Java is not Python.",
      },
      stream: {
        name: "stream",
        about:
          "An answer recorded as JSON is replayed as a stream, and callers at the same moment share one call.",
      },
      shadow: {
        name: "shadow",
        about: "use_integrated_cache: false. The look-up runs beside upstream; nothing of it is served.",
      },
      report: {
        name: "a bad hit, reported",
        about: "A reported answer is never given to that question again.",
      },
    },
    promises: {
      "first-asks": "a new question goes to upstream",
      "same-text": "the same question is exact, and its answer the same",
      reworded: "the reworded question is semantic, and its answer the stored one",
      taught: "each new package is asked upstream, and no answer names another",
      edited: "the fourth is adapted and names its own package only",
      "edit-true": "upstream itself, asked as well, says it word for word",
      trap: "the trap is a miss, and its answer is about Java",
      stream: "the recorded answer comes as a stream, whole",
      followers: "upstream was asked once, and everyone got the same answer",
      shadow: "the outcome is shadow: it would have been a hit",
      "shadow-answer": "the answer came from upstream",
      reported: "the question is not answered from that entry any more",
    },
    reasons: {
      equal: "the same request",
      reworded: "other words, same question",
      confirmed: "upstream's own answers confirmed it",
      slot: "one word of a stored answer edited",
      absent: "nothing like it is stored",
      "below-threshold": "the nearest question is not near enough",
      "names-differ": "a name differs",
      "identifiers-differ": "an identifier differs",
      "numbers-differ": "a number differs",
      "negation-differs": "one of them is negated",
      antonyms: "they say opposite things",
      "slot-unconfirmed": "too few answers prove the edit",
      "refused-pair": "this answer was reported wrong for this question",
      "shadow-mode": "looked up, not served",
      follower: "shared a call in flight",
      "client-no-store": "past the cache, for comparison",
    },
    similarity: "similarity",
    confidence: "confidence",
    got: (outcome, reason) => `but it was ${outcome} (${reason})`,
    wantedOther: "but the answer is another",
    failed: (message) => `this step failed: ${message}`,
    notStarted: (message) => `The gateway did not start: ${message}`,
    outOfTime: "not run: the minute is over",
    reported: 'POST /semblance/feedback {"verdict": "bad"}',
    shadowOn: "use_integrated_cache: false",
    shadowOff: "use_integrated_cache: true",
    chunks: (count) => `${count} chunks`,
    followers: (asked, upstream) => `${asked} callers at once, ${upstream} call upstream`,
    table: ["question", "outcome", "took", "upstream takes"],
    saved: (seconds, hits) => `${seconds} s saved by ${hits} answers from the cache.`,
    good: "Every step did what it says.",
    bad: (count) => (count === 1 ? "1 promise was not kept." : `${count} promises were not kept.`),
    nextTitle: "Next",
    next: (baseUrl) => [
      ["start the gateway", "npm start"],
      ["point your app at it", `baseURL: "${baseUrl}"`],
      ["name your own upstream", "SEMBLANCE_UPSTREAM=URL npm start"],
      ["set thresholds and rollout", "config/semblance.yaml"],
    ],
    caution:
      "With an upstream of your own nothing reworded or edited is served at first: the gateway stands in shadow and shows what it would have served, until you turn the percentage.",
  },
  "pt-BR": {
    title: "Semblance: uma visita de um minuto",
    intro: (baseUrl) =>
      `Um gateway próprio roda em ${baseUrl}, com o modelo de demonstração atrás dele. Tudo abaixo passa pelo cliente openai.`,
    steps: {
      exact: {
        name: "exact",
        about: "A mesma pergunta duas vezes. Na segunda, ninguém consulta o upstream.",
      },
      paraphrase: {
        name: "semantic",
        about: "A mesma pergunta com outras palavras, encontrada pelo significado.",
      },
      adapted: {
        name: "adapted",
        about: "Três perguntas ensinam o que muda de resposta para resposta; a quarta resposta é editada.",
      },
      trap: {
        name: "uma armadilha, recusada",
        about: "Quase as mesmas palavras, outra pergunta: Java não é Python.",
      },
      stream: {
        name: "stream",
        about:
          "Uma resposta gravada como JSON é reproduzida como stream, e quem pergunta ao mesmo tempo divide uma só chamada.",
      },
      shadow: {
        name: "shadow",
        about: "use_integrated_cache: false. A busca roda ao lado do upstream; nada dela é servido.",
      },
      report: {
        name: "um acerto ruim, reportado",
        about: "Uma resposta reportada nunca mais é dada a essa pergunta.",
      },
    },
    promises: {
      "first-asks": "uma pergunta nova vai ao upstream",
      "same-text": "a mesma pergunta é exact, e a resposta é a mesma",
      reworded: "a pergunta reformulada é semantic, e a resposta é a guardada",
      taught: "cada pacote novo vai ao upstream, e nenhuma resposta cita outro",
      edited: "a quarta é adapted e cita só o seu próprio pacote",
      "edit-true": "o próprio upstream, também consultado, diz o mesmo, palavra por palavra",
      trap: "a armadilha é miss, e a resposta é sobre Java",
      stream: "a resposta gravada chega como stream, inteira",
      followers: "o upstream foi consultado uma vez, e todos receberam a mesma resposta",
      shadow: "o resultado é shadow: teria sido um acerto",
      "shadow-answer": "a resposta veio do upstream",
      reported: "a pergunta não é mais respondida com aquela entrada",
    },
    reasons: {
      equal: "a mesma requisição",
      reworded: "outras palavras, mesma pergunta",
      confirmed: "confirmada pelas próprias respostas do upstream",
      slot: "uma palavra da resposta guardada foi editada",
      absent: "não há nada parecido guardado",
      "below-threshold": "a pergunta mais próxima não é próxima o bastante",
      "names-differ": "um nome é diferente",
      "identifiers-differ": "um identificador é diferente",
      "numbers-differ": "um número é diferente",
      "negation-differs": "uma delas é negada",
      antonyms: "dizem coisas opostas",
      "slot-unconfirmed": "poucas respostas comprovam a edição",
      "refused-pair": "esta resposta foi reportada como errada para esta pergunta",
      "shadow-mode": "buscada, não servida",
      follower: "dividiu uma chamada em andamento",
      "client-no-store": "sem passar pelo cache, para comparar",
    },
    similarity: "similaridade",
    confidence: "confiança",
    got: (outcome, reason) => `mas foi ${outcome} (${reason})`,
    wantedOther: "mas a resposta é outra",
    failed: (message) => `este passo falhou: ${message}`,
    notStarted: (message) => `O gateway não iniciou: ${message}`,
    outOfTime: "não executado: o minuto acabou",
    reported: 'POST /semblance/feedback {"verdict": "bad"}',
    shadowOn: "use_integrated_cache: false",
    shadowOff: "use_integrated_cache: true",
    chunks: (count) => `${count} pedaços`,
    followers: (asked, upstream) => `${asked} perguntas ao mesmo tempo, ${upstream} chamada ao upstream`,
    table: ["pergunta", "resultado", "levou", "upstream leva"],
    saved: (seconds, hits) => `${seconds} s economizados por ${hits} respostas do cache.`,
    good: "Cada passo fez o que diz.",
    bad: (count) =>
      count === 1 ? "1 promessa não foi cumprida." : `${count} promessas não foram cumpridas.`,
    nextTitle: "Próximos passos",
    next: (baseUrl) => [
      ["inicie o gateway", "npm start"],
      ["aponte sua aplicação para ele", `baseURL: "${baseUrl}"`],
      ["indique o seu upstream", "SEMBLANCE_UPSTREAM=URL npm start"],
      ["ajuste limiares e rollout", "config/semblance.yaml"],
    ],
    caution:
      "Com um upstream seu, nada reformulado ou editado é servido no início: o gateway fica em modo sombra e mostra o que teria servido, até você girar a porcentagem.",
  },
};
