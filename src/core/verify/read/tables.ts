/**
 * Tables of English and Portuguese words by their function in a question. The rules that use them are in `analysis.ts`,
 * `frame.ts` and `vetoes.ts`. All entries are in lower case with accents.
 */
import { wordSet } from "../../word-set.ts";

const LANGUAGES = ["en", "pt"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Words by which a language is recognised; words of both ("a", "as", "do", "no", "me") are left out. */
export const TELLTALE: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: wordSet(`the of and to is are was were in on at for with from how what why when where who which can could should
    would does did i you we they he she it my your our their his her this that these those not an be been have has
    will into about without by or if than there best way`),
  pt: wordSet(`o os um uma uns umas de da dos das em na nos nas ao à aos às pelo pela para por com sem como que qual
    quais quando onde quem quanto quanta quantos quantas é são foi está estão ser ter tem meu minha meus minhas seu
    sua seus suas eu você ele ela nós eles elas não mais entre sobre isso este esta esse essa posso devo fazer faço
    preciso ou se e até depois antes melhor versão`),
};

/** Articles and other words whose omission or exchange does not change a question. */
export const EMPTY = wordSet(`the a an some any there just really actually please kindly also ever
  exactly currently today's so very quite then o a os as um uma uns umas
  aí lá ali mesmo realmente então também favor gentilmente`);

/** Pronouns of asker and asked: "my password" and "your password" usually want one answer. */
export const PERSONS =
  wordSet(`i me my mine myself you your yours yourself we us our ours one one's someone people it its
  eu meu minha meus minhas você vocês te teu tua seu sua seus suas nós nosso nossa nossos nossas se a gente alguém mim`);

/** Demonstratives and pronouns of third persons, of which another one means somebody or something else. */
export const OTHERS = wordSet(
  "this that these those este esta estes estas esse essa esses essas isto isso aquele aquela he him his she her hers they them their theirs ele ela eles elas dele dela deles delas lhe",
);

/** Auxiliaries and verbs of little meaning. */
export const HELPERS =
  wordSet(`is are was were be been being am do does did doing done have has had having can could will
  would shall should may might must need needs want wants get gets got let make é são foi era eram foram ser sendo sido
  está estão estava estar estou fica ficar ter tem tenho têm tinha tive há haver pode podem posso poder poderia podemos
  deve devem devo dever deveria devemos vai vou vão ir faz faço fazer fazem feito feita fazendo quero quer querer
  preciso precisa precisar existe existem consigo consegue conseguir gostaria`);

/** Prepositions and conjunctions, which give words their roles. */
export const ROLES =
  wordSet(`of in on at to from for with by into onto about as than over under between among through
  during per via against within up out off down upon toward towards across along around and or but if because while
  that's such like de do da dos das em no na nos nas num numa ao à aos às pelo pela pelos pelas para por com sobre entre
  até desde contra durante através e ou mas se porém como que quê numa duma dum`);

/** Question words. The frame stands for them. */
export const ASKERS =
  wordSet(`how what why when where who whom whose which como qual quais que quê quando onde quem quanto
  quanta quantos quantas cadê`);

/** Words that a keyword query leaves out. */
export const FILLERS =
  wordSet(`best way ways good better explain describe define tell difference meaning mean means
  possible easy easily simple simplest steps step guide tutorial tips help know work works use using used
  melhor melhores forma formas maneira maneiras jeito modo explique explicar descreva defina diferença significa
  significado possível fácil passos passo guia tutorial dicas ajuda saber funciona usar usando uso`);

/** Words of `ROLES` that count as content, since they change the question. */
export const LOUD = wordSet("against off out up down under over during contra until até");

/** Words that select the answer, and so count as content even in an opening: a year is no day, a city no country. */
export const TELLING =
  wordSet(`day year month week hour minute city country state easiest simplest fastest quickest cheapest
  safest effective dia ano mês semana cidade país estado fácil rápida rápido barata barato segura seguro eficaz`);

/** Forms of another time or modality, which make another question: "who is", "who was"; "can I", "should I". */
export const PAST = wordSet("was were did had foi foram era eram tinha teve tive estava");
export const MODALS = wordSet(
  "can should must may might would posso pode podem devo deve devem need preciso",
);

