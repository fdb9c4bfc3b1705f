/**
 * Answers of the demo model by topic, in English and Portuguese. A question gets a topic's answer where it has all
 * ideas that the topic needs and no idea outside it: "revoke a JWT in Java" does not get the answer on JWT in Python.
 */
import type { DemoLanguage } from "./words.ts";

export interface Topic {
  /** Ideas that the question must all have. */
  readonly needs: readonly string[];
  /** Ideas that the question may have without asking for another answer. */
  readonly also: readonly string[];
  readonly text: Readonly<Record<DemoLanguage, string>>;
}

function topic(needs: string, also: string, en: string, pt: string): Topic {
  return { needs: words(needs), also: words(also), text: { en, pt } };
}

function words(list: string): string[] {
  return list.split(" ").filter((word) => word !== "");
}

/** How each language signs and checks a JWT: idea | name | library | call that signs | call that checks. */
const JWT_BY_LANGUAGE: readonly string[] = [
  'python|Python|PyJWT (`pip install pyjwt`)|`jwt.encode(claims, secret, algorithm="HS256")`|`jwt.decode(token, secret, algorithms=["HS256"])`',
  "java|Java|JJWT (`io.jsonwebtoken:jjwt-api`)|`Jwts.builder().claims(claims).signWith(key).compact()`|`Jwts.parser().verifyWith(key).build().parseSignedClaims(token)`",
  'javascript|Node.js|jose (`npm install jose`)|`new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(secret)`|`jwtVerify(token, secret)`',
  "golang|Go|golang-jwt (`github.com/golang-jwt/jwt/v5`)|`jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(secret)`|`jwt.Parse(text, keyFunc)`",
  "rust|Rust|the `jsonwebtoken` crate|`encode(&Header::default(), &claims, &key)`|`decode::<Claims>(&token, &key, &Validation::default())`",
  'ruby|Ruby|the `jwt` gem|`JWT.encode(claims, secret, "HS256")`|`JWT.decode(token, secret, true, algorithm: "HS256")`',
  'php|PHP|`firebase/php-jwt`|`JWT::encode($claims, $secret, "HS256")`|`JWT::decode($token, new Key($secret, "HS256"))`',
  "csharp|C#|`Microsoft.IdentityModel.JsonWebTokens`|`new JsonWebTokenHandler().CreateToken(descriptor)`|`ValidateTokenAsync(token, parameters)`",
];

function jwtTopics(): Topic[] {
  return JWT_BY_LANGUAGE.map((row) => row.split("|")).flatMap(([idea, name, library, sign, check]) => [
    topic(
      `jwt ${idea}`,
      "implement auth token api",
      `To implement JWT authentication in ${name}, use ${library}. At login, check the password and sign a token with ${sign}, with the user's id in \`sub\` and a short \`exp\`. On every request read the token from the \`Authorization: Bearer\` header and check it with ${check}. Keep the secret out of the code and answer 401 when the check fails.`,
      `Para implementar autenticação JWT em ${name}, use ${library}. No login, confira a senha e assine um token com ${sign}, com o id do usuário em \`sub\` e um \`exp\` curto. Em cada requisição, leia o token do cabeçalho \`Authorization: Bearer\` e valide-o com ${check}. Guarde o segredo fora do código e responda 401 quando a validação falhar.`,
    ),
    topic(
      `jwt revoke ${idea}`,
      "implement auth token api",
      `A signed JWT stays valid until it expires, so revoking one in ${name} needs state on the server. Put the token's \`jti\` on a deny list, for example in Redis, with a time to live equal to what is left of its \`exp\`. After ${check} has accepted the signature, refuse the token if its \`jti\` is on the list.`,
      `Um JWT assinado vale até expirar, então revogá-lo em ${name} exige estado no servidor. Coloque o \`jti\` do token em uma lista de bloqueio, por exemplo no Redis, com tempo de vida igual ao que resta do \`exp\`. Depois que ${check} aceitar a assinatura, recuse o token se o \`jti\` estiver na lista.`,
    ),
    topic(
      `jwt verify ${idea}`,
      "auth token api",
      `To verify a JWT in ${name}, use ${library} and call ${check}. Name the accepted algorithm yourself and never take it from the token's header. Then check \`exp\`, \`aud\` and \`iss\`, and answer 401 when one of them does not hold.`,
      `Para verificar um JWT em ${name}, use ${library} e chame ${check}. Diga você mesmo qual algoritmo é aceito e nunca o leia do cabeçalho do token. Depois confira \`exp\`, \`aud\` e \`iss\`, e responda 401 quando algum não valer.`,
    ),
  ]);
}

