/**
 * All phrases of the dashboards. The English phrase is the key of its Portuguese translation, so neither can be
 * missing.
 */
import { type Figures, figuresBy } from "./format.ts";

const PORTUGUESE = {
  Overview: "Visão geral",
  Quality: "Qualidade",
  Rollout: "Liberação",
  Entries: "Respostas guardadas",
  Explain: "Explicar",
  Live: "Ao vivo",
  "Skip to the page": "Ir para a página",
  "Log in": "Entrar",
  "Log out": "Sair",
  "Admin token": "Token de administração",
  "This token is wrong.": "Este token está errado.",
  "Too many wrong tokens. Wait, then try again.": "Tokens errados demais. Espere e tente de novo.",
  "It is asked for because admin.token is set.": "É pedido porque admin.token está definido.",
  live: "ao vivo",
  "not connected": "sem conexão",
  "Last hour": "Última hora",
  "Last 6 hours": "Últimas 6 horas",
  "Last 24 hours": "Últimas 24 horas",
  "Nothing was counted yet: ask something, and it will show here.":
    "Nada foi contado ainda: pergunte algo e aparecerá aqui.",
  "of requests answered from the cache": "das requisições respondidas pelo cache",
  "would have been answered from the cache": "teriam sido respondidas pelo cache",
  "Requests by outcome": "Requisições por resultado",
  "Wrong answers": "Respostas erradas",
  "at most, of what is served by meaning": "no máximo, do que é servido por significado",
  "nothing is measured yet": "nada foi medido ainda",
  "too few labels to say yet": "ainda há poucos rótulos para dizer",
  allowed: "permitido",
  labels: "rótulos",
  "Time to answer": "Tempo de resposta",
  "from the cache": "do cache",
  "from upstream": "do provedor",
  median: "mediana",
  "95 of 100 below": "95 de 100 abaixo",
  Ledger: "Balanço",
  Saved: "Economizado",
  "Spent to be sure": "Gasto para ter certeza",
  Net: "Líquido",
  tokens: "tokens",
  "of waiting": "de espera",
  "The range is the prompt's prefix still in the provider's cache, or no longer there.":
    "A faixa: o prefixo do prompt ainda no cache do provedor, ou não mais.",
  "The semantic tier has cost more than it saved so far.":
    "O nível semântico custou mais do que economizou até agora.",
  "are estimated by the length of texts": "são estimados pelo tamanho dos textos",
  "are of models without a known price": "são de modelos sem preço conhecido",
  "Shadow would have saved": "A sombra teria economizado",
  "Asked ahead": "Pedidas antes",
  "Hits gained": "Acertos ganhos",
  "hits gained": "acertos ganhos",
  Calls: "Chamadas",
  calls: "chamadas",
  "for a hit gained": "por acerto ganho",
  "Spent on it": "Gasto com isso",
  "Asking ahead has stopped: it did not pay.": "O aquecimento parou: não se pagava.",
  "It tries again at": "Tenta de novo em",
  "Hit share over time": "Acertos ao longo do tempo",
  Models: "Modelos",
  Tenants: "Inquilinos",
  Model: "Modelo",
  Tenant: "Inquilino",
  Requests: "Requisições",
  Hits: "Acertos",
  "Hit share": "Taxa de acertos",
  "Money saved": "Dinheiro economizado",
  "Figures as a table": "Números em tabela",
  Time: "Hora",
  Errors: "Erros",
  Alerts: "Alertas",
  "Nothing asks for you.": "Nada pede sua atenção.",
  "period before": "período anterior",
  increasing: "subindo",
  decreasing: "caindo",
  stable: "estável",
  "too few figures for a trend": "poucos números para uma tendência",
  Labels: "Rótulos",
  Source: "Origem",
  Same: "Iguais",
  Different: "Diferentes",
  Unsure: "Incertos",
  All: "Todos",
  "Does a probability mean what it says?": "Uma probabilidade diz a verdade?",
  Predicted: "Previsto",
  Right: "Certo",
  Pairs: "Pares",
  "right of all judged": "certos entre os julgados",
  "What each threshold would do": "O que cada limiar faria",
  Threshold: "Limiar",
  "Bound on the error": "Limite do erro",
  "Served share": "Parte servida",
  "Worst pairs": "Piores pares",
  "Judged different, most probable first: what the calibration believed most wrongly.":
    "Julgados diferentes, os mais prováveis primeiro: onde a calibração mais errou.",
  "No pair was judged different.": "Nenhum par foi julgado diferente.",
  Probability: "Probabilidade",
  Similarity: "Similaridade",
  Entry: "Resposta",
  "The judge's own error": "O erro do próprio juiz",
  "Prompts asked twice": "Perguntas feitas duas vezes",
  "of them called different": "delas chamadas de diferentes",
  "Pairs known to differ": "Pares sabidamente diferentes",
  "of them called the same": "deles chamados de iguais",
  "At most this share of wrong answers passes as right": "No máximo esta parte das erradas passa por certa",
  "Answers with one fact changed, by its kind": "Respostas com um fato trocado, por tipo",
  Kind: "Tipo",
  Tried: "Tentadas",
  "Called the same": "Chamadas de iguais",
  "At most": "No máximo",
  "Nothing was judged yet.": "Nada foi julgado ainda.",
  "Share of callers": "Parte dos chamadores",
  "Share of requests served by meaning": "Parte das requisições servida por significado",
  Mode: "Modo",
  Since: "Desde",
  Why: "Por quê",
  "Change by hand": "Mudar à mão",
  Percentage: "Porcentagem",
  Set: "Definir",
  "Back to auto": "Voltar ao automático",
  "Are you sure?": "Tem certeza?",
  Cancel: "Cancelar",
  "Yes, change it": "Sim, mudar",
  "It holds for the next request, and until the file's own value changes.":
    "Vale a partir da próxima requisição e até o valor do arquivo mudar.",
  "use_integrated_cache is false: nothing is served by meaning, and the percentage cannot be turned.":
    "use_integrated_cache é false: nada é servido por significado e a porcentagem não muda.",
  Steps: "Passos",
  From: "De",
  To: "Para",
  "No step was taken yet.": "Nenhum passo foi dado ainda.",
  "Search by id, model, scope, tenant or tag": "Busque por id, modelo, escopo, inquilino ou etiqueta",
  Search: "Buscar",
  "Nothing stored fits.": "Nada guardado corresponde.",
  Stored: "Guardada",
  Expires: "Expira",
  Served: "Servida",
  "by meaning too": "também por significado",
  "exactly only": "só exatamente",
  Remove: "Remover",
  "Report as bad": "Relatar como ruim",
  "Yes, take it out": "Sim, retirar",
  "It counts as a bad answer in the audit and is served to nobody any more.":
    "Conta como resposta ruim na auditoria e não é mais servida a ninguém.",
  "It is served to nobody any more; the next such question goes upstream.":
    "Não é mais servida a ninguém; a próxima pergunta igual vai ao provedor.",
  "Next page": "Próxima página",
  "Questions and answers are shown where log_content is true.":
    "Perguntas e respostas aparecem quando log_content é true.",
  Question: "Pergunta",
  Answer: "Resposta do modelo",
  Scope: "Escopo",
  Route: "Rota",
  Tags: "Etiquetas",
  "There is no such entry.": "Não existe tal resposta.",
  "Paste a chat request, two questions or the id of a request, and see what would be decided and why. Nothing is asked upstream, served or stored.":
    "Cole uma requisição, duas perguntas ou o id de uma requisição e veja o que seria decidido e por quê. Nada é perguntado, servido ou guardado.",
  "A request": "Uma requisição",
  "Two questions": "Duas perguntas",
  "Request id": "Id da requisição",
  "Chat request as JSON": "Requisição de chat em JSON",
  "Credential of the caller": "Credencial do chamador",
  "Stored question": "Pergunta guardada",
  "Asked question": "Pergunta feita",
  Decision: "Decisão",
  Evidence: "Evidência",
  Nearest: "Mais próximas",
  "This is no JSON.": "Isto não é JSON.",
  "Each request as it ends. No text of it is shown.": "Cada requisição ao terminar. Nenhum texto é mostrado.",
  Outcome: "Resultado",
  Reason: "Motivo",
  Request: "Requisição",
  Took: "Levou",
  Pause: "Pausar",
  "Go on": "Continuar",
  "Waiting for a request …": "Esperando uma requisição …",
  "The page needs JavaScript for this.": "A página precisa de JavaScript para isto.",
  "Requests under way": "Requisições em andamento",
  "The store does not answer.": "O armazenamento não responde.",
  "What is stored": "O que está guardado",
  "Main metrics": "Métricas principais",
  Performance: "Desempenho",
  Trends: "Tendências",
  "Semantic hits": "Acertos semânticos",
  Adapted: "Adaptadas",
  "Tokens saved": "Tokens poupados",
  "Time saved": "Tempo poupado",
  "Collecting …": "Coletando …",
  Keys: "Teclas",
  quit: "sair",
  paused: "pausado",
  "twice a second": "duas vezes por segundo",
  "hold the picture, and let it go on": "parar a imagem e continuar",
  "this page, and back": "esta página e de volta",
  "No gateway answers; it is asked again.": "Nenhum gateway responde; pergunta-se de novo.",
} as const;