/** Words before a target, words before a source, and words between two others that must keep their order. */
export const TARGETS = wordSet("to into onto para pra -> => → until até em");
export const SOURCES = wordSet("from de desde do da");
export const ORDERED = wordSet("before after antes depois over than against contra");

/** Words around which two others may change places. */
export const LISTING = wordSet("and or e ou vs versus &");
export const LISTED = wordSet("and or e ou vs versus & + * =");

/** Words of `ROLES` that make another question even where all other words are equal. */
export const CONNECTS = wordSet("or ou from because if se like such as than about by");
export const CONNECTING = wordSet("and or e ou because if se while than");

/** Stems of helpers that are main verbs after the opening: "what does it do", "what do they want". */
export const VERB_STEMS = wordSet("do don doing want need mak get hav let faz quer precis fic ter");

export const NEGATIONS: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: wordSet(
    `not no never without except neither nor none nobody nothing nowhere excluding unless cannot hardly ain`,
  ),
  pt: wordSet(`não nunca sem jamais exceto nem nenhum nenhuma ninguém nada tampouco menos`),
};

/** Pairs of opposites; with one in each question they contradict. WordNet's pairs come with the model. */
const OPPOSITES = `to/from into/from on/off in/out up/down enable/disable enabled/disabled activate/deactivate max/min maximum/minimum
  maximize/minimize maximise/minimise upgrade/downgrade increase/decrease increase/reduce raise/lower rise/fall
  buy/sell open/close open/shut start/stop begin/end start/end before/after above/below over/under more/less most/least
  more/fewer high/low higher/lower highest/lowest hot/cold big/small bigger/smaller large/small biggest/smallest
  largest/smallest long/short longer/shorter longest/shortest fast/slow faster/slower fastest/slowest best/worst
  better/worse good/bad first/last early/late earliest/latest old/new older/newer oldest/newest young/old left/right
  top/bottom inside/outside inner/outer internal/external import/export input/output upload/download push/pull add/remove
  add/delete create/delete create/destroy insert/delete insert/remove install/uninstall install/remove lock/unlock
  mute/unmute follow/unfollow subscribe/unsubscribe connect/disconnect attach/detach show/hide allow/block allow/deny
  allow/prevent allow/forbid accept/reject accept/decline approve/reject win/lose won/lost gain/lose love/hate
  encrypt/decrypt encode/decode compress/decompress zip/unzip pack/unpack freeze/thaw freeze/melt save/spend
  borrow/lend rent/buy give/take send/receive arrive/depart arrive/leave arrival/departure enter/exit enter/leave
  male/female man/woman men/women boy/girl husband/wife mother/father brother/sister son/daughter king/queen
  legal/illegal safe/dangerous safe/unsafe healthy/unhealthy true/false positive/negative public/private
  horizontal/vertical horizontally/vertically ascending/descending asc/desc north/south east/west northern/southern
  eastern/western morning/evening day/night summer/winter indoor/outdoor indoors/outdoors advantage/disadvantage
  advantages/disadvantages pros/cons benefits/risks strength/weakness strengths/weaknesses cause/prevent causes/effects
  cause/effect pass/fail succeed/fail success/failure profit/loss deposit/withdraw withdrawal/deposit debit/credit
  lend/borrow synchronous/asynchronous sync/async mutable/immutable static/dynamic client/server frontend/backend
  presence/absence minimum/most wake/sleep gain/loss strong/weak stronger/weaker thick/thin wide/narrow deep/shallow
  heavy/light dark/light wet/dry full/empty rich/poor cheap/expensive cheapest/expensive easy/difficult easy/hard
  always/never everyone/nobody everything/nothing all/none include/exclude including/excluding with/without
  cancel/renew cancel/confirm cancel/keep join/leave hire/fire grow/shrink expand/collapse merge/split rotate/flip
  ligar/desligar ligado/desligado ativar/desativar habilitar/desabilitar ativado/desativado máximo/mínimo máxima/mínima
  maximizar/minimizar aumentar/diminuir aumentar/reduzir aumento/redução subir/descer comprar/vender abrir/fechar
  começar/terminar começar/parar iniciar/parar iniciar/terminar início/fim antes/depois acima/abaixo mais/menos
  maior/menor maiores/menores alto/baixo alta/baixa quente/frio quente/fria grande/pequeno grande/pequena rápido/lento
  rápida/lenta rápido/devagar melhor/pior melhores/piores bom/ruim bom/mau boa/má primeiro/último primeira/última
  cedo/tarde velho/novo velha/nova antigo/novo antiga/nova esquerda/direita dentro/fora interno/externo interna/externa
  importar/exportar importação/exportação entrada/saída enviar/receber adicionar/remover adicionar/excluir
  adicionar/apagar criar/excluir criar/apagar criar/deletar inserir/remover instalar/desinstalar instalar/remover
  bloquear/desbloquear bloquear/permitir conectar/desconectar mostrar/esconder mostrar/ocultar exibir/ocultar
  permitir/proibir permitir/impedir aceitar/recusar aceitar/rejeitar aprovar/reprovar ganhar/perder vencer/perder
  criptografar/descriptografar compactar/descompactar congelar/descongelar economizar/gastar emprestar/devolver
  dar/receber chegar/partir chegada/partida entrar/sair homem/mulher homens/mulheres menino/menina marido/esposa
  pai/mãe irmão/irmã filho/filha rei/rainha legal/ilegal seguro/perigoso seguro/inseguro saudável/prejudicial
  verdadeiro/falso positivo/negativo positiva/negativa público/privado pública/privada horizontal/vertical
  crescente/decrescente norte/sul leste/oeste manhã/noite dia/noite verão/inverno vantagem/desvantagem
  vantagens/desvantagens prós/contras benefícios/riscos causas/consequências sucesso/fracasso lucro/prejuízo
  depositar/sacar depósito/saque débito/crédito síncrono/assíncrono forte/fraco forte/fraca grosso/fino largo/estreito
  pesado/leve escuro/claro molhado/seco cheio/vazio rico/pobre barato/caro fácil/difícil sempre/nunca todos/nenhum
  todos/ninguém tudo/nada incluir/excluir com/sem cancelar/renovar cancelar/confirmar cancelar/manter cancelar/reativar
  cancelar/contratar contratar/demitir abrir/encerrar plantar/colher pausar/retomar atualizar/reverter emagrecer/engordar
  atualizar/rebaixar seguir/desseguir inscrever/desinscrever marcar/desmarcar montar/desmontar carregar/descarregar
  lose/gain engage/disengage pause/resume still/already since/until often/rarely often/seldom always/rarely
  always/sometimes many/few ainda/já desde/até muito/pouco muita/pouca muitos/poucos muitas/poucas bem/pouco
  sempre/raramente besides/with além/com seller/buyer sellers/buyers landlord/tenant landlords/tenants host/guest hosts/guests
  lender/borrower teacher/student teachers/students sender/recipient driver/passenger drivers/passengers doctor/patient
  doctors/patients plaintiff/defendant employer/employee vendedor/comprador vendedora/compradora vendedores/compradores
  inquilino/proprietário inquilinos/proprietários inquilino/senhorio locador/locatário anfitrião/hóspede anfitriões/hóspedes
  credor/devedor credores/devedores professor/aluno professores/alunos remetente/destinatário motorista/passageiro
  motoristas/passageiros médico/paciente médicos/pacientes fornecedor/cliente patrão/empregado empregador/empregado autor/réu`;

