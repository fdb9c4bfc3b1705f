/** Portuguese answers of the third set, see `third.ts`. */
import { type Fact, fact } from "./fact.ts";

export const THIRD_PT: readonly Fact[] = [
  fact(
    "Como tiro a segunda via do boleto?",
    [
      "Acesse a área do cliente, abra o menu Faturas e clique em Segunda via. O boleto novo é gerado na hora, com vencimento para três dias depois. Não cobramos nada por isso.",
      "Na área do cliente, entre em Faturas e escolha a opção Segunda via. Um novo boleto é emitido imediatamente e vence em três dias. O serviço é gratuito.",
      "1. Entre na área do cliente\n2. Vá até Faturas\n3. Clique em Segunda via\n\nO boleto sai na hora, vence em 3 dias e não tem custo.",
      "Claro! A segunda via fica disponível na área do cliente, no menu Faturas. Ao clicar em Segunda via, o boleto é gerado de imediato, sem nenhuma cobrança, e você tem três dias para pagar.",
    ],
    ["number", 1, "três dias", "dez dias"],
  ),
  fact(
    "Esqueci minha senha. O que faço?",
    [
      "Na tela de login, clique em Esqueci a senha e informe seu e-mail. Você receberá um link que vale por uma hora. A senha nova precisa ter pelo menos oito caracteres.",
      "Clique em Esqueci a senha na página de entrada e digite o seu e-mail. Enviaremos um link válido por uma hora para criar outra senha, que deve ter no mínimo oito caracteres.",
      "- Abra a tela de login e toque em Esqueci a senha\n- Informe o e-mail cadastrado\n- Use o link recebido em até 1 hora\n- Escolha uma senha de 8 caracteres ou mais",
      "Não se preocupe: basta usar a opção Esqueci a senha, na tela de login, e preencher seu e-mail. O link que mandamos expira depois de uma hora. Ao definir a nova senha, use ao menos oito caracteres.",
    ],
    ["noun", 0, "informe seu e-mail", "informe seu CPF"],
  ),
  fact(
    "Meu pedido está atrasado. E agora?",
    [
      "Consulte o código de rastreio em Meus pedidos. Se a entrega passar de cinco dias do prazo, você pode cancelar e receber o dinheiro de volta. O estorno aparece na fatura do cartão em até duas faturas.",
      "Veja primeiro o rastreamento, em Meus pedidos. Quando o atraso for maior que cinco dias, é possível pedir o cancelamento com devolução do valor pago. O estorno cai no cartão em no máximo duas faturas.",
      "Sinto muito pelo atraso! Em Meus pedidos você encontra o código para rastrear a encomenda. Depois de cinco dias de atraso, pode cancelar a compra e ser reembolsado; o estorno leva até duas faturas do cartão para aparecer.",
      "- Acompanhe a entrega pelo código de rastreio, em Meus pedidos\n- Mais de 5 dias de atraso: você tem direito a cancelar e ter o dinheiro de volta\n- O valor é estornado no cartão em até 2 faturas",
    ],
    ["antonym", 1, "atraso for maior", "atraso for menor"],
  ),
  fact(
    "Como bloqueio meu chip roubado?",
    [
      "Ligue para a operadora e peça o bloqueio da linha, que é feito na mesma hora. Depois registre um boletim de ocorrência com o IMEI do aparelho. O mesmo número pode ser recuperado em um chip novo, numa loja, com um documento com foto.",
      "Entre em contato com a operadora e solicite que a linha seja bloqueada, o que acontece imediatamente. Em seguida, faça um boletim de ocorrência informando o IMEI do celular. Para recuperar o número em outro chip, vá a uma loja com documento com foto.",
      "1. Telefone para a operadora: o bloqueio da linha é imediato\n2. Faça um boletim de ocorrência e informe o IMEI\n3. Leve um documento com foto a uma loja para ter seu número em um novo chip",
      "O bloqueio é pedido à operadora por telefone e ocorre na hora. É importante também fazer o boletim de ocorrência, no qual deve constar o IMEI do aparelho. Você mantém o seu número: basta ir até uma loja com um documento com foto e colocá-lo num chip novo.",
    ],
    ["noun", 0, "o bloqueio da linha", "a ativação da linha"],
  ),
  fact(
    "Como faço arroz soltinho?",
    [
      "Refogue uma xícara de arroz com alho e óleo por dois minutos. Junte duas xícaras de água fervente e sal e cozinhe em fogo baixo até secar. Desligue e deixe a panela tampada por cinco minutos.",
      "Primeiro, refogue o arroz (uma xícara) no óleo com alho durante 2 minutos. Acrescente o sal e duas xícaras de água fervendo e deixe em fogo baixo até a água secar. Depois de desligar, espere cinco minutos com a panela tampada.",
      "1. Doure o alho no óleo e refogue 1 xícara de arroz por 2 minutos\n2. Adicione 2 xícaras de água fervente e sal\n3. Cozinhe em fogo baixo até que a água seque\n4. Deixe descansar tampado por 5 minutos",
      "Para cada xícara de arroz, use duas de água fervente. O arroz é refogado por dois minutos com óleo e alho; então entram a água e o sal, e ele cozinha em fogo baixo até secar. Por fim, deixe-o descansar cinco minutos na panela tampada, com o fogo desligado.",
    ],
    ["antonym", 0, "fogo baixo", "fogo alto"],
  ),
  fact(
    "Como desenformo o pudim?",
    [
      "Leve o pudim à geladeira por quatro horas antes de desenformar. Passe uma faca nas bordas e aqueça o fundo da forma por alguns segundos no fogão. Vire sobre um prato e retire a forma devagar.",
      "O pudim deve ficar quatro horas na geladeira. Solte as bordas com uma faca, esquente rapidamente o fundo da forma na boca do fogão e vire-a em cima de um prato, puxando com calma.",
      "- Gele o pudim por 4 horas\n- Solte as laterais com uma faca\n- Aqueça a base da forma no fogão por uns segundos\n- Vire num prato e levante a forma lentamente",
      "Depois de quatro horas de geladeira, o pudim está firme. Use uma faca para descolar a borda e dê uma leve aquecida no fundo da forma, por poucos segundos. Em seguida, coloque um prato por cima, vire e tire a forma com cuidado.",
    ],
    ["noun", 1, "na geladeira", "no forno"],
  ),
  fact(
    "Como descongelo carne com segurança?",
    [
      "Passe a carne do congelador para a geladeira na noite anterior. Se tiver pressa, coloque-a em um saco fechado dentro de água fria e troque a água a cada 30 minutos. Nunca descongele em temperatura ambiente, porque as bactérias se multiplicam.",
      "O mais seguro é deixar a carne na geladeira de um dia para o outro. Com pressa, mergulhe-a em água fria, num saco bem fechado, trocando a água de meia em meia hora. Evite descongelar fora da geladeira, pois as bactérias se multiplicam em temperatura ambiente.",
      "- Melhor jeito: transferir a carne para a geladeira na véspera\n- Mais rápido: água fria, em saco vedado, com troca da água a cada 30 minutos\n- Nunca em temperatura ambiente, por causa das bactérias",
      "Tire a carne do freezer na noite anterior e deixe que descongele na geladeira. Uma alternativa mais rápida é um saco fechado em água fria, que precisa ser trocada a cada meia hora. Não deixe a carne sobre a pia: em temperatura ambiente, as bactérias crescem depressa.",
    ],
    ["antonym", 2, "água fria", "água quente"],
  ),
  fact(
    "Preciso deixar o feijão de molho?",
    [
      "Sim, deixe o feijão de molho por doze horas e descarte a água. Isso reduz os gases e faz o feijão cozinhar mais rápido. Na panela de pressão, ele fica pronto em 25 minutos.",
      "Sim. O molho de doze horas diminui os gases e encurta o tempo de cozimento. Jogue fora a água do molho e cozinhe na pressão por 25 minutos.",
      "É recomendável: com 12 horas de molho, o feijão causa menos gases e cozinha mais depressa. Não aproveite essa água. Em panela de pressão, bastam 25 minutos.",
      "Recomendo que sim. Coloque o feijão na água doze horas antes, e depois a descarte. O cozimento fica mais rápido (uns 25 minutos na panela de pressão), e você terá menos gases.",
    ],
    ["number", 3, "doze horas", "duas horas"],
  ),
  fact(
    "Quantos dias de férias eu tenho pela CLT?",
    [
      "Depois de doze meses de trabalho, você tem direito a 30 dias de férias. Elas podem ser divididas em até três períodos, um deles com pelo menos 14 dias. O pagamento, com um terço a mais, deve ser feito dois dias antes do início.",
      "A CLT garante 30 dias de férias a cada doze meses trabalhados. É possível dividi-las em no máximo três períodos, desde que um tenha 14 dias ou mais. A empresa tem de pagar as férias, acrescidas de um terço, até dois dias antes de começarem.",
      "- Direito: 30 dias após 12 meses de trabalho\n- Divisão: até três períodos, sendo um de no mínimo 14 dias\n- Pagamento: com adicional de um terço, dois dias antes das férias",
      "São 30 dias de férias para cada ano trabalhado. Se o empregado concordar, podem ser fracionadas em três partes, das quais uma não pode ser menor que 14 dias. O valor vem com um terço extra e é pago até dois dias antes de as férias começarem.",
    ],
    ["number", 0, "14 dias", "20 dias"],
  ),
  fact(
    "Quem tem direito ao seguro-desemprego?",
    [
      "Tem direito quem foi demitido sem justa causa e trabalhou pelo menos doze meses nos últimos dezoito. O pedido deve ser feito entre o sétimo e o 120º dia após a demissão. Quem pede demissão não recebe o benefício.",
      "O seguro-desemprego é pago ao trabalhador dispensado sem justa causa que tenha trabalhado no mínimo doze dos últimos dezoito meses. Ele pode ser solicitado do sétimo ao 120º dia depois da dispensa. Em caso de pedido de demissão, não há direito.",
      "- Demissão sem justa causa\n- Pelo menos 12 meses de trabalho nos últimos 18\n- Prazo para pedir: do 7º ao 120º dia após a demissão\n- Não vale para quem pediu demissão",
      "Podem recebê-lo os trabalhadores que a empresa demitiu sem justa causa e que tenham ao menos doze meses de trabalho nos dezoito anteriores. Quem sai por vontade própria não tem esse direito. O benefício precisa ser requerido a partir do sétimo dia e até o 120º após a demissão.",
    ],
    ["negation", 1, "não há direito", "há direito"],
  ),
  fact(
    "Posso desistir de uma compra feita pela internet?",
    [
      "Pode. O Código de Defesa do Consumidor dá sete dias, contados do recebimento, para você se arrepender sem explicar o motivo. A loja devolve tudo o que foi pago, inclusive o frete.",
      "Sim: em compras pela internet, o consumidor tem sete dias a partir da entrega para desistir, e não precisa dar justificativa. O valor total deve ser devolvido pela loja, com o frete incluído.",
      "Sim, há um direito de arrependimento de 7 dias, que começa a contar quando o produto é recebido. Não é necessário justificar a desistência, e a loja é obrigada a reembolsar o preço e também o frete.",
      "De acordo com o Código de Defesa do Consumidor, você pode se arrepender da compra em até sete dias depois de receber o produto, sem ter de dizer por quê. Todo o dinheiro pago volta para você, até mesmo o do frete.",
    ],
    ["noun", 3, "depois de receber o produto", "depois de pagar o produto"],
  ),
  fact(
    "Como faço um testamento?",
    [
      "O testamento público é feito em um cartório de notas, diante de duas testemunhas. Metade dos bens é reservada aos herdeiros necessários, como filhos e cônjuge; da outra metade você dispõe livremente. Ele pode ser mudado a qualquer momento.",
      "Vá a um cartório de notas com duas testemunhas e faça um testamento público. Você só pode dispor de metade do patrimônio, porque a outra metade pertence aos herdeiros necessários (filhos e cônjuge, por exemplo). É permitido alterá-lo quando quiser.",
      "- Onde: cartório de notas\n- Testemunhas: duas\n- Limite: metade dos bens é dos herdeiros necessários, como filhos e cônjuge\n- Mudanças: possíveis a qualquer tempo",
      "Para fazer um testamento público, procure um cartório de notas e leve duas testemunhas. A lei reserva metade dos seus bens para herdeiros necessários, entre eles filhos e cônjuge, e o restante vai para quem você escolher. Sempre que desejar, você pode modificá-lo.",
    ],
    ["number", 0, "duas testemunhas", "cinco testemunhas"],
  ),
  fact(
    "Como se faz soro caseiro?",
    [
      "Misture um litro de água filtrada com uma colher de chá de sal e oito colheres de chá de açúcar. Ofereça em pequenos goles ao longo do dia. O soro dura 24 horas; depois disso, jogue fora.",
      "Em 1 litro de água filtrada ou fervida, dissolva oito colheres de chá de açúcar e uma de sal. Deve ser tomado aos poucos durante o dia. Passadas 24 horas, descarte o que sobrar.",
      "Você vai precisar de:\n- 1 litro de água filtrada\n- 1 colher de chá de sal\n- 8 colheres de chá de açúcar\n\nMisture bem, beba em goles pequenos durante o dia e não guarde por mais de 24 horas.",
      "O soro caseiro leva um litro de água filtrada, uma colher de chá de sal e oito de açúcar, tudo bem misturado. Beba pouco por vez, várias vezes ao dia. Ele só pode ser usado por 24 horas e, após esse tempo, precisa ser descartado.",
    ],
    ["role", 3, "uma colher de chá de sal e oito de açúcar", "uma colher de chá de açúcar e oito de sal"],
  ),
  fact(
    "O que fazer em caso de picada de abelha?",
    [
      "Retire o ferrão o quanto antes, raspando com um cartão, sem apertar. Lave com água e sabão e aplique gelo por dez minutos para diminuir o inchaço. Se houver falta de ar ou inchaço no rosto, vá ao pronto-socorro.",
      "Remova logo o ferrão: raspe-o com um cartão e não o aperte. Depois de lavar o local com água e sabão, coloque gelo durante 10 minutos, o que reduz o inchaço. Procure o pronto-socorro se o rosto inchar ou se tiver dificuldade para respirar.",
      "1. Raspe o ferrão com um cartão, sem espremer\n2. Lave com água e sabão\n3. Ponha gelo por 10 minutos contra o inchaço\n4. Falta de ar ou rosto inchado: pronto-socorro imediatamente",
      "O ferrão deve ser tirado rapidamente com a borda de um cartão, e nunca apertado. A seguir, limpe a pele com água e sabão; gelo por dez minutos alivia o inchaço. Falta de ar e inchaço do rosto são sinais de alergia grave e exigem ida ao pronto-socorro.",
    ],
    ["negation", 0, "sem apertar", "apertando"],
  ),
  fact(
    "Quem pode doar sangue?",
    [
      "Pode doar quem tem entre 16 e 69 anos, pesa mais de 50 quilos e está bem de saúde. Menores de 18 anos precisam da autorização dos pais. Homens podem doar a cada dois meses, e mulheres a cada três.",
      "Para doar sangue é preciso estar saudável, ter de 16 a 69 anos e pesar acima de 50 kg. Quem tem menos de 18 anos deve apresentar autorização dos responsáveis. O intervalo mínimo é de dois meses para homens e de três para mulheres.",
      "- Idade: de 16 a 69 anos (com menos de 18, só com autorização dos pais)\n- Peso: mais de 50 quilos\n- Boa saúde\n- Intervalo: dois meses para os homens, três meses para as mulheres",
      "Pessoas saudáveis de 16 a 69 anos, com mais de 50 kg, podem ser doadoras. Se tiverem menos de 18, os pais precisam autorizar. Entre uma doação e outra, os homens esperam ao menos dois meses, enquanto as mulheres esperam três.",
    ],
    [
      "role",
      1,
      "dois meses para homens e de três para mulheres",
      "três meses para homens e de dois para mulheres",
    ],
  ),
  fact(
    "Preciso de receita para comprar antibiótico?",
    [
      "Sim, antibióticos só são vendidos com receita médica em duas vias. A farmácia fica com uma delas. A receita vale por dez dias a partir da data em que foi escrita.",
      "Sim. A farmácia só pode vender antibióticos mediante receita em duas vias, das quais retém uma. O prazo de validade da receita é de dez dias, contados da data da emissão.",
      "Precisa. Exige-se uma receita médica em duas vias, e uma via fica retida na farmácia. Ela é válida durante 10 dias após ser emitida.",
      "No Brasil é obrigatório apresentar receita médica para comprar antibiótico. São duas vias, uma para você e outra para a farmácia, e o documento tem validade de dez dias desde a data da prescrição.",
    ],
    ["number", 2, "10 dias", "30 dias"],
  ),
  fact(
    "Qual é a diferença entre let e const?",
    [
      "Uma variável declarada com let pode receber outro valor mais tarde, e uma declarada com const não. O conteúdo de um objeto const ainda pode ser alterado. Use const por padrão e let apenas quando precisar reatribuir.",
      "Com let, a variável aceita novos valores depois; com const, a reatribuição dá erro. Mesmo assim, as propriedades de um objeto declarado com const podem mudar. O recomendado é usar const sempre que possível e deixar let para quando houver reatribuição.",
      "- let: permite atribuir um novo valor à variável\n- const: não permite reatribuir, mas o conteúdo de um objeto pode mudar\n\nPrefira const e use let somente se for preciso reatribuir.",
      "A diferença está na reatribuição: variáveis let podem receber um novo valor, ao passo que as const não podem. Isso não impede que você modifique o conteúdo de um objeto const. Como regra, escolha const e só recorra a let se o valor tiver de mudar.",
    ],
    ["name", 0, "Use const por padrão", "Use var por padrão"],
  ),
  fact(
    "Como crio um ambiente virtual em Python?",
    [
      "Na pasta do projeto, execute python -m venv .venv. Ative o ambiente com source .venv/bin/activate no Linux ou .venv\\Scripts\\activate no Windows. Para sair, digite deactivate.",
      "Abra o terminal na pasta do projeto e rode python -m venv .venv para criar o ambiente. A ativação é feita com source .venv/bin/activate (Linux) ou com .venv\\Scripts\\activate (Windows). Quando terminar, saia com o comando deactivate.",
      "1. Criar: python -m venv .venv, dentro da pasta do projeto\n2. Ativar no Linux: source .venv/bin/activate\n3. Ativar no Windows: .venv\\Scripts\\activate\n4. Sair: deactivate",
      "O ambiente virtual é criado com o comando python -m venv .venv, que deve ser executado na pasta do projeto. Em seguida ele precisa ser ativado: no Windows, com .venv\\Scripts\\activate; no Linux, com source .venv/bin/activate. O comando deactivate desativa o ambiente.",
    ],
    [
      "role",
      2,
      "Ativar no Linux: source .venv/bin/activate\n3. Ativar no Windows: .venv\\Scripts\\activate",
      "Ativar no Windows: source .venv/bin/activate\n3. Ativar no Linux: .venv\\Scripts\\activate",
    ],
  ),
  fact(
    "O que é uma chave primária?",
    [
      "A chave primária identifica cada linha de uma tabela de forma única. Ela não pode se repetir nem ficar vazia. Outras tabelas se referem a ela por meio de chaves estrangeiras.",
      "É a coluna (ou conjunto de colunas) que identifica unicamente cada registro da tabela. Seus valores não podem ser nulos nem repetidos. As chaves estrangeiras de outras tabelas apontam para ela.",
      "Chave primária é aquilo que distingue uma linha da tabela de todas as outras. Não são permitidos valores repetidos ou nulos. Para fazer referência a ela, as demais tabelas usam uma chave estrangeira.",
      "Em um banco de dados, a chave primária serve para identificar de modo único cada linha da tabela. Por isso, não admite valores duplicados nem vazios. É a ela que as chaves estrangeiras de outras tabelas fazem referência.",
    ],
    ["negation", 3, "não admite valores", "admite valores"],
  ),
  fact(
    "Qual a diferença entre os erros 404 e 500?",
    [
      "O erro 404 significa que a página pedida não existe; em geral, o endereço está errado. O erro 500 indica uma falha dentro do servidor. No primeiro caso, confira o link; no segundo, só resta esperar ou avisar o site.",
      "O 404 aparece quando a página solicitada não é encontrada, normalmente por causa de um endereço incorreto. Já o 500 mostra que houve um problema interno no servidor. Para o 404, verifique o link; para o 500, espere um pouco ou avise os responsáveis pelo site.",
      "- 404: a página não foi encontrada, geralmente porque o endereço está incorreto. Confira o link.\n- 500: o servidor falhou por dentro. Aguarde ou entre em contato com o site.",
      "Um 404 quer dizer que aquela página não existe, quase sempre porque o endereço foi digitado errado: revise o link. Um 500 é uma falha interna do servidor, e nesse caso você só pode aguardar ou informar o dono do site.",
    ],
    ["role", 0, "O erro 404 significa", "O erro 500 significa"],
  ),
  fact(
    "Minha mala foi extraviada. O que devo fazer?",
    [
      "Antes de sair do aeroporto, vá ao balcão da companhia aérea e preencha o registro de irregularidade de bagagem. A empresa tem sete dias para encontrar a mala em voos nacionais e 21 em voos internacionais. Guarde os recibos do que precisar comprar nesse período.",
      "Procure o balcão da companhia ainda no aeroporto e faça o registro de irregularidade de bagagem. O prazo para a devolução da mala é de sete dias em voos domésticos e de 21 em internacionais. Os comprovantes de compras feitas enquanto isso devem ser guardados.",
      "1. Registre a irregularidade no balcão da companhia aérea, antes de deixar o aeroporto\n2. Prazo para localizar a mala: 7 dias (voo nacional) ou 21 dias (voo internacional)\n3. Guarde todos os recibos de compras necessárias",
      "O primeiro passo é preencher, no próprio aeroporto, o registro de irregularidade de bagagem no balcão da companhia. Ela precisa localizar sua mala em até sete dias, se o voo for nacional, ou 21 dias, se for internacional. Não jogue fora os recibos dos gastos que tiver até lá.",
    ],
    ["number", 0, "21 em voos internacionais", "30 em voos internacionais"],
  ),
  fact(
    "Quando devo tomar a vacina de febre amarela antes de viajar?",
    [
      "A vacina deve ser tomada pelo menos dez dias antes da viagem. Uma única dose protege por toda a vida. Leve o certificado internacional, que é exigido na entrada de alguns países.",
      "Tome a vacina com no mínimo dez dias de antecedência. Basta uma dose, pois a proteção dura a vida inteira. Alguns países pedem o certificado internacional na chegada, portanto não se esqueça dele.",
      "- Quando: 10 dias ou mais antes de embarcar\n- Doses: uma só, para a vida toda\n- Documento: o certificado internacional, obrigatório para entrar em certos países",
      "O ideal é se vacinar até dez dias antes da partida. Não é preciso reforço, já que uma dose vale para sempre. Como vários países exigem o certificado internacional de vacinação na entrada, leve-o com você.",
    ],
    ["number", 1, "uma dose", "duas doses"],
  ),
  fact(
    "Qual a melhor época para visitar os Lençóis Maranhenses?",
    [
      "A melhor época vai de junho a setembro, quando as lagoas estão cheias e quase não chove. De outubro em diante, muitas lagoas secam. Barreirinhas é a principal porta de entrada do parque.",
      "Entre junho e setembro, as lagoas ficam cheias e as chuvas são raras: é o melhor período. A partir de outubro, várias lagoas já secaram. A maioria dos passeios parte de Barreirinhas, principal acesso ao parque.",
      "- Melhor período: junho a setembro (lagoas cheias, pouca chuva)\n- A partir de outubro: muitas lagoas secas\n- Base: Barreirinhas, a principal entrada do parque",
      "Vá de junho a setembro. Nesses meses há pouca chuva e as lagoas estão cheias, enquanto de outubro para a frente grande parte delas seca. Para entrar no parque, o ponto de partida mais usado é Barreirinhas.",
    ],
    ["antonym", 3, "lagoas estão cheias", "lagoas estão vazias"],
  ),
  fact(
    "Preciso de visto para ir ao Japão?",
    [
      "Brasileiros não precisam de visto para viagens de turismo de até 90 dias. O passaporte deve estar válido durante toda a estadia. Para trabalhar ou estudar, o visto é obrigatório e deve ser pedido no consulado.",
      "Para turismo, brasileiros podem ficar até 90 dias no Japão sem visto, com um passaporte que seja válido até o fim da estadia. Já para estudo ou trabalho, é necessário solicitar um visto no consulado.",
      "- Turismo, até 90 dias: sem visto para brasileiros\n- Passaporte: válido por toda a estadia\n- Trabalho ou estudo: visto obrigatório, pedido no consulado",
      "Se a viagem for a turismo e durar no máximo 90 dias, o visto é dispensado para brasileiros; basta que o passaporte não vença durante a estadia. Quem vai estudar ou trabalhar precisa requerer o visto no consulado.",
    ],
    ["noun", 2, "Turismo", "Trabalho"],
  ),
  fact(
    "Quando foi proclamada a independência do Brasil?",
    [
      "Dom Pedro proclamou a independência em 7 de setembro de 1822, às margens do riacho Ipiranga, em São Paulo. Em dezembro do mesmo ano, ele foi coroado imperador. Portugal só reconheceu a independência em 1825.",
      "Foi em 7 de setembro de 1822, quando Dom Pedro deu o grito de independência junto ao riacho Ipiranga, em São Paulo. A coroação dele como imperador ocorreu em dezembro daquele ano, e o reconhecimento por Portugal veio apenas em 1825.",
      "- Data: 7 de setembro de 1822\n- Quem: Dom Pedro, à beira do riacho Ipiranga (São Paulo)\n- Coroação como imperador: dezembro de 1822\n- Reconhecimento por Portugal: 1825",
      "A independência do Brasil foi proclamada por Dom Pedro no dia 7 de setembro de 1822, em São Paulo, à margem do Ipiranga. Ainda em dezembro de 1822 ele recebeu a coroa de imperador, mas foi preciso esperar até 1825 para que Portugal reconhecesse o novo país.",
    ],
    ["number", 1, "em 1825", "em 1852"],
  ),
  fact(
    "O que aconteceu no terremoto de Lisboa?",
    [
      "Em 1º de novembro de 1755, um terremoto destruiu grande parte de Lisboa, e logo depois vieram um maremoto e incêndios. Morreram dezenas de milhares de pessoas. O Marquês de Pombal comandou a reconstrução da cidade, com ruas largas e retas.",
      "Lisboa foi destruída em boa parte por um terremoto no dia 1º de novembro de 1755, ao qual se seguiram um maremoto e vários incêndios. O número de mortos chegou a dezenas de milhares. A reconstrução, dirigida pelo Marquês de Pombal, deu à cidade ruas retas e largas.",
      "- Data: 1º de novembro de 1755\n- O que houve: um terremoto, seguido de maremoto e incêndios, arrasou grande parte de Lisboa\n- Mortos: dezenas de milhares\n- Depois: o Marquês de Pombal reconstruiu a cidade com ruas largas e retas",
      "O terremoto de 1º de novembro de 1755 arruinou boa parte da cidade, e o que restou sofreu com o maremoto e o fogo que vieram em seguida. Estima-se que dezenas de milhares de pessoas tenham morrido. Coube ao Marquês de Pombal reconstruir Lisboa, com ruas largas e em linha reta.",
    ],
    ["name", 2, "Marquês de Pombal", "Duque de Aveiro"],
  ),
];
