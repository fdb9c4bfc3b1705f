import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { configOf } from "../../src/config.ts";
import { isAboutNow, saysNow } from "../../src/core/about-now.ts";
import { settingsOf, ttlMsFor } from "../../src/gateway/settings.ts";

describe("a question about the present", () => {
  it.each([
    // English: words of the present
    "What time does the museum close today?",
    "Is the ferry to Capri running tomorrow?",
    "Who is on call tonight?",
    "Which flights from Geneva were cancelled last night?",
    "Are there road closures downtown this morning?",
    "Is the payment service down right now?",
    "How many people are in the queue at the moment?",
    "Who currently leads the championship?",
    "Did the bill pass yesterday?",
    "What's today’s special?",
    // English: what passes
    "What time is it in Nairobi?",
    "What's the weather like in Oslo?",
    "Is it snowing in Davos?",
    "Will it rain in Bilbao?",
    "How is the traffic around Heathrow?",
    "What is the price of gold?",
    "What is the exchange rate between yen and dollar?",
    "Who is winning the match?",
    "what's the score of the derby match",
    // English: current, latest
    "What is the current temperature in Cairo?",
    "Who is the current prime minister of Spain?",
    "What is the latest release of PostgreSQL?",
    "Show me the latest news about the election",
    "What is the most recent version of the kernel?",
    // A dot within a name or an abbreviation ends no sentence
    "What is the latest stable version of Node.js?",
    "Which release of Vue.js is the most recent version?",
    "What is the current price of Acme Inc. stock?",
    "Who is the current C.E.O. of Contoso?",
    "What is the U.S. dollar worth in euros today?",
    "Is api.example.com down?",
    "Qual é a última versão estável do Next.js?",
    "Quanto custa hoje o dólar no Banco Alfa S.A. em Lisboa?",
    // Portuguese
    "O museu abre hoje?",
    "Que horas são em Maputo?",
    "Vai nevar amanhã na Serra da Estrela?",
    "Está chovendo em Belém?",
    "Como está o trânsito na Marginal?",
    "Quem joga esta noite?",
    "Quanto está o euro?",
    "Qual a cotação da libra?",
    "Qual é o preço do ouro?",
    "Quem é o atual presidente do Chile?",
    "Qual é a temperatura atual em Évora?",
    "Quais as últimas notícias do incêndio?",
    "Qual a versão mais recente do Firefox?",
    "O sistema está fora do ar neste momento?",
    "Qual foi o resultado de ontem?",
  ])("%s", (question) => expect(isAboutNow(question)).toBe(true));

  it.each([
    "Is Netflix down?",
    "How much does gas cost?",
    "How cold is it in Oslo?",
    "Quem ganhou o jogo?",
    "Quanto é um dólar em reais?",
    "Is the shop open?",
    "When is the next train to Porto?",
    "Chove em Lisboa?",
    "O WhatsApp caiu?",
    "A farmácia está aberta?",
    "Is GitHub down?",
    "Is Instagram offline?",
    "Is the pharmacy open?",
    "Is the library closed?",
    "How much is one euro in pounds?",
    "How many yen are 50 dollars?",
    "How much does diesel cost?",
    "What does an ounce of gold cost?",
    "How hot is it in Cairo?",
    "Is it warm outside?",
    "Who won the race?",
    "Did Porto win?",
    "What's the score?",
    "When does the next ferry leave?",
    "What time is the next bus to Braga?",
    "How many days until Easter?",
    "How long until New Year?",
    "Is there a strike at the airport?",
    "Is there traffic on the bridge?",
    "Should I take an umbrella?",
    "What movies are showing in Faro?",
    "Quanto custa o diesel?",
    "Quanto vale um euro em reais?",
    "O Instagram caiu?",
    "O banco está aberto?",
    "A biblioteca está fechada?",
    "Quem ganhou a corrida?",
    "O Porto ganhou?",
    "Quando sai o próximo comboio para Coimbra?",
    "Quantos dias faltam para a Páscoa?",
    "Tem greve no metrô?",
    "Há trânsito na ponte?",
    "Faz frio em Curitiba?",
    "Qual é a taxa do CDI?",
  ])("is known by how things stand just now: %s", (question) => expect(isAboutNow(question)).toBe(true));

  it.each([
    "How do I know if a server is down?",
    "What should I do when the app is down?",
    "Is the API open source?",
    "Is the museum open on Mondays?",
    "Is the store closed on public holidays?",
    "How much is a pound of beef in grams?",
    "How many grams are in a pound?",
    "How much is the Pro plan?",
    "How much does shipping cost?",
    "How long until my refund arrives?",
    "How many days until my order ships?",
    "What is the next step after signing up?",
    "How do I unlock the next game level?",
    "Who won the 2018 World Cup?",
    "Did the Romans win the Punic Wars against Carthage?",
    "What is a good credit score?",
    "How hot should the oven be for bread?",
    "Is it hot enough to fry an egg at 60 degrees?",
    "Do I need an umbrella policy for my house?",
    "How do strikes affect delivery?",
    "What movies did Kubrick make?",
    "How do I open a bank account?",
    "Is the euro used in Sweden?",
    "What is the currency of Japan?",
    "Why is gold so expensive?",
    "What is a dollar bill made of?",
    "Como abrir uma conta no banco?",
    "O banco está aberto aos sábados?",
    "Quanto custa o plano anual?",
    "Quanto custa o frete?",
    "Quantos dias faltam para meu pedido chegar?",
    "O que fazer quando o site está fora do ar?",
    "O que é a Selic?",
    "Quem ganhou a Copa de 1970?",
    "Qual é o próximo passo?",
    "Como evitar o trânsito?",
    "O que é direito de greve?",
    "Por que faz frio no inverno?",
    "Como funciona o euro?",
    "Quanto tempo dura o voo para Lisboa?",
  ])("is none where what is asked holds for long: %s", (question) =>
    expect(isAboutNow(question)).toBe(false),
  );

  it.each([
    // quoted, titles, names, code
    'Who directed "Tomorrow Never Dies"?',
    "What is the meaning of ‘now’ in old English?",
    "How large is the circulation of USA Today?",
    "When was the magazine Psychology Today founded?",
    "What does Date.now return?",
    "Does getdate() equal now() in SQL Server?",
    'Como se diz "hoje" em alemão?',
    "Quem é o dono do jornal Agora Paraná?",
    'Qual é a letra de "Amanhã" de Guilherme Arantes?',
    // how a thing is done
    "How do I print the current time in Rust?",
    "How can I revert to the latest commit?",
    "Como obter a versão mais recente de um pacote npm?",
    "Como mostrar a temperatura atual num painel em React?",
    "What is the best way to store the current date?",
    // other senses
    "What is alternating current?",
    "How does weather differ from climate?",
    "What is price elasticity?",
    "Now that the war was over, what did the allies agree on?",
    "Como viviam os romanos? E hoje em dia, o que resta?".split("?")[0] ?? "",
    "O que é corrente contínua?",
    "Qual é a diferença entre clima e tempo?",
    "Como se forma o preço de um produto?",
    // what happened to who asks
    "I lost my card yesterday. How do I block it?",
    "I made a transfer this morning, how do I cancel it?",
    "Perdi meu cartão ontem. Como faço para bloquear?",
    "Eu comprei hoje um telefone. Como ativo a garantia?",
    // of all times
    "Who painted The Night Watch?",
    "In which year did the Titanic sink?",
    "Quem escreveu Os Lusíadas?",
    "Por que o mar é salgado?",
    "",
  ])("not: %s", (question) => expect(isAboutNow(question)).toBe(false));

  it("is not looked for in a long text, which holds such words as matter", () => {
    expect(isAboutNow(`${"All of it was written down. ".repeat(20)} What is said of today?`)).toBe(false);
  });
});