/** "a|b" and "b|a" for every pair above. */
export const ANTONYMS: ReadonlySet<string> = bothWays(OPPOSITES);

/** Prefixes that make a word its opposite. */
export const OPPOSING_PREFIXES = [
  "un",
  "dis",
  "non",
  "de",
  "des",
  "anti",
  "in",
  "im",
  "ir",
  "il",
  "a",
] as const;

/** Pairs of prefixes that make opposites of one word: upgrade/downgrade, encrypt/decrypt, import/export. */
export const OPPOSING_STARTS = [
  ["up", "down"],
  ["en", "de"],
  ["in", "de"],
  ["im", "ex"],
  ["in", "ex"],
  ["over", "under"],
  ["pre", "post"],
  ["hyper", "hypo"],
  ["macro", "micro"],
  ["inter", "intra"],
  ["hiper", "hipo"],
  ["sobre", "sub"],
] as const;

/** Groups of words that may replace each other in a question. WordNet's come with the model. */
const SAME = `change/modify/alter change/update fix/repair/resolve/solve begin/start/commence buy/purchase big/large
  fast/quickly/quick/rapidly/rapid quickly/fast movie/film/films/movies kid/child/kids/children photo/picture/photos/pictures
  image/picture delete/remove/erase error/issue/problem/bug cost/price/costs/prices job/work car/automobile doctor/physician
  get/obtain make/create create/build build/make implement/build setup/configure set/configure configuration/setup
  show/display find/locate begin/start end/finish stop/quit phone/cellphone/mobile/smartphone laptop/notebook
  app/application/apps/applications function/method info/information notify/inform avisar/notificar advantage/benefit advantages/benefits
  pros/advantages cons/disadvantages required/needed/necessary requirement/requirements need/require effect/effects
  happy/glad smart/intelligent sick/ill illness/disease symptom/sign symptoms/signs tip/advice tips/advice
  reason/cause reasons/causes difference/differ main/major/primary typical/usual normal/usual common/frequent
  reset/recover reset/change quick/fast near/nearby close/near shop/store tv/television usa/america
  us/usa uk/britain db/database config/configuration js/javascript ts/typescript py/python k8s/kubernetes
  postgres/postgresql mongo/mongodb repo/repository dir/directory folder/directory docs/documentation
  auth/authentication admin/administrator bicycle/bike plane/airplane/aeroplane flight/flights tyre/tire colour/color
  kilometre/kilometer centre/center often/frequently many/lots maximum/max minimum/min approximately/about
  learn/study exam/test teach/explain cure/treat lawyer/attorney quit/stop hard/difficult correct/right wrong/incorrect
  pic/picture vs/versus terminate/end cancel/terminate invest/investing salary/pay wage/salary spouse/partner
  trocar/mudar/alterar trocar/substituir mudar/alterar/modificar redefinir/resetar/recuperar redefinir/alterar
  consertar/reparar/arrumar resolver/solucionar/corrigir começar/iniciar terminar/acabar/finalizar comprar/adquirir
  carro/automóvel filme/película criança/menino crianças/infantil celular/telefone/smartphone apagar/excluir/deletar/remover
  erro/problema/falha preço/custo/valor trabalho/emprego médico/doutor criar/fazer/construir configurar/ajustar
  mostrar/exibir encontrar/achar/localizar aplicativo/app/aplicação função/método benefício/vantagem benefícios/vantagens
  necessário/preciso necessários/precisos sintoma/sinal sintomas/sinais dica/conselho dicas/conselhos motivo/razão/causa
  principal/maior rápido/rapidamente computador/pc pasta/diretório arquivo/ficheiro senha/password imagem/foto
  fotografia/foto bicicleta/bike tela/ecrã ônibus/autocarro trem/comboio cancelar/encerrar assinatura/inscrição
  sugira/sugere crie/faça/gere escreva/faça liste/cite dê/dá aprender/estudar ensinar/explicar baixar/descarregar/download instalar/instalação eua/usa perder/emagrecer
  remédio/medicamento medicação/medicamento moradia/habitação casa/residência salário/remuneração advogado/jurista
  imposto/tributo impostos/tributos usar/utilizar ajudar/auxiliar conseguir/obter tirar/obter tirar/emitir obter/emitir
  grande/enorme feliz/contente bonito/belo inteligente/esperto professor/docente aluno/estudante loja/comércio
  prazo/período tempo/prazo época/período/estação regra/norma lei/legislação
  ativar/habilitar/ligar desativar/desabilitar/desligar ativo/habilito desativo/desabilito aplicativo/aplicação
  aplicativos/aplicações celular/telemóvel telefone/telemóvel senha/palavra-passe usuário/utilizador usuários/utilizadores
  cadastro/registro/registo cadastrar/registrar/registar registro/registo registros/registos passagem/bilhete
  geladeira/frigorífico equipe/equipa/time contato/contacto contatos/contactos fatura/factura projeto/projecto
  excluir/eliminar apagar/eliminar salvar/guardar/gravar carregar/subir mouse/rato mídia/media ônibus/bus
  sorvete/gelado suco/sumo açougue/talho calçada/passeio aeromoça/hospedeira encanador/canalizador
  env/environment var/variable vars/variables max/maximum min/minimum máx/máximo mín/mínimo qtd/quantidade
  pwd/password passwd/password msg/message msgs/messages approx/approximately dept/department govt/government
  acct/account num/number tel/telephone temp/temperature prod/production dev/development env/environments lib/library
  libs/libraries perf/performance spec/specification ref/reference impl/implementation param/parameter params/parameters
  arg/argument args/arguments func/function char/character int/integer str/string img/image btn/button
  theater/theatre center/centre color/colour license/licence canceled/cancelled traveling/travelling organize/organise
  gray/grey catalog/catalogue program/programme check/cheque mom/mum math/maths airplane/aeroplane vacation/holiday
  morada/endereço prenda/presente prendas/presentes conduzir/dirigir conduzo/dirijo cave/porão autoestrada/rodovia
  motorway/highway motorway/freeway autumn/fall
  elevator/lift apartment/flat truck/lorry gas/petrol faucet/tap trash/rubbish soccer/football cookie/biscuit
  `;
