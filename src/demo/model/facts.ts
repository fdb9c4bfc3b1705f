/**
 * Answers to questions with a slot. Those of `FORMS` differ only in the slot's text, so the adapted tier can learn
 * them. Those of `fact` differ in more, though their questions look alike, so the adapted tier must refuse them.
 */

import { itemAt } from "../../narrow.ts";
import { type DemoLanguage, plain } from "./words.ts";

/** The answer to a question of a known form; null for any other question. */
export function slotAnswer(question: string): string | null {
  const text = tidy(question);
  if (text.length > QUESTION_MAX) return null;
  for (const form of FORMS) {
    const match = form.pattern.exec(text);
    const slot = match?.groups?.slot?.trim();
    if (slot) return form.answer(slot);
  }
  return fact(text);
}

/** Longest question that is matched, in UTF-16 units, which bounds the work of the patterns. */
const QUESTION_MAX = 300;

/** The question on one line, without greeting, "please" and outer punctuation. Letters keep their case. */
function tidy(question: string): string {
  if (question.length > 4 * QUESTION_MAX) return question;
  return question
    .toWellFormed()
    .normalize("NFC")
    .replace(/\s+/g, " ")
    .replace(/^[\s¿¡"'“”]+/, "")
    .replace(/^(?:hi|hello|hey|olá|oi)[,!.]? /i, "")
    .replace(/^(?:please|por favor),? /i, "")
    .replace(/[\s?!."'“”]+$/, "")
    .replace(/,? (?:please|por favor)$/i, "");
}

interface SlotForm {
  readonly pattern: RegExp;
  readonly answer: (slot: string) => string;
}

const PACKAGE = "(?<slot>[\\p{L}\\p{N}][\\p{L}\\p{N}._+@/-]{0,63})";
const NAME = "(?<slot>[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,39}(?: [\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,39}){0,2})";

function forms(slot: string, lines: readonly string[]): SlotForm[] {
  return Array.from({ length: lines.length / 2 }, (_, i) => {
    const [pattern = "", answer = ""] = lines.slice(2 * i);
    return {
      pattern: new RegExp(`^(?:${pattern.replace("{}", slot)})$`, "iu"),
      answer: (said) => answer.replaceAll("{}", () => said),
    };
  });
}

const EN_HOW =
  "(?:how (?:do|can|should|would) (?:i|you|we) |how to |what is the (?:best )?(?:way|command) to |i (?:want|need) to |can you (?:tell|show) me how to |show me how to )?";
const PT_HOW =
  "(?:como (?:eu )?(?:faço para |posso |se |devo )?|qual (?:é )?(?:o comando|a melhor forma) (?:para |de )|quero |preciso |me mostre como )?";

/** Two strings for each form: a pattern of the question, and the answer. {} is the slot in both. */
const FORMS: readonly SlotForm[] = [
  ...forms(PACKAGE, [
    `${EN_HOW}install (?:the )?{}(?: package)? (?:on|in) (?:my |an )?ubuntu`,
    "To install {} on Ubuntu, run `sudo apt update` and then `sudo apt install {}`. When it is done, `apt show {}` tells you which version you have.",
    `${PT_HOW}instal(?:ar|o|a) (?:o pacote |o |a )?{} (?:no|em) (?:meu )?ubuntu`,
    "Para instalar {} no Ubuntu, execute `sudo apt update` e depois `sudo apt install {}`. Ao terminar, `apt show {}` mostra qual versão você tem.",
    `${EN_HOW}(?:uninstall|remove) (?:the )?{}(?: package)? (?:on|from|in) (?:my |an )?ubuntu`,
    "To remove {} from Ubuntu, run `sudo apt remove {}`, or `sudo apt purge {}` to delete its settings as well. Then `sudo apt autoremove` clears what nothing needs any more.",
    `${PT_HOW}(?:desinstal(?:ar|o|a)|remov(?:er|o|e)) (?:o pacote |o |a )?{} (?:no|do|em) (?:meu )?ubuntu`,
    "Para remover {} do Ubuntu, execute `sudo apt remove {}`, ou `sudo apt purge {}` para apagar também as configurações. Depois `sudo apt autoremove` limpa o que ninguém mais usa.",
    `${EN_HOW}install (?:the )?{}(?: package)? (?:with|using|via) pip`,
    "To install {} with pip, run `python -m pip install {}` inside a virtual environment. Add {} to your requirements file so that others get it too.",
    `${PT_HOW}instal(?:ar|o|a) (?:o pacote |o |a )?{} (?:com|usando|pelo) (?:o )?pip`,
    "Para instalar {} com o pip, execute `python -m pip install {}` dentro de um ambiente virtual. Acrescente {} ao arquivo de requisitos para que os outros também o tenham.",
    `${EN_HOW}restart (?:the )?{} service(?: on linux)?`,
    "To restart the {} service, run `sudo systemctl restart {}`. Then `systemctl status {}` shows whether it came up, and `journalctl -u {}` shows its log.",
    `${PT_HOW}reinici(?:ar|o|a) o servi(?:ç|c)o (?:do |da )?{}(?: no linux)?`,
    "Para reiniciar o serviço {}, execute `sudo systemctl restart {}`. Depois `systemctl status {}` mostra se ele subiu, e `journalctl -u {}` mostra o registro.",
    `${EN_HOW}create (?:a )?(?:new )?branch (?:called |named )?{} in git`,
    "To create a branch called {}, run `git switch -c {}`. Publish it with `git push -u origin {}`.",
    `${PT_HOW}cri(?:ar|o|a) (?:um|uma) (?:branch|ramo) (?:chamad[ao] )?{} no git`,
    "Para criar um ramo chamado {}, execute `git switch -c {}`. Publique-o com `git push -u origin {}`.",
  ]),
  ...forms(NAME, [
    "(?:what are the opening hours of|when is|what time is) (?:the|your) {} (?:office|store|shop)(?: open)?",
    "The {} branch is open from Monday to Friday, 9:00 to 18:00, and on Saturday until 13:00. It is closed on Sunday and on public holidays.",
    "qual (?:é )?o hor(?:á|a)rio (?:de funcionamento )?da loja (?:de |do |da )?{}",
    "A unidade {} abre de segunda a sexta, das 9h às 18h, e aos sábados até as 13h. Não abre aos domingos e feriados.",
    "write (?:me )?a (?:short )?welcome (?:message|note) (?:for|to) {}",
    "Welcome, {}! We are glad that you are here. Take your time to look around, and ask whenever something is unclear.",
    "escreva uma (?:curta )?mensagem de boas[- ]vindas para (?:o |a )?{}",
    "Boas-vindas, {}! Ficamos felizes com a sua chegada. Conheça tudo com calma e pergunte sempre que algo não estiver claro.",
  ]),
];

/**
 * Answers about capitals and HTTP status codes: questions that differ in one word, with answers that differ in more.
 */
function fact(text: string): string | null {
  const low = plain(text);
  const capital =
    /^(?:(?:what is|what's|which is|name|tell me) the capital(?: city)? of|capital(?: city)? of) (?:the )?(.{2,40})$/.exec(
      low,
    );
  if (capital) return capitalOf(itemAt(capital, 1), "en");
  const city = /^(?:(?:qual (?:e )?)?a? ?capital) (?:de|do|da|dos|das) (.{2,40})$/.exec(low);
  if (city) return capitalOf(itemAt(city, 1), "pt");
  const short = /^(.{2,40}) capital(?: city)?$/.exec(low);
  if (short) return capitalOf(itemAt(short, 1), "en");
  const status =
    /\b(?:http|status|error|erro|codigo)\b.{0,20}\b([1-5]\d\d)\b|\b([1-5]\d\d)\b.{0,20}\b(?:http|status|error|erro)\b/.exec(
      low,
    );
  const code = status?.[1] ?? status?.[2] ?? "";
  const meaning = STATUS.get(code);
  if (!meaning || !/^(?:what|explain|http|o que|que|explique|significado|meaning|status)/.test(low))
    return null;
  return /\b(?:o que|que|explique|significa|significado|erro|codigo)\b/.test(low)
    ? `O status HTTP ${code} (${meaning[0]}) significa que ${meaning[2]}.`
    : `HTTP status ${code} (${meaning[0]}) means that ${meaning[1]}.`;
}

function capitalOf(country: string, language: DemoLanguage): string | null {
  const row = CAPITALS.find(([en, pt]) => plain(en) === country || plain(pt) === country);
  if (!row) return null;
  const [en, pt, city, cidade, river, rio] = row;
  return language === "en"
    ? `The capital of ${en} is ${city}. It is the seat of government and lies ${river}.`
    : `A capital (${pt}) é ${cidade}. É a sede do governo e fica ${rio}.`;
}

/** Country, capital and where it lies, each in English and in Portuguese. */
const CAPITALS: readonly (readonly [string, string, string, string, string, string])[] = [
  ["France", "França", "Paris", "Paris", "on the Seine", "às margens do Sena"],
  ["Germany", "Alemanha", "Berlin", "Berlim", "on the Spree", "às margens do Spree"],
  ["Portugal", "Portugal", "Lisbon", "Lisboa", "on the Tagus", "às margens do Tejo"],
  ["Spain", "Espanha", "Madrid", "Madri", "on the Manzanares", "às margens do Manzanares"],
  ["Italy", "Itália", "Rome", "Roma", "on the Tiber", "às margens do Tibre"],
  ["Brazil", "Brasil", "Brasília", "Brasília", "on the central plateau", "no Planalto Central"],
  [
    "Argentina",
    "Argentina",
    "Buenos Aires",
    "Buenos Aires",
    "on the Río de la Plata",
    "às margens do Rio da Prata",
  ],
  ["Chile", "Chile", "Santiago", "Santiago", "in the valley of the Maipo", "no vale do Maipo"],
  ["Japan", "Japão", "Tokyo", "Tóquio", "on Tokyo Bay", "na baía de Tóquio"],
  ["Canada", "Canadá", "Ottawa", "Ottawa", "on the Ottawa River", "às margens do rio Ottawa"],
  ["Australia", "Austrália", "Canberra", "Camberra", "on the Molonglo", "às margens do Molonglo"],
  ["Egypt", "Egito", "Cairo", "Cairo", "on the Nile", "às margens do Nilo"],
  ["India", "Índia", "New Delhi", "Nova Délhi", "near the Yamuna", "perto do Yamuna"],
  ["Mexico", "México", "Mexico City", "Cidade do México", "in a high valley", "em um vale alto"],
];

/** Reason phrase of RFC 9110, and the meaning in English and Portuguese, by status code. */
const STATUS: ReadonlyMap<string, readonly string[]> = new Map(
  [
    "200|OK|the request succeeded|a requisição teve sucesso",
    "201|Created|the request succeeded and a new resource was made|a requisição teve sucesso e um novo recurso foi criado",
    "204|No Content|the request succeeded and there is no body to send|a requisição teve sucesso e não há corpo a enviar",
    "301|Moved Permanently|the resource has a new address for good|o recurso mudou de endereço para sempre",
    "302|Found|the resource is at another address for now|o recurso está por ora em outro endereço",
    "304|Not Modified|the copy that the client holds is still good|a cópia que o cliente tem ainda serve",
    "400|Bad Request|the server cannot understand the request|o servidor não consegue entender a requisição",
    "401|Unauthorized|valid credentials are missing|faltam credenciais válidas",
    "403|Forbidden|the server knows the caller and refuses|o servidor conhece quem pede e recusa",
    "404|Not Found|there is nothing at this address|não há nada neste endereço",
    "409|Conflict|the request contradicts the resource's present state|a requisição contradiz o estado atual do recurso",
    "429|Too Many Requests|the caller asks too often and should wait|quem pede o faz rápido demais e deve esperar",
    "500|Internal Server Error|the server failed in a way it did not foresee|o servidor falhou de um modo que não previa",
    "502|Bad Gateway|a gateway got an invalid answer from the server behind it|um gateway recebeu uma resposta inválida do servidor atrás dele",
    "503|Service Unavailable|the server cannot serve for now|o servidor não pode atender no momento",
    "504|Gateway Timeout|a gateway got no answer in time from the server behind it|um gateway não recebeu resposta a tempo do servidor atrás dele",
  ].map((row) => [row.slice(0, 3), row.slice(4).split("|")]),
);