describe("the life of an answer", () => {
  const loaded = configOf(
    {
      cache_migration: {
        semantic_cache: {
          ttl_seconds: 1000,
          freshness: { now_seconds: 60 },
          ttl_rules: [
            { tag: "doc:1", ttl_seconds: 5 },
            { model: "fast-*", about_now: true, ttl_seconds: 2 },
          ],
        },
      },
    },
    {},
  );
  if (!loaded.ok) throw new Error("the configuration is good");
  const settings = settingsOf({ config: loaded.config, percentage: 0, keys: null });
  const of = (question: string, model: string, tags: string[] = []) =>
    ttlMsFor(settings, { model, route: "chat", tenant: null, question, tags }) / 1000;

  it("is short for a question about the present, and the first rule that fits wins", () => {
    expect(of("What is a cache?", "m")).toBe(1000);
    expect(of("What is the weather today?", "m")).toBe(60);
    expect(of("What is the weather today?", "fast-1")).toBe(2);
    expect(of("What is a cache?", "fast-1")).toBe(1000);
    expect(of("What is the weather today?", "fast-1", ["doc:1"])).toBe(5);
    expect(of("What is a cache?", "m", ["doc:2", "doc:1"])).toBe(5);
  });
});

const TEXTS = join(import.meta.dirname, "..", "..", "..", "shared", "data");
const FILES = ["search_queries", "llm_prompts", "trap_situatedqa_temp_dev", "assin1_ptbr_train"];
describe.skipIf(!existsSync(TEXTS))("among natural texts (needs the folder ../shared/data)", () => {
  it.each(FILES)("the quick look lets nothing of %s through that the patterns find", (file) => {
    const rows = gunzipSync(readFileSync(join(TEXTS, `${file}.tsv.gz`))).toString("utf8");
    const texts = [...new Set(rows.split(/[\t\n]/))].filter((text) => text.length < 400).slice(0, 5_000);
    expect(texts.filter((text) => isAboutNow(text) !== saysNow(text.normalize("NFC")))).toEqual([]);
    expect(texts.some(isAboutNow)).toBe(true);
  });
});