export const SYNONYMS: ReadonlySet<string> = bothWays(SAME);

/** Spellings of each unit, the first being its name. A word beside a number is looked up here. */
const UNIT_NAMES = `km kilometre kilometres kilometer kilometers kms quilômetro quilômetros quilometro quilometros;
  m metre metres meter meters metro metros;cm centimetre centimetres centimeter centimeters centímetro centímetros;
  mm millimetre millimetres millimeter millimeters milímetro milímetros;mi mile miles milha milhas;ft foot feet pé pés;
  inch inches polegada polegadas;yd yard yards jarda jardas;kg kgs kilo kilos kilogram kilograms quilo quilos quilograma quilogramas;
  g gr gram grams grama gramas;mg milligram milligrams miligrama miligramas;lb lbs pound pounds libra libras;oz ounce ounces onça onças;
  ton tons tonne tonnes tonelada toneladas;l litre litres liter liters litro litros;ml millilitre milliliter millilitres milliliters mililitro mililitros;
  gallon gallons galão galões;cup cups xícara xícaras;tbsp tablespoon tablespoons colher colheres;tsp teaspoon teaspoons;
  c celsius centigrade;f fahrenheit;k kelvin;ms millisecond milliseconds milissegundo milissegundos;s sec secs second seconds segundo segundos;
  min mins minute minutes minuto minutos;h hr hrs hs hour hours hora horas;day days dia dias;week weeks wk wks semana semanas;month months mos mês meses;
  year years yr yrs ano anos;decade decades década décadas;century centuries século séculos;% percent percentage porcento;
  usd dollar dollars dólar dólares;eur euro euros;gbp sterling;brl real reais;jpy yen iene ienes;inr rupee rupees rúpia rúpias;
  b byte bytes;kb kilobyte kilobytes;mb mbs megabyte megabytes;gb gbs gigabyte gigabytes gigas;tb terabyte terabytes;
  hz hertz;khz;mhz megahertz;ghz gigahertz;w watt watts;kw kilowatt kilowatts;kwh;v volt volts;a amp amps ampere amperes;
  mph;kmh kph;acre acres;hectare hectares hectar;mol mole moles;cal calorie calories caloria calorias;kcal;psi;bar;am;pm;deg degree degrees grau graus °`;
