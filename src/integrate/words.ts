/**
 * The texts of the integration in English and Brazilian Portuguese. Names of settings and outcomes are not translated.
 */

export interface IntegrateWords {
  readonly title: string;
  /** Titles of the seven steps, in their order. */
  readonly steps: readonly [string, string, string, string, string, string, string];
  readonly step: string;
  readonly node: (version: string) => string;
  readonly portFree: (port: number, name: string) => string;
  readonly portTaken: (port: number, name: string) => string;
  readonly folderGood: (path: string, free: string) => string;
  readonly folderBad: (path: string) => string;
  readonly diskLow: (path: string, free: string) => string;
  readonly redisGood: (url: string) => string;
  readonly redisBad: (url: string) => string;
  readonly redisOff: string;
  readonly upstreamDemo: string;
  readonly upstreamGood: (url: string, status: number) => string;
  readonly upstreamBad: (url: string, why: string) => string;
  readonly keyGood: string;
  readonly keyNone: string;
  readonly keyRefused: (url: string) => string;
  readonly configNew: (path: string) => string;
  readonly configKept: (path: string) => string;
  readonly configCompleted: (path: string) => string;
  readonly configBad: (path: string) => string;
  readonly configWould: (path: string) => string;
  readonly about: string;
  readonly started: (baseUrl: string, adminUrl: string) => string;
  readonly notStarted: (why: string) => string;
  readonly stored: string;
  readonly hit: (outcome: string, confidence: string) => string;
  readonly missed: (reason: string) => string;
  readonly trapRefused: (question: string, reason: string) => string;
  readonly trapServed: (question: string) => string;
  readonly removed: string;
  readonly point: (name: string) => string;
  readonly library: string;
  readonly metrics: Readonly<Record<"requests" | "semantic" | "exact" | "misses", string>>;
  readonly checklist: string;
  readonly checks: Readonly<Record<Check, string>>;
  readonly next: string;
  readonly nextSteps: (adminUrl: string) => readonly string[];
  readonly done: string;
  readonly failed: (step: number) => string;
  readonly dry: string;
  readonly ask: (path: string) => string;
  readonly declined: string;
}

export type Check =
  | "dependencies"
  | "key"
  | "storage"
  | "config"
  | "monitoring"
  | "tested"
  | "alerts"
  | "serving";

