/**
 * Parses a question into its language, its ideas and its other words. Questions with the same ideas get the same
 * answer, however they are worded.
 */
export type DemoLanguage = "en" | "pt";

/** A parsed question. */
export interface QuestionReading {
  readonly language: DemoLanguage;
  /** Keys of `IDEAS` of which the question has a word. */
  readonly ideas: ReadonlySet<string>;
  /** Words that are no filler and belong to no idea: without accents, lower case, sorted, each once. */
  readonly others: readonly string[];
  /** All words that are no filler, in the same form. */
  readonly content: readonly string[];
}

/** Only the last UTF-16 units of a question are parsed, so that a pasted book does not block the process. */
const READ_MAX = 4_000;

export function readQuestion(question: string): QuestionReading {
  const text = question.slice(-READ_MAX).toWellFormed();
  const words = wordsOf(text);
  const meant = words.filter((word, i) => !isFiller(word, words[i - 1], words[i + 1]));
  const content = [...new Set(meant)].sort();
  const ideas = new Set<string>();
  const others: string[] = [];
  for (const word of content) {
    const idea = ideaOf(word);
    if (idea) ideas.add(idea);
    else others.push(word);
  }
  return { language: languageOf(text, words), ideas, others, content };
}

/** The text in lower case without accents: "Autenticação" becomes "autenticacao". */
export function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function wordsOf(text: string): string[] {
  return (
    plain(text.replace(/['’](?:s|re|ll|d|m|ve)\b/gi, "").replace(/n['’]t\b/gi, " not")).match(
      /[\p{L}\p{N}]+(?:\+\+|#)?/gu,
    ) ?? []
  );
}

/** Is the word a filler? "go" is one as a verb, as in "I go" or "go about", not as the programming language. */
function isFiller(word: string, before = "", after = ""): boolean {
  if (word === "go") return /^(?:i|we|you|to)$/.test(before) || /^(?:about|to|through|back|on)$/.test(after);
  return FILLERS.has(word);
}

/** Words of each idea; one that ends in "*" stands for all words with that beginning. The first idea in order wins. */
const IDEAS: Readonly<Record<string, string>> = {
  jwt: "jwt jwts",
  python: "python",
  java: "java",
  javascript: "javascript node nodejs js typescript",
  golang: "go golang",
  rust: "rust",
  ruby: "ruby rails",
  php: "php laravel",
  csharp: "c# csharp dotnet",
  implement: "implement* add adding adicion* creat* criar crio cria build* use using usar uso utiliz*",
  revoke: "revok* revog* invalidat* invalidar invalido invalida invalidacao blacklist* blocklist* cancel*",
  refresh: "refresh* renov* renew*",
  expire: "expir* vence* validade lifetime",
  verify: "verif* valid validar valido validate validating validation decod* check checking",
  auth: "auth* autentic* login logins",
  token: "token tokens",
  api: "api apis",
  reverse: "reverse reverso reversa",
  proxy: "proxy proxies proxys",
  forward: "forward",
  load: "load carga",
  balancer: "balanc*",
  semantic: "semantic* semantica* semantico*",
  cache: "cach*",
  eviction: "evict* lru lfu",
  http: "http https",
  idempotent: "idempot*",
  post: "post",
  put: "put",
  patch: "patch",
  tcp: "tcp",
  udp: "udp",
  difference: "differ* diferen* versus vs compar*",
  dns: "dns",
  tls: "tls ssl",
  reset: "reset* redefin* recuper* forgot forgotten esqueci esquecer recover*",
  change: "change changing trocar troco mudar mudo alterar altero",
  password: "password* senha* passcode",
  refund: "refund* reembols* devolu* moneyback",
  policy: "policy policies politica*",
  shipping: "shipping frete deliver* entrega*",
  duration: "long take takes tempo leva demora prazo",
  subscription: "subscri* assinatura*",
  docker: "docker",
  container: "container*",
  image: "image imagem imagens images",
  kubernetes: "kubernetes k8s",
  sql: "sql",
  join: "join joins",
  inner: "inner",
  left: "left",
  index: "index indexes indices indice*",
  injection: "injection injecao",
  transaction: "transaction* transac*",
  git: "git",
  undo: "undo undoing desfazer desfaco revert* reverter",
  commit: "commit commits",
  merge: "merge merging",
  rebase: "rebase rebasing",
  rest: "rest restful",
  graphql: "graphql",
  capital: "capital",
  firewall: "firewall ufw",
  ubuntu: "ubuntu",
  enable: "enabl* ativar ativo habilit* activat*",
  disable: "disabl* desativ* desabilit* deactivat*",
  pancake: "pancake* panqueca*",
  recipe: "recipe* receita* cook* cozinhar make making fazer faco preparar",
  egg: "egg eggs ovo ovos",
  without: "without sem",
  brigadeiro: "brigadeiro*",
  rice: "rice arroz",
  photosynthesis: "photosynthesis fotossintese",
  recursion: "recurs*",
  prevent: "prevent* prevenir evitar avoid* protect* proteg*",
  list: "list lists lista listas array",
  sort: "sort* ordenar ordeno ordena ordenacao",
  ascending: "ascending crescente",
  descending: "descending decrescente",
  hello: "hello hi hey ola oi",
  who: "who quem",
};

const WHOLE = new Map<string, string>();
const STEMS: (readonly [stem: string, idea: string])[] = [];
for (const [idea, words] of Object.entries(IDEAS)) {
  for (const word of words.split(" ")) {
    if (word.endsWith("*")) STEMS.push([word.slice(0, -1), idea]);
    else WHOLE.set(word, idea);
  }
}

function ideaOf(word: string): string | null {
  return WHOLE.get(word) ?? STEMS.find(([stem]) => word.startsWith(stem))?.[1] ?? null;
}

/** Words that do not change what is asked. Negations, numbers and comparatives are not among them. */
const FILLERS = new Set(
  (
    "a an the of to in on at for from with by and or is are was be do does did can could should would will may " +
    "i me my we our it its this that these those there how what which when where why please tell explain describe " +
    "show give example examples simple simply quick quickly short brief briefly guide tutorial way ways best good " +
    "help want need like know about between work works working mean means meaning definition define get some any " +
    "have has s t re exactly really just steps step by sample snippet overview basics basic introduction " +
    "o os as um uma uns umas de do da dos das no na nos nas em ao aos para pra por pelo pela com e ou que qual quais " +
    "como quando onde porque eu meu minha meus minhas nosso nossa seu sua isso isto esse essa este esta ser sao foi " +
    "posso pode podem devo deve preciso quero gostaria favor explique explicar diga mostre exemplo exemplos simples " +
    "guia passo passos melhor maneira forma jeito funciona funcionam significa significado definicao sobre entre tem " +
    "ter ha me se sua breve resumo existe quanto quanta quantos you voce your code codigo"
  ).split(" "),
);

const PORTUGUESE = new Set(
  (
    "o os um uma de do da dos das no na nos nas em ao para pra por pelo pela com e que qual quais como quando onde eu " +
    "meu minha seu sua isso este esta ser nao sem posso pode devo preciso quero voce ola oi explique diga senha ovos " +
    "quanto quantos tempo leva demora entrega frete assinatura cancelar revogar redefinir recuperar reembolso devolucao " +
    "politica receita panqueca panquecas arroz lista ordenar instalar implementar criar usar funciona significa diferenca"
  ).split(" "),
);
const ENGLISH = new Set(
  (
    "the of to in on at for from with by and or is are do does can could should would i my we our it this that how what " +
    "which when where why please explain without not you hello hi between an"
  ).split(" "),
);

function languageOf(text: string, words: readonly string[]): DemoLanguage {
  let score = 0;
  for (const word of words) {
    if (PORTUGUESE.has(word)) score += 1;
    if (ENGLISH.has(word)) score -= 1;
  }
  if (/[ãõçáàâéêíóôú]/iu.test(text.normalize("NFC"))) score += 2;
  if (/[ñ¿¡ß]/iu.test(text)) score -= 2;
  return score > 0 ? "pt" : "en";
}
