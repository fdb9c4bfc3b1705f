/**
 * Words that two countries spell or name differently, and older spellings, each with the one that it is read as: "colour" as "color",
 * "acção" as "ação". Words of two meanings that only spelling tells apart are left out (cheque, storey, tonne), and so are
 * Portuguese words that are English ones too (actor, actual).
 */
const SUFFIXES_OF_OUR = "|s|ed|ing|ful|less|able|ably|ite|ites|er|ers|hood|hoods|ly|al|ally".split("|");
const OUR = `col behavi fav flav harb hon hum lab neighb od parl rum savi splend tum vap vig arm cand clam endeav demean
  rig succ fav arb disfav dishon misbehavi`;
const SUFFIXES_OF_ISE = "e|es|ed|ing|er|ers|able|ation|ations".split("|");
const ISE = `organ real recogn apolog custom summar optim minim maxim initial serial deserial normal author categor character
  colon critic emphas final general harmon hospital item legal local memor mobil modern monet neutral personal priorit
  privat public random special stabil standard steril subsid symbol sympath synchron token util vandal vector visual
  virtual parallel parametr container anonym amort capital civil crystall digit econom energ equal familiar fertil formal
  global immun industrial internal italic jeopard liberal material moistur national natural oxid pasteur patron penal
  plagiar polar popular pressur rational revolution sanit scrutin social tantal terror theor traumat trivial union urban
  reorgan decentral central hypothes antagon agon bapt computer incentiv institutional magnet marginal mechan mesmer
  motor pulver satir sensit sexual synthes transistor tyrann vapor victim weapon western alphabet commercial
  conceptual contextual dramat fantas finger glamor human individual legitim lion maxim metabol militar miniatur moral
  ostrac philosoph politic recapital regular reinitial revital ritual romantic sectional
  secular stigmat temporal uncivil unauthor unorgan unrecogn verbal vocal volatil`;
/** Verbs whose last letter Britain doubles. */
const DOUBLED = `cancel travel label model signal fuel level channel counsel dial equal quarrel rival shovel tunnel unravel total
  marshal pencil relabel remodel snorkel stencil swivel towel trowel initial`;
const PAIRS = `centre/center centres/centers centred/centered metre/meter metres/meters litre/liter litres/liters
  kilometre/kilometer kilometres/kilometers centimetre/centimeter centimetres/centimeters millimetre/millimeter
  millimetres/millimeters millilitre/milliliter millilitres/milliliters theatre/theater theatres/theaters fibre/fiber
  fibres/fibers calibre/caliber spectre/specter sabre/saber lustre/luster meagre/meager sombre/somber
  analyse/analyze analysed/analyzed analyser/analyzer analysing/analyzing paralyse/paralyze paralysed/paralyzed
  catalyse/catalyze defence/defense defences/defenses offence/offense offences/offenses licence/license licences/licenses
  licenced/licensed pretence/pretense practise/practice practised/practiced practising/practicing counsellor/counselor
  counsellors/counselors jewellery/jewelry marvellous/marvelous woollen/woolen fulfil/fulfill fulfils/fulfills
  fulfilment/fulfillment enrol/enroll enrols/enrolls enrolment/enrollment enrolments/enrollments instalment/installment
  instalments/installments skilful/skillful skilfully/skillfully wilful/willful distil/distill instil/instill
  paediatric/pediatric paediatrics/pediatrics paediatrician/pediatrician paediatricians/pediatricians anaemia/anemia
  anaemic/anemic anaesthetic/anesthetic anaesthesia/anesthesia haemorrhage/hemorrhage haemorrhoids/hemorrhoids
  haemoglobin/hemoglobin haemophilia/hemophilia leukaemia/leukemia oestrogen/estrogen diarrhoea/diarrhea foetus/fetus
  foetal/fetal gynaecology/gynecology gynaecologist/gynecologist orthopaedic/orthopedic orthopaedics/orthopedics
  encyclopaedia/encyclopedia manoeuvre/maneuver manoeuvres/maneuvers oesophagus/esophagus caesarean/cesarean
  haematology/hematology faeces/feces coeliac/celiac catalogue/catalog catalogues/catalogs analogue/analog grey/gray
  greys/grays tyre/tire tyres/tires kerb/curb plough/plow pyjamas/pajamas aluminium/aluminum sulphur/sulfur
  sulphate/sulfate sceptic/skeptic sceptical/skeptical mould/mold mouldy/moldy moulds/molds moustache/mustache
  programme/program programmes/programs aeroplane/airplane aeroplanes/airplanes cosy/cozy doughnut/donut doughnuts/donuts
  yoghurt/yogurt yoghurts/yogurts ageing/aging judgement/judgment acknowledgement/acknowledgment learnt/learned
  dreamt/dreamed whilst/while amongst/among artefact/artifact artefacts/artifacts enquiry/inquiry enquiries/inquiries
  speciality/specialty focussed/focused focussing/focusing omelette/omelet chilli/chili cds/cd dvds/dvd tvs/tv ids/id
  mister/mr etcetera/etc versus/vs towards/toward mums/moms`;