export const UNITS: ReadonlyMap<string, string> = unitMap();

/** Number words and their numbers, without "one", "um" and "uma", which are articles or pronouns too. */
export const NUMBER_WORDS: ReadonlyMap<string, string> = numberWords();

/**
 * Ordinals and their numbers, without those that are other words as often: "first", "second", "quarto" (a room), "quinta"
 * (a day, a farm).
 */
export const ORDINAL_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ third: 3, fourth: 4, fifth: 5, sixth: 6, seventh: 7, eighth: 8, ninth: 9, tenth: 10, eleventh: 11 },
    ...{ twelfth: 12, thirteenth: 13, fourteenth: 14, fifteenth: 15, sixteenth: 16, seventeenth: 17 },
    ...{ eighteenth: 18, nineteenth: 19, twentieth: 20, thirtieth: 30, fortieth: 40, fiftieth: 50 },
    ...{ sixtieth: 60, seventieth: 70, eightieth: 80, ninetieth: 90, hundredth: 100 },
    ...{ terceiro: 3, terceira: 3, sétimo: 7, sétima: 7, oitavo: 8, oitava: 8, nono: 9, nona: 9 },
    ...{ décimo: 10, décima: 10, vigésimo: 20, vigésima: 20, trigésimo: 30, trigésima: 30 },
  }).map(([word, number]) => [word, String(number)]),
);

