/**
 * Words of one field: told anew, an answer takes one for another ("tap", "select"; "is 330 metres tall", "has a height
 * of"). Less than synonyms: one explains why the other is missing, but put in its very place it is a doubt.
 */
import { wordSet } from "../../word-set.ts";

export const LOOSE = {
  en: `age old year years;date day year month when;interval every each between;deadline due until within by;weight weigh kilo kilos kg pound pounds;
  price cost dollar euro dollars euros;area size cover covers surface extend extends;place where address;click press tap open choose select pick go use enter find navigate visit access hit type button option menu;
  save store keep stay remain hold leave retain;tall high height altitude;long length lasts duration;wide width broad;deep depth;
  heavy weight weigh;old age aged;big large size;fast speed quick;far distance;hot warm temperature heat;cost price charge pay fee expensive cheap;
  exist located situated lie stand lies held found place;say tell report state announce explain mention claim add;
  receive get grant obtain given award earn;apply file submit register request;need require must necessary should requirement important;
  allow permit possible enable able let available;cause lead result trigger produce bring;risk likely chance probable danger possibility;
  raise increase more grow rise higher greater;reduce decrease less lower fewer fall cut;take use consume drink swallow;
  called named known entry titled name label;together combine combined combination both jointly mix;start begin first initial start;
  finish complete done end ready finished over;make create build produce do;put place add insert pour;remove take out off delete;
  change edit alter update modify;show display see appear view;send deliver ship forward arrive;work operate function run job;
  live home inhabitant population people resident;build construction constructed founded established built erected;write author wrote published work book;
  happen occur case event;help support assist;buy order purchase pay;try attempt;check verify test make sure ensure;
  buyer customer client user;person man woman someone people;wait minutes pause let rest;return send back refund;
  protect safe security secure guard;hurt harm damage injure bad dangerous toxic poisonous unsafe;eat ate eaten food feed given;
  sign symptom mean show indicate;rule law policy must;learn study know understand;part piece section member;
  live born grow;travel go trip way path distance;side direction way everywhere;connect join connected connection;
  answer reply question ask;win won winner victory beat;die death dead killed kill;work employee staff job employer;
  shop store sell sold market;call phone contact reach ring;fill full load;dry wipe clean wash;cook boil bake heat fry;cut slice chop peel;credited inventor invented invention discovered discovery;
  network wifi connect join online;year date dates when;run execute type enter call issue use;received granted credited;convert turn transform make produce change become;stroke pet touch cuddle;prepare wait ready put together;works valid expires active;proof prove show evidence bring;issue issued give receive get;food sugar;capture absorb catch take;release produce give;send email mail receive get;free cost costs charge charged pay fee nothing;held hold place took;begin began start completed finished built construction`,
  pt: `idade ano anos;data dia ano mês quando;intervalo cada período entre;prazo até dia dias limite;peso pesar quilo quilos kg;
  preço custo valor real reais euro dólar;área tamanho cobrir ocupar extensão abranger superfície;lugar onde endereço;clicar clique tocar toque abrir abra escolher escolha selecionar selecione ir vá usar use entrar entre acessar acesse apertar botão opção menu encontrar fica;
  salvar guardar manter ficar permanecer deixar continuar;alto altura;comprido comprimento longo duração dura;largo largura;profundo profundidade;
  pesado peso pesa;velho idade antigo;grande tamanho;rápido velocidade;longe distância;quente temperatura calor;custo preço cobrar pagar taxa valor caro barato custa;
  existir há fica localizado situado situada local lugar localiza;dizer contar informar declarar anunciar explicar mencionar;
  receber obter conceder ganhar dar;pedir solicitar registrar requerer;precisar necessário dever exigir requisito importante preciso;
  permitir possível poder autorizar disponível;causar levar resultar provocar tornar;risco provável chance perigo possibilidade;
  aumentar elevar subir mais crescer maior;diminuir reduzir menos baixar cair menor;tomar usar consumir beber ingerir uso;
  chamado chamar nome conhecido título;junto juntos combinar combinado ambos dois mistura combinados;começar iniciar primeiro início;
  terminar acabar fim pronto completo final término;fazer criar construir produzir;colocar pôr adicionar inserir despejar;tirar remover retirar excluir;
  alterar mudar editar trocar atualizar;mostrar exibir ver aparecer;enviar entregar mandar chegar;funcionar operar trabalhar trabalho;
  morar viver habitante população pessoa morador;construir construção fundado fundada criado erguer erguida edificar;escrever autor escrito publicado obra livro;
  acontecer ocorrer caso;ajudar apoiar ajuda;comprar pedir pagar compra;tentar procurar;verificar conferir testar garantir;
  cliente usuário consumidor;pessoa homem mulher alguém gente;esperar aguardar minutos descansar espera deixar;devolver devolução reembolso volta devolvido voltar;
  proteger defender seguro segurança defesa;prejudicar dano danificar mal problema perigoso tóxico venenoso prejudica inofensivo inofensiva;comer comeu alimento comida;
  função servir serve servia objetivo finalidade;costumar geralmente normalmente costuma geral;lei regra norma;aprender estudar saber;parte pedaço seção membro;
  viajar ir viagem caminho;lado direção margem beira;conectar ligar conexão ligação;resposta pergunta;vencer ganhar vitória;morrer morte morto matar;
  loja vender mercado venda;ligar telefonar contatar procurar;encher cheio;secar limpar lavar;cozinhar ferver assar fritar;cortar fatiar picar descascar;
  necessário mínimo pelo precisar ter;cobrar multa pagar taxa;permanecer continuar manter até;converter transformar produzir tornar virar fazer;carinho afago acariciar;preparar esperar pronto;funcionar válido vale expirar disponível;comprovar comprovante provar mostrar;enviar receber chegar mandar entregar;grátis gratuito custo cobrado cobrar custa pagar taxa;captar absorver pegar;liberar produzir soltar;minuto instante momento;solar sol;executar rodar digitar usar chamar;digitar informar entrar login;medo assustado susto receio;som vir produzir gerar`,
} as const;

/** Stems of words that colour a statement without changing the fact: unmatched, they weigh little. */
export const SOFT: ReadonlySet<string> =
  wordSet(`possibl singl proces complet together similar special abl availabl entr again still alread onc better best good well fine ok
  only even exact special particular certain var differ import main correct right proper
  way part kind place thing item area side time day moment point end start fact case number amount
  allow let keep get got becom seem remain consist allow provid ensur refer relat involv base regard
  becom stay appear command comando option flag operator function method keyword parameter
  creat produc happen occur tak turn mean show tell see bring
  possivel unic process complet junt parecid especial disponivel dispon ainda ja bem bom melhor so mesm exat
  diferent important principal corret cert
  cri produz produzir acontec ocorr indic mostr ger fac faz
  lugar local momento pont inici fat cas numer quantidad`);

/** Words for how sure or how often something is, which vary freely between wordings. */
export const HEDGES: ReadonlySet<string> =
  wordSet(`probably perhaps maybe presumably likely possibly apparently usually mostly generally normally typically commonly
  mainly principally primarily basically essentially simply quickly easily automatically directly actually currently
  roughly approximately approx circa aproximadamente
  unfortunately fortunately overall specifically namely notably importantly conversely similarly likewise effectively furthermore
  moreover additionally consequently accordingly
  infelizmente felizmente especificamente consequentemente adicionalmente semelhantemente efetivamente
  provavelmente talvez possivelmente aparentemente geralmente normalmente principalmente tipicamente comumente
  basicamente essencialmente facilmente rapidamente automaticamente diretamente atualmente`);