/** What is often typed for a word and stands in word lists, or is too far from it to be told by the other question (`slips.ts`). */
const MISSPELT = `teh/the hte/the hwo/how waht/what wheer/where wich/which whcih/which thier/their becuase/because
  adress/address recieve/receive seperate/separate lisence/license calender/calendar goverment/government
  enviroment/environment definately/definitely subscribtion/subscription maintainance/maintenance acount/account
  begining/beginning buisness/business tommorow/tomorrow bussiness/business enderesso/endereço enderço/endereço excessão/exceção
  previlégio/privilégio minah/minha concerteza/certeza seje/seja voçê/você voce/você`;
const PORTUGUESE = `acção/ação acções/ações accionar/acionar accionista/acionista accionistas/acionistas activo/ativo activa/ativa
  activos/ativos activas/ativas activar/ativar activo/ativo activação/ativação activado/ativado activada/ativada
  actividade/atividade actividades/atividades actores/atores actriz/atriz factores/fatores sectores/setores
  directores/diretores directora/diretora tractores/tratores vectores/vetores reactores/reatores acto/ato actos/atos
  actuais/atuais actualmente/atualmente actualizar/atualizar actualiza/atualiza actualizo/atualizo actualizado/atualizado
  actualizada/atualizada actualização/atualização actualizações/atualizações facto/fato factos/fatos contacto/contato
  contactos/contatos contactar/contatar contacte/contate tecto/teto óptimo/ótimo óptima/ótima óptimos/ótimos
  adopção/adoção adoptar/adotar adoptado/adotado baptismo/batismo baptizado/batizado egipto/egito excepto/exceto
  excepção/exceção excepções/exceções arquitecto/arquiteto arquitectos/arquitetos arquitecta/arquiteta
  arquitectura/arquitetura electricidade/eletricidade electricista/eletricista eléctrico/elétrico eléctrica/elétrica
  eléctricos/elétricos eléctricas/elétricas electrónico/eletrônico electrónica/eletrônica electrónicos/eletrônicos
  electrodomésticos/eletrodomésticos electrodoméstico/eletrodoméstico direcção/direção direcções/direções directo/direto
  directa/direta directos/diretos directas/diretas directamente/diretamente correcto/correto correcta/correta
  correctos/corretos correctamente/corretamente correcção/correção correcções/correções projecto/projeto
  projectos/projetos projectar/projetar objecto/objeto objectos/objetos objectivo/objetivo objectivos/objetivos
  selecção/seleção selecções/seleções seleccionar/selecionar seleccionado/selecionado colecção/coleção colecções/coleções
  coleccionar/colecionar protecção/proteção redacção/redação fracção/fração fracções/frações
  reacção/reação reacções/reações transacção/transação transacções/transações secção/seção secções/seções exacto/exato
  exacta/exata exactamente/exatamente afectar/afetar afecta/afeta afectado/afetado nocturno/noturno nocturna/noturna
  inspecção/inspeção injecção/injeção injecções/injeções húmido/úmido húmida/úmida humidade/umidade registo/registro
  registos/registros registar/registrar registado/registrado receção/recepção perceção/percepção conceção/concepção
  aspeto/aspecto aspetos/aspectos detetar/detectar deteção/detecção infeção/infecção infeções/infecções
  retrospetiva/retrospectiva perspetiva/perspectiva perspetivas/perspectivas respetivo/respectivo
  respetiva/respectiva efectivo/efetivo efectiva/efetiva efectuar/efetuar efectuado/efetuado 
  trajecto/trajeto insecto/inseto insectos/insetos lectivo/letivo lectiva/letiva dialecto/dialeto 
  colectivo/coletivo colectiva/coletiva subtil/sutil óptica/ótica óptico/ótico
  tracção/tração abstracto/abstrato extracto/extrato extractos/extratos contracto/contrato contractos/contratos
  connosco/conosco comummente/comumente camião/caminhão camiões/caminhões
  controlo/controle 
  idéia/ideia idéias/ideias assembléia/assembleia assembléias/assembleias platéia/plateia européia/europeia
  européias/europeias geléia/geleia estréia/estreia estréias/estreias colméia/colmeia jibóia/jiboia heróico/heroico
  paranóia/paranoia jóia/joia jóias/joias bóia/boia vôo/voo vôos/voos enjôo/enjoo enjôos/enjoos crêem/creem dêem/deem
  lêem/leem vêem/veem freqüente/frequente freqüentes/frequentes freqüência/frequência lingüiça/linguiça
  tranqüilo/tranquilo tranqüila/tranquila conseqüência/consequência conseqüências/consequências seqüência/sequência
  seqüências/sequências cinqüenta/cinquenta agüentar/aguentar agüenta/aguenta bilíngüe/bilíngue seqüestro/sequestro
  eloqüente/eloquente qüinqüênio/quinquênio lingüística/linguística`;