const EN: IntegrateWords = {
  title: "🚀 === SEMANTIC CACHE INTEGRATION, STEP BY STEP === 🚀",
  step: "STEP",
  steps: [
    "📋 Checking dependencies",
    "⚙️  Configuring the system",
    "📊 Starting monitoring",
    "🧪 Running the functional test",
    "🔗 Pointing your application at the gateway",
    "📈 Reading the metrics",
    "🎯 Next steps",
  ],
  node: (version) => `Node ${version}`,
  portFree: (port, name) => `port ${port} is free (${name})`,
  portTaken: (port, name) =>
    `port ${port} is taken: end what listens there, or name another one with ${name}=PORT`,
  folderGood: (path, free) => `${path} can be written, ${free} free`,
  folderBad: (path) => `${path} cannot be written: set SEMBLANCE_DATA_DIR to a folder that can`,
  diskLow: (path, free) =>
    `only ${free} are free at ${path}: the cache may take 2 GB (semantic_cache.max_bytes)`,
  redisGood: (url) => `Redis answers at ${url}`,
  redisBad: (url) => `Redis does not answer at ${url}: start it, or unset SEMBLANCE_REDIS_URL to use SQLite`,
  redisOff: "no Redis is named: answers are kept in SQLite",
  upstreamDemo: "no upstream is named: the demo model answers (SEMBLANCE_UPSTREAM names one)",
  upstreamGood: (url, status) => `upstream answers at ${url} (${status})`,
  upstreamBad: (url, why) =>
    `upstream does not answer at ${url} (${why}): check the address, or set SEMBLANCE_UPSTREAM to a base URL with /v1`,
  keyGood: "OPENAI_API_KEY is set, and sent upstream for callers who bring none",
  keyNone: "no OPENAI_API_KEY: each caller's own key goes upstream",
  keyRefused: (url) => `${url} refuses OPENAI_API_KEY: set one that it accepts, or unset it`,
  configNew: (path) => `${path} is written`,
  configKept: (path) => `${path} was there and is kept as it is`,
  configCompleted: (path) => `${path} was there: what it lacked is put in, the rest is kept`,
  configBad: (path) => `${path} cannot be used; mend these and run this again:`,
  configWould: (path) => `${path} would hold:`,
  about: "Written by semblance integrate; every name is explained by `semblance schema`",
  started: (baseUrl, adminUrl) => `the gateway answers at ${baseUrl}, dashboard and metrics at ${adminUrl}`,
  notStarted: (why) => `the gateway does not start: ${why}`,
  stored: "an answer is stored",
  hit: (outcome, confidence) => `a rewording hits: ${outcome}, confidence ${confidence}`,
  missed: (reason) => `a rewording does not hit (${reason}): is the embedder calibrated? see docs/explain.md`,
  trapRefused: (question, reason) => `a near question does not: "${question}" (${reason})`,
  trapServed: (question) => `a near question was served a wrong answer: "${question}"`,
  removed: "what the test stored is removed again",
  point: (name) => `${name}: set the base URL`,
  library: "or import the cache, without a gateway:",
  metrics: {
    requests: "requests in all",
    semantic: "semantic hits",
    exact: "exact hits",
    misses: "cache misses",
  },
  checklist: "🚨 Checklist",
  checks: {
    dependencies: "dependencies are there",
    key: "OPENAI_API_KEY is set",
    storage: "the storage folder is made",
    config: "the configuration is valid",
    monitoring: "metrics are collected",
    tested: "the functional test passed",
    alerts: "an alert channel is named (monitoring.alerts)",
    serving: "found answers are served to callers (traffic_percentage)",
  },
  next: "🎯 NEXT STEPS",
  nextSteps: (adminUrl) => [
    "semblance demo: a guided tour in one minute",
    "semblance serve: start the gateway with ./semblance.yaml",
    `semblance dashboard, or ${adminUrl}/: watch it`,
    "semblance warm FILE: store answers that you have",
    "traffic_percentage: auto climbs by measured error; GET /admin/rollout says why it stands where it does",
    "monitoring.alerts: name a webhook, Slack or mail",
  ],
  done: "🎉 THE INTEGRATION IS DONE 🎉",
  failed: (step) => `step ${step} failed; what this run made is removed`,
  dry: "dry run: nothing is written and nothing is started",
  ask: (path) => `Write ${path}? [Y/n] `,
  declined: "nothing is written",
};