export type Phrase = keyof typeof PORTUGUESE;
export type DashboardLanguage = "en" | "pt-BR";
/** Says phrases, and figures, in one language. */
export interface Say extends Figures {
  (phrase: Phrase): string;
}

const SAID: Readonly<Record<DashboardLanguage, Say>> = {
  en: Object.assign((phrase: Phrase) => phrase, figuresBy({ decimal: ".", usd: "$" })),
  "pt-BR": Object.assign(
    (phrase: Phrase) => PORTUGUESE[phrase],
    figuresBy({ decimal: ",", usd: "US$\u00a0" }),
  ),
};

export function sayIn(language: DashboardLanguage): Say {
  return SAID[language];
}

/** Translates a text of the admin API, such as a trend; one without a translation is returned unchanged. */
export function sayKnown(say: Say, text: string): string {
  if (text === "insufficient_data") return say("too few figures for a trend");
  return Object.hasOwn(PORTUGUESE, text) ? say(text as Phrase) : text;
}

/**
 * The language to show. `asked`: SEMBLANCE_LANG, which comes first. `locale`: the process's locale or a browser's
 * Accept-Language header. Any language but Portuguese gives English.
 */
export function languageOf(asked: string | undefined, locale: string | undefined): DashboardLanguage {
  const first = asked?.trim() || locale?.trim() || "en";
  return /^pt\b/i.test(first) || /^pt[_-]/i.test(first) ? "pt-BR" : "en";
}