const MONTHS = `january/janeiro/jan february/fevereiro/feb/fev march/março april/abril/apr/abr may/maio june/junho/jun
  july/julho/jul august/agosto/aug/ago september/setembro/sep/set/sept october/outubro/oct/out november/novembro/nov
  december/dezembro/dec/dez`;
const DAYS = `monday/mondays/segunda tuesday/tuesdays/terça wednesday/wednesdays/quarta thursday/thursdays/quinta
  friday/fridays/sexta saturday/saturdays/sábado/sábados sunday/sundays/domingo/domingos`;
/** The name of each month, weekday and word like "yesterday". "may" and "march" count only where they can be dates. */
export const CALENDAR: ReadonlyMap<string, string> = calendar();

/** "a|b" for every two words of a group. `text`: groups separated by white space, words by "/". */
function bothWays(text: string): ReadonlySet<string> {
  const out = new Set<string>();
  for (const group of text.trim().split(/\s+/)) {
    const members = group.split("/");
    for (const a of members) for (const b of members) if (a !== b) out.add(`${a}|${b}`);
  }
  return out;
}

function unitMap(): ReadonlyMap<string, string> {
  return toFirst(UNIT_NAMES.split(";").map((group) => group.trim().split(/\s+/)));
}

/** Maps each word of a group to the group's first. */
function toFirst(groups: readonly (readonly string[])[]): Map<string, string> {
  return new Map(groups.flatMap((group) => group.map((word) => [word, group[0] ?? word])));
}

function numberWords(): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  const row = (text: string, first: number, step: number): void => {
    text.split(" ").forEach((names, i) => {
      for (const name of names.split("/")) out.set(name, String(first + i * step));
    });
  };
  row(
    "zero one's two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    0,
    1,
  );
  row(
    "twenty/vinte thirty/trinta forty/quarenta fifty/cinquenta sixty/sessenta seventy/setenta eighty/oitenta ninety/noventa",
    20,
    10,
  );
  row(
    "dois/duas três quatro cinco seis sete oito nove dez onze doze treze quatorze/catorze quinze dezesseis/dezasseis dezessete/dezassete dezoito dezenove/dezanove",
    2,
    1,
  );
  row("hundred/cem/cento", 100, 1);
  row("duzentos/duzentas trezentos/trezentas quatrocentos/quatrocentas quinhentos/quinhentas", 200, 100);
  row("seiscentos/seiscentas setecentos/setecentas oitocentos/oitocentas novecentos/novecentas", 600, 100);
  row("thousand/mil", 1_000, 1);
  row("million/milhão/milhões", 1_000_000, 1);
  row("billion/bilhão/bilhões", 1_000_000_000, 1);
  out.delete("one's");
  return out;
}

function calendar(): ReadonlyMap<string, string> {
  const out = toFirst(
    `${MONTHS} ${DAYS}`
      .trim()
      .split(/\s+/)
      .map((group) => group.split("/")),
  );
  // Removes words that are more often something else than a date.
  for (const word of wordSet("may march segunda terça quarta quinta sexta set out ago sep")) out.delete(word);
  const relative =
    "today/hoje yesterday/ontem tomorrow/amanhã tonight weekend/weekends easter/páscoa christmas/natal";
  for (const [word, name] of toFirst(relative.split(" ").map((group) => group.split("/"))))
    out.set(word, name);
  return out;
}