const PT: IntegrateWords = {
  title: "🚀 === INTEGRAÇÃO SEMANTIC CACHE - PASSO A PASSO === 🚀",
  step: "PASSO",
  steps: [
    "📋 Verificando dependências",
    "⚙️  Configurando o sistema",
    "📊 Iniciando monitoramento",
    "🧪 Executando o teste funcional",
    "🔗 Apontando sua aplicação para o gateway",
    "📈 Verificando métricas",
    "🎯 Próximos passos",
  ],
  node: (version) => `Node ${version}`,
  portFree: (port, name) => `a porta ${port} está livre (${name})`,
  portTaken: (port, name) =>
    `a porta ${port} está ocupada: encerre quem a usa, ou indique outra com ${name}=PORTA`,
  folderGood: (path, free) => `${path} aceita escrita, ${free.replace(".", ",")} livres`,
  folderBad: (path) => `${path} não aceita escrita: aponte SEMBLANCE_DATA_DIR para uma pasta que aceite`,
  diskLow: (path, free) =>
    `só ${free.replace(".", ",")} livres em ${path}: o cache pode ocupar 2 GB (semantic_cache.max_bytes)`,
  redisGood: (url) => `o Redis responde em ${url}`,
  redisBad: (url) =>
    `o Redis não responde em ${url}: inicie-o, ou remova SEMBLANCE_REDIS_URL para usar SQLite`,
  redisOff: "nenhum Redis indicado: as respostas ficam em SQLite",
  upstreamDemo: "nenhum provedor indicado: responde o modelo de demonstração (SEMBLANCE_UPSTREAM indica um)",
  upstreamGood: (url, status) => `o provedor responde em ${url} (${status})`,
  upstreamBad: (url, why) =>
    `o provedor não responde em ${url} (${why}): confira o endereço, ou aponte SEMBLANCE_UPSTREAM para uma URL base com /v1`,
  keyGood: "OPENAI_API_KEY está definida, e é enviada por quem não traz a sua",
  keyNone: "sem OPENAI_API_KEY: vai ao provedor a chave de cada chamador",
  keyRefused: (url) => `${url} recusa a OPENAI_API_KEY: defina uma que ele aceite, ou remova-a`,
  configNew: (path) => `${path} foi escrito`,
  configKept: (path) => `${path} já existia e fica como está`,
  configCompleted: (path) => `${path} já existia: o que faltava foi posto, o resto fica`,
  configBad: (path) => `${path} não pode ser usado; corrija e rode de novo:`,
  configWould: (path) => `${path} teria:`,
  about: "Escrito por semblance integrate; cada nome é explicado por `semblance schema`",
  started: (baseUrl, adminUrl) => `o gateway responde em ${baseUrl}, painel e métricas em ${adminUrl}`,
  notStarted: (why) => `o gateway não inicia: ${why}`,
  stored: "uma resposta foi guardada",
  hit: (outcome, confidence) => `uma reformulação acerta: ${outcome}, confiança ${confidence}`,
  missed: (reason) =>
    `uma reformulação não acerta (${reason}): o embedder está calibrado? veja docs/explain.md`,
  trapRefused: (question, reason) => `uma pergunta próxima não: "${question}" (${reason})`,
  trapServed: (question) => `uma pergunta próxima recebeu a resposta errada: "${question}"`,
  removed: "o que o teste guardou foi removido",
  point: (name) => `${name}: defina a URL base (base URL)`,
  library: "ou importe o cache, sem gateway:",
  metrics: {
    requests: "requisições totais",
    semantic: "hits semânticos",
    exact: "hits tradicionais",
    misses: "cache misses",
  },
  checklist: "🚨 Checklist de implementação",
  checks: {
    dependencies: "dependências presentes",
    key: "OPENAI_API_KEY definida",
    storage: "diretório storage criado",
    config: "configuração válida",
    monitoring: "métricas coletadas",
    tested: "teste funcional passou",
    alerts: "canal de alertas indicado (monitoring.alerts)",
    serving: "respostas encontradas são servidas (traffic_percentage)",
  },
  next: "🎯 PRÓXIMOS PASSOS",
  nextSteps: (adminUrl) => [
    "semblance demo: um passeio guiado de um minuto",
    "semblance serve: inicia o gateway com ./semblance.yaml",
    `semblance dashboard, ou ${adminUrl}/: acompanhe`,
    "semblance warm ARQUIVO: guarda respostas que você já tem",
    "traffic_percentage: auto sobe pelo erro medido; GET /admin/rollout diz por que está onde está",
    "monitoring.alerts: indique um webhook, Slack ou e-mail",
  ],
  done: "🎉 INTEGRAÇÃO CONCLUÍDA 🎉",
  failed: (step) => `o passo ${step} falhou; o que esta execução criou foi removido`,
  dry: "simulação: nada é escrito e nada é iniciado",
  ask: (path) => `Escrever ${path}? [S/n] `,
  declined: "nada foi escrito",
};

export const INTEGRATE_WORDS = { en: EN, "pt-BR": PT } as const;