/** One thing that has a word of its own in another country, where neither word is of another thing too ("sumo", "boot"). */
const REGIONAL = `nappy/diaper nappies/diapers aubergine/eggplant aubergines/eggplants courgette/zucchini courgettes/zucchini
  zucchinis/zucchini windscreen/windshield windscreens/windshields anticlockwise/counterclockwise takeaway/takeout
  takeaways/takeouts rucksack/backpack rucksacks/backpacks lorry/truck lorries/trucks trousers/pants telly/tv
  chávena/xícara chávenas/xícaras desporto/esporte desportos/esportes desportivo/esportivo
  desportiva/esportiva desportivos/esportivos desportivas/esportivas betão/concreto ananás/abacaxi ananases/abacaxis
  planeamento/planejamento planear/planejar planeio/planejo sandes/sanduíche golo/gol golos/gols autocarro/ônibus
  autocarros/ônibus telemóvel/celular telemóveis/celulares talho/açougue talhos/açougues boleia/carona boleias/caronas
  portagem/pedágio portagens/pedágios alcatifa/carpete alcatifas/carpetes equipa/equipe equipas/equipes utilizador/usuário
  utilizadores/usuários canalizador/encanador canalizadores/encanadores montra/vitrine montras/vitrines
  agrafador/grampeador bilheteira/bilheteria dezasseis/dezesseis dezassete/dezessete dezanove/dezenove quatorze/catorze`;

/** By a word in lower case, how it is read. */
export const SPELLINGS: ReadonlyMap<string, string> = spellings();

function spellings(): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const base of listed(OUR))
    for (const end of SUFFIXES_OF_OUR) out.set(`${base}our${end}`, `${base}or${end}`);
  for (const base of listed(ISE))
    for (const end of SUFFIXES_OF_ISE) out.set(`${base}is${end}`, `${base}iz${end}`);
  for (const base of listed(DOUBLED))
    for (const end of ["ed", "ing", "er", "ers"]) out.set(base + base.slice(-1) + end, base + end);
  for (const pair of listed(`${PAIRS} ${MISSPELT} ${PORTUGUESE} ${REGIONAL}`)) {
    const [other = "", one = ""] = pair.split("/");
    out.set(other, one);
  }
  return out;
}

function listed(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