/** Three strings for each topic: `needs | also`, the answer in English, the answer in Portuguese. */
const PLAIN_TOPICS: readonly string[] = [
  "jwt | token auth",
  "A JSON Web Token (JWT) is a signed statement about a user. It has three base64url parts: a header that names the algorithm, a payload of claims such as `sub` and `exp`, and a signature. Whoever holds the key can check it without asking a database. The payload is readable by anyone, so it must hold no secrets.",
  "Um JSON Web Token (JWT) é uma declaração assinada sobre um usuário. Ele tem três partes em base64url: um cabeçalho que diz o algoritmo, uma carga com declarações como `sub` e `exp`, e uma assinatura. Quem tem a chave pode conferi-lo sem consultar um banco de dados. A carga é legível por qualquer um, então não deve conter segredos.",
  "jwt implement | token auth api",
  "To implement JWT authentication, sign a token with the user's id and a short expiry at login, and return it to the client. The client sends it in the `Authorization: Bearer` header. A middleware checks signature, `exp`, `aud` and `iss` on every request. Use a maintained library of your language and keep the key in a secret store.",
  "Para implementar autenticação JWT, assine no login um token com o id do usuário e uma validade curta e devolva-o ao cliente. O cliente o envia no cabeçalho `Authorization: Bearer`. Um middleware confere assinatura, `exp`, `aud` e `iss` em cada requisição. Use uma biblioteca mantida da sua linguagem e guarde a chave em um cofre de segredos.",
  "jwt revoke | token auth api",
  "A signed JWT cannot be taken back by itself: it stays valid until `exp`. Keep its life short, and keep a deny list of `jti` values until they would have expired. To end all sessions of a user, store a moment before which that user's tokens are refused. Revoke the refresh token as well.",
  "Um JWT assinado não pode ser recolhido por si só: ele vale até `exp`. Mantenha a validade curta e uma lista de bloqueio de valores `jti` até que expirem. Para encerrar todas as sessões de um usuário, guarde um momento antes do qual os tokens dele são recusados. Revogue também o refresh token.",
  "jwt refresh | token auth api implement",
  "To refresh a JWT, give the client a second, long-lived refresh token in an HttpOnly cookie. When the access token has expired, the client trades the refresh token for a new pair. Rotate the refresh token at each use, and end the session when an old one is seen again.",
  "Para renovar um JWT, dê ao cliente um segundo token, o refresh token, de longa duração, em um cookie HttpOnly. Quando o token de acesso expirar, o cliente troca o refresh token por um novo par. Troque o refresh token a cada uso e encerre a sessão quando um antigo reaparecer.",
  "jwt expire | token auth",
  "A JWT expires at the moment in its `exp` claim, given in seconds since 1970. Access tokens usually live 5 to 15 minutes, refresh tokens days or weeks. Allow a minute of clock skew when you check it.",
  "Um JWT expira no momento indicado em `exp`, em segundos desde 1970. Tokens de acesso costumam durar de 5 a 15 minutos; refresh tokens, dias ou semanas. Ao conferir, aceite um minuto de diferença entre relógios.",
  "reverse proxy | http",
  "A reverse proxy stands in front of your servers and takes requests on their behalf. It can terminate TLS, spread load, cache answers and hide how the servers are laid out. Clients see only the proxy. nginx, HAProxy, Envoy and Caddy are common choices.",
  "Um proxy reverso fica na frente dos seus servidores e recebe as requisições por eles. Pode encerrar o TLS, distribuir a carga, guardar respostas em cache e esconder a organização dos servidores. Os clientes veem apenas o proxy. nginx, HAProxy, Envoy e Caddy são escolhas comuns.",
  "forward proxy | http",
  "A forward proxy stands in front of clients and makes requests to the internet on their behalf. Servers see the proxy's address instead of the client's. Companies use one to filter, log or cache outgoing traffic.",
  "Um forward proxy fica na frente dos clientes e faz requisições à internet por eles. Os servidores veem o endereço do proxy em vez do endereço do cliente. Empresas o usam para filtrar, registrar ou guardar em cache o tráfego de saída.",
  "forward reverse proxy | difference http",
  "A forward proxy acts for clients: it sends their requests out and hides who they are. A reverse proxy acts for servers: it takes requests in and hides how the servers are laid out. The first is chosen by the client's side, the second by the server's.",
  "Um forward proxy age pelos clientes: envia as requisições deles e esconde quem são. Um proxy reverso age pelos servidores: recebe as requisições e esconde a organização deles. O primeiro é escolhido pelo lado do cliente; o segundo, pelo lado do servidor.",
  "load balancer |",
  "A load balancer spreads requests over several servers so that none is overloaded. It checks which servers are healthy and leaves out those that are not. Common rules are round robin, fewest connections, and hashing of the client.",
  "Um balanceador de carga distribui requisições entre vários servidores para que nenhum fique sobrecarregado. Ele verifica quais servidores estão saudáveis e deixa os outros de fora. Regras comuns são rodízio, menos conexões e hash do cliente.",
  "cache |",
  "A cache keeps copies of results close to where they are needed, so that the same work is not done twice. A look-up that finds a copy is a hit, one that does not is a miss. Each copy needs a life time or a way to be invalidated, or it will grow stale.",
  "Um cache guarda cópias de resultados perto de onde são necessários, para que o mesmo trabalho não seja feito duas vezes. Uma consulta que encontra a cópia é um acerto; a que não encontra, uma falha. Cada cópia precisa de um tempo de vida ou de uma forma de invalidação, senão fica velha.",
  "semantic cache |",
  "A semantic cache finds stored answers by the meaning of a question and not by its exact text. Questions become vectors, and a near vector suggests that the old answer fits the new question. Nearness alone is not proof, so a good one checks numbers, names and negation before it serves.",
  "Um cache semântico encontra respostas guardadas pelo significado da pergunta, e não pelo texto exato. As perguntas viram vetores, e um vetor próximo sugere que a resposta antiga serve para a pergunta nova. Proximidade não é prova, então um bom cache confere números, nomes e negação antes de servir.",
  "cache revoke |",
  "To invalidate a cache, either let entries expire after a fixed life, delete them when the data behind them changes, or put a version into the key so that old entries are never asked for again. Versioned keys are the simplest to get right.",
  "Para invalidar um cache, deixe as entradas expirarem após um tempo fixo, apague-as quando os dados mudarem ou ponha uma versão na chave para que as antigas nunca mais sejam pedidas. Chaves com versão são as mais fáceis de acertar.",
  "cache eviction | policy",
  "A cache eviction policy says which entry goes when the cache is full. LRU removes the one that was not used for the longest time, LFU the one that was used least often. LRU is simple and good for most traffic; LFU resists scans better.",
  "Uma política de remoção diz qual entrada sai quando o cache está cheio. LRU remove a que está há mais tempo sem uso; LFU, a menos usada. LRU é simples e serve para a maioria dos casos; LFU resiste melhor a varreduras.",
  "http |",
  "HTTP is the protocol by which browsers and programs ask servers for resources. A request has a method such as GET or POST, a path, headers and perhaps a body; the response has a status code, headers and a body. It keeps no state between requests, so cookies or tokens carry it.",
  "HTTP é o protocolo pelo qual navegadores e programas pedem recursos a servidores. Uma requisição tem um método como GET ou POST, um caminho, cabeçalhos e talvez um corpo; a resposta tem um código de status, cabeçalhos e um corpo. Ele não guarda estado entre requisições, por isso cookies ou tokens o carregam.",
  "post | difference implement http",
  "GET reads a resource: it has no effect on the server, may be repeated and is cached. POST sends a body to be processed: it may change something, is not repeated by itself and is rarely cached. Put what is secret or large into the body of a POST, never into an address.",
  "GET lê um recurso: não tem efeito no servidor, pode ser repetido e vai para o cache. POST envia um corpo para ser processado: pode mudar algo, não é repetido por si só e raramente vai para o cache. Ponha o que é secreto ou grande no corpo de um POST, nunca no endereço.",
  "http idempotent | put",
  "An HTTP method is idempotent when repeating a request has the same effect on the server as sending it once. GET, HEAD, PUT, DELETE and OPTIONS are; POST and PATCH are not by definition. That is why a client may retry a PUT after a lost answer but not a POST.",
  "Um método HTTP é idempotente quando repetir a requisição tem o mesmo efeito no servidor que enviá-la uma vez. GET, HEAD, PUT, DELETE e OPTIONS são; POST e PATCH não são por definição. Por isso um cliente pode repetir um PUT depois de perder a resposta, mas não um POST.",
  "put patch | difference http",
  "PUT replaces the whole resource with the body that is sent, and is idempotent. PATCH changes only the named parts and need not be idempotent. Use PUT when the client holds the full state, PATCH for partial edits.",
  "PUT substitui o recurso inteiro pelo corpo enviado e é idempotente. PATCH altera só as partes indicadas e não precisa ser idempotente. Use PUT quando o cliente tem o estado completo; PATCH, para edições parciais.",
  "tcp udp | difference implement",
  "TCP sets up a connection and delivers bytes in order, resending what is lost. UDP sends single packets without connection, order or guarantee, and is quicker to start. Use TCP for web pages, mail and files, and UDP for voice, games and DNS, where a late packet is worthless.",
  "O TCP abre uma conexão e entrega os bytes em ordem, reenviando o que se perde. O UDP envia pacotes avulsos, sem conexão, ordem ou garantia, e começa mais rápido. Use TCP para páginas, e-mail e arquivos, e UDP para voz, jogos e DNS, onde um pacote atrasado não serve mais.",
  "tcp |",
  "TCP is a transport protocol that carries a stream of bytes between two programs. It sets up a connection with a three-way handshake, numbers the bytes, resends what is lost and slows down when the network is full.",
  "TCP é um protocolo de transporte que leva um fluxo de bytes entre dois programas. Ele abre a conexão com um aperto de mãos de três vias, numera os bytes, reenvia o que se perde e desacelera quando a rede está cheia.",
  "udp |",
  "UDP is a transport protocol that sends single packets without setting up a connection. It promises neither order nor delivery, which makes it small and quick. DNS, voice, games and QUIC are built on it.",
  "UDP é um protocolo de transporte que envia pacotes avulsos sem abrir conexão. Não promete ordem nem entrega, o que o torna pequeno e rápido. DNS, voz, jogos e QUIC são construídos sobre ele.",
  "dns |",
  "DNS turns a name such as example.com into an IP address. A resolver asks the root, then the top-level domain, then the server that is in charge of the name, and caches the answer for its time to live.",
  "O DNS transforma um nome como example.com em um endereço IP. Um resolvedor pergunta à raiz, depois ao domínio de topo e depois ao servidor responsável pelo nome, e guarda a resposta pelo tempo de vida dela.",
  "tls | http",
  "TLS encrypts a connection and proves who the server is. In the handshake both sides agree on keys, and the server shows a certificate signed by an authority that the client trusts. After it nobody between them can read or change the data.",
  "O TLS cifra uma conexão e prova quem é o servidor. No aperto de mãos os dois lados combinam chaves, e o servidor mostra um certificado assinado por uma autoridade em que o cliente confia. Depois disso ninguém no meio pode ler ou alterar os dados.",
  "reset password |",
  'To reset your password, open the sign-in page and choose "Forgot password". Enter your e-mail address and open the link that we send you; it is valid for 30 minutes. Choose a new password of at least 12 characters. If no mail arrives, look into the spam folder.',
  'Para redefinir sua senha, abra a página de login e escolha "Esqueci a senha". Digite seu e-mail e abra o link que enviaremos; ele vale por 30 minutos. Escolha uma nova senha com pelo menos 12 caracteres. Se o e-mail não chegar, veja a pasta de spam.',
  "change password |",
  'To change your password, sign in, open Settings and then Security, and choose "Change password". Enter the current one once and the new one twice. Other devices are signed out at once.',
  'Para trocar sua senha, entre na conta, abra Configurações e depois Segurança, e escolha "Alterar senha". Digite a atual uma vez e a nova duas vezes. Os outros aparelhos são desconectados na hora.',
  "refund | policy duration",
  'You can ask for a refund within 30 days of delivery, as long as the item is unused and in its packaging. Open your order, choose "Return or refund" and print the label. The money goes back to the way you paid within 5 to 10 working days.',
  'Você pode pedir reembolso em até 30 dias após a entrega, desde que o item esteja sem uso e na embalagem. Abra o pedido, escolha "Devolução ou reembolso" e imprima a etiqueta. O valor volta para a forma de pagamento em 5 a 10 dias úteis.',
  "shipping | policy duration",
  "Standard shipping takes 3 to 5 working days, express shipping one. You get a tracking link by mail as soon as the parcel leaves us. Orders above 50 are shipped free of charge.",
  "A entrega padrão leva de 3 a 5 dias úteis; a expressa, um. Você recebe um link de rastreio por e-mail assim que o pacote sai. Pedidos acima de 50 têm frete grátis.",
  "revoke subscription |",
  'To cancel your subscription, open Settings, then Billing, and choose "Cancel plan". You keep access until the end of the paid period, and nothing more is charged after it.',
  'Para cancelar sua assinatura, abra Configurações, depois Cobrança, e escolha "Cancelar plano". O acesso continua até o fim do período pago, e nada mais é cobrado depois.',
  "refresh subscription |",
  'To renew your subscription, open Settings, then Billing, and choose "Renew plan". The new period begins when the current one ends, so no paid day is lost.',
  'Para renovar sua assinatura, abra Configurações, depois Cobrança, e escolha "Renovar plano". O novo período começa quando o atual termina, então nenhum dia pago se perde.',
  "docker | container",
  "Docker packs a program with everything it needs into an image and runs it as a container, apart from the rest of the machine. The image is described by a Dockerfile, so the same build runs on a laptop and on a server.",
  "O Docker empacota um programa com tudo de que ele precisa em uma imagem e o executa como contêiner, separado do resto da máquina. A imagem é descrita por um Dockerfile, então a mesma construção roda no laptop e no servidor.",
  "container image | docker difference",
  "An image is a read-only template: files and settings, built once and shared. A container is a running instance of an image, with its own writable layer, processes and network. One image can run as many containers.",
  "Uma imagem é um modelo somente leitura: arquivos e configurações, feito uma vez e compartilhado. Um contêiner é uma instância em execução de uma imagem, com sua própria camada gravável, processos e rede. Uma imagem pode rodar como muitos contêineres.",
  "kubernetes | container",
  "Kubernetes runs containers on many machines. You declare what should run, and it places the containers, restarts failed ones, scales them and gives them stable names on the network.",
  "O Kubernetes roda contêineres em muitas máquinas. Você declara o que deve rodar, e ele posiciona os contêineres, reinicia os que falham, ajusta a quantidade e dá a eles nomes estáveis na rede.",
  "inner left join | sql difference",
  "An INNER JOIN returns only the rows that have a match in both tables. A LEFT JOIN returns every row of the left table, with NULL where the right one has no match. Use LEFT JOIN when missing partners must still show.",
  "Um INNER JOIN devolve só as linhas que têm par nas duas tabelas. Um LEFT JOIN devolve todas as linhas da tabela da esquerda, com NULL onde a da direita não tem par. Use LEFT JOIN quando as linhas sem par também devem aparecer.",
  "sql injection | prevent",
  "To prevent SQL injection, never build a query by joining text with user input. Use parameterised queries, so that the database sees the input as data only. Give the account few rights, and check names of tables and columns against a fixed list.",
  "Para evitar injeção de SQL, nunca monte uma consulta juntando texto com a entrada do usuário. Use consultas parametrizadas, para que o banco veja a entrada apenas como dado. Dê poucos direitos à conta e confira nomes de tabelas e colunas em uma lista fixa.",
  "sql index |",
  "An index in SQL is a sorted copy of some columns that lets the database find rows without reading the whole table. It makes reads quicker and writes a little slower. Create one on columns that filters and joins use often.",
  "Um índice em SQL é uma cópia ordenada de algumas colunas que permite achar linhas sem ler a tabela inteira. Ele acelera leituras e torna escritas um pouco mais lentas. Crie um nas colunas usadas com frequência em filtros e junções.",
  "sql |",
  "SQL is the language in which relational databases are asked and changed. `SELECT` reads rows, `INSERT`, `UPDATE` and `DELETE` change them, and `JOIN` brings tables together. You say what you want, and the database plans how to get it.",
  "SQL é a linguagem com que se consultam e alteram bancos de dados relacionais. `SELECT` lê linhas, `INSERT`, `UPDATE` e `DELETE` as alteram, e `JOIN` reúne tabelas. Você diz o que quer, e o banco planeja como obter.",
  "git undo commit |",
  "To undo the last commit and keep its changes, run `git reset --soft HEAD~1`. If the commit was pushed already, run `git revert HEAD` instead: it adds a commit that takes the change back and leaves history as it is.",
  "Para desfazer o último commit e manter as alterações, execute `git reset --soft HEAD~1`. Se o commit já foi enviado, execute `git revert HEAD`: isso cria um commit que desfaz a mudança e deixa o histórico como está.",
  "merge rebase | git difference",
  "A merge joins two branches with a new commit and leaves history as it happened. A rebase moves your commits on top of the other branch and gives a straight history, but rewrites them. Do not rebase commits that others already have.",
  "Um merge une dois ramos com um novo commit e mantém o histórico como aconteceu. Um rebase move seus commits para cima do outro ramo e dá um histórico reto, mas os reescreve. Não faça rebase de commits que outras pessoas já têm.",
  "rest graphql | api difference",
  "REST gives each resource an address and uses HTTP methods on it, so caches and tools work at once. GraphQL has one address, and the client names the fields it wants, which saves round trips. Choose REST for simple public APIs, GraphQL for many differing views of the same data.",
  "REST dá um endereço a cada recurso e usa os métodos HTTP, então caches e ferramentas funcionam de imediato. GraphQL tem um só endereço, e o cliente diz os campos que quer, o que poupa idas e voltas. Escolha REST para APIs públicas simples e GraphQL para muitas visões dos mesmos dados.",
  "rest api | http",
  "A REST API offers resources at addresses and acts on them with HTTP methods: GET reads, POST creates, PUT replaces, DELETE removes. Each request carries all that is needed to answer it, and status codes say how it went.",
  "Uma API REST oferece recursos em endereços e age sobre eles com métodos HTTP: GET lê, POST cria, PUT substitui, DELETE remove. Cada requisição traz tudo o que é preciso para respondê-la, e os códigos de status dizem como foi.",
  "enable firewall | ubuntu",
  "To enable the firewall on Ubuntu, first allow SSH with `sudo ufw allow OpenSSH`, so that you do not lock yourself out. Then run `sudo ufw enable`. `sudo ufw status` shows the rules in force.",
  "Para ativar o firewall no Ubuntu, primeiro libere o SSH com `sudo ufw allow OpenSSH`, para não ficar trancado do lado de fora. Depois execute `sudo ufw enable`. `sudo ufw status` mostra as regras em vigor.",
  "disable firewall | ubuntu",
  "To disable the firewall on Ubuntu, run `sudo ufw disable`. The rules are kept and come back with the next enabling. Leave it off only while you look for a fault.",
  "Para desativar o firewall no Ubuntu, execute `sudo ufw disable`. As regras são mantidas e voltam na próxima ativação. Deixe-o desligado só enquanto procura uma falha.",
  "pancake | recipe egg",
  "For pancakes, whisk 200 g of flour, 2 eggs, 300 ml of milk and a pinch of salt into a smooth batter and let it rest for 15 minutes. Heat a little butter in a pan and fry each pancake for about 2 minutes on the first side and 1 on the other.",
  "Para panquecas, bata 200 g de farinha, 2 ovos, 300 ml de leite e uma pitada de sal até ficar liso e deixe descansar 15 minutos. Aqueça um pouco de manteiga em uma frigideira e frite cada panqueca por cerca de 2 minutos de um lado e 1 do outro.",
  "pancake egg without | recipe",
  "For pancakes without eggs, mix 200 g of flour with 2 teaspoons of baking powder, 300 ml of milk, a mashed banana and a pinch of salt. Let the batter rest for 10 minutes and fry small pancakes over medium heat; they are softer than usual, so turn them late.",
  "Para panquecas sem ovos, misture 200 g de farinha com 2 colheres de chá de fermento, 300 ml de leite, uma banana amassada e uma pitada de sal. Deixe a massa descansar 10 minutos e frite panquecas pequenas em fogo médio; são mais macias, então vire-as mais tarde.",
  "brigadeiro | recipe",
  "For brigadeiros, cook a can of condensed milk with 3 tablespoons of cocoa and a tablespoon of butter over low heat, stirring until it comes off the bottom of the pan. Let it cool, roll small balls with buttered hands and cover them in chocolate sprinkles.",
  "Para brigadeiros, cozinhe uma lata de leite condensado com 3 colheres de sopa de cacau e uma de manteiga em fogo baixo, mexendo até soltar do fundo da panela. Deixe esfriar, enrole bolinhas com as mãos untadas e passe no granulado.",
  "rice | recipe",
  "To cook rice, rinse one cup of it until the water runs clear. Bring it to the boil with two cups of water and a pinch of salt, cover, and let it simmer for 15 minutes. Leave it covered off the heat for 5 minutes and loosen it with a fork.",
  "Para fazer arroz, lave uma xícara até a água sair clara. Leve à fervura com duas xícaras de água e uma pitada de sal, tampe e deixe em fogo baixo por 15 minutos. Deixe tampado fora do fogo por 5 minutos e solte com um garfo.",
  "photosynthesis |",
  "Photosynthesis is how plants turn light, water and carbon dioxide into sugar and oxygen. Chlorophyll in the leaves catches the light; its energy splits water and sets oxygen free, and then builds sugar from carbon dioxide.",
  "A fotossíntese é como as plantas transformam luz, água e gás carbônico em açúcar e oxigênio. A clorofila nas folhas capta a luz; a energia quebra a água, libera oxigênio e depois monta açúcar a partir do gás carbônico.",
  "recursion |",
  "Recursion means that a function calls itself on a smaller part of the problem. It needs a base case that ends it and a step that comes closer to it. Every recursion can be written as a loop with a stack of its own.",
  "Recursão significa que uma função chama a si mesma em uma parte menor do problema. Ela precisa de um caso base que a encerre e de um passo que se aproxime dele. Toda recursão pode ser escrita como um laço com sua própria pilha.",
  "sort list python | ascending",
  "To sort a list in Python, call `items.sort()` to change it in place or `sorted(items)` for a new list. Both sort in ascending order; pass `key=` to say by what.",
  "Para ordenar uma lista em Python, chame `items.sort()` para alterá-la ou `sorted(items)` para obter uma nova. Ambas ordenam em ordem crescente; passe `key=` para dizer por qual critério.",
  "sort list python descending |",
  "To sort a list in Python in descending order, pass `reverse=True`: `items.sort(reverse=True)` changes it in place, `sorted(items, reverse=True)` gives a new list.",
  "Para ordenar uma lista em Python em ordem decrescente, passe `reverse=True`: `items.sort(reverse=True)` a altera, `sorted(items, reverse=True)` devolve uma nova.",
  "hello |",
  "Hello! I am the demo model that comes with Semblance. Ask me about JWT, HTTP, caches, Docker or SQL, then ask again in other words and watch the response headers.",
  "Olá! Sou o modelo de demonstração que vem com o Semblance. Pergunte sobre JWT, HTTP, caches, Docker ou SQL, depois pergunte de novo com outras palavras e observe os cabeçalhos da resposta.",
  "who |",
  "I am the demo model that comes with Semblance: a small table of answers behind the shape of OpenAI's API. Name a real upstream in the configuration when you are ready.",
  "Sou o modelo de demonstração que vem com o Semblance: uma pequena tabela de respostas com a forma da API da OpenAI. Indique um upstream de verdade na configuração quando quiser.",
];

export const TOPICS: readonly Topic[] = [
  ...jwtTopics(),
  ...Array.from({ length: PLAIN_TOPICS.length / 3 }, (_, i) => {
    const [ideas = "", en = "", pt = ""] = PLAIN_TOPICS.slice(3 * i);
    const [needs = "", also = ""] = ideas.split("|");
    return topic(needs, also, en, pt);
  }),
];
