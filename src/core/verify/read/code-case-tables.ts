/** Words by which `code-case.ts` decides that a capital belongs to code, in English and Portuguese. Tables only. */
import { wordSet } from "../../word-set.ts";

/** Languages and tools in which `Map` and `map` are two names. */
export const CASED_LANGUAGES =
  wordSet(`python java javascript typescript golang go rust ruby swift kotlin scala c++ c# c perl
  lua haskell elixir erlang clojure julia dart r php bash shell zsh sh powershell regex regexp vim vi emacs sed awk
  strftime react vue angular svelte jest pytest node node.js django flask rails spring json yaml git make makefile cmake
  linux unix kubectl jsx tsx regular regulares pandas numpy polars scipy pytorch tensorflow keras sklearn matplotlib seaborn
  terraform ansible plotly opencv sqlalchemy pydantic fastapi lxml jquery laravel express mocha cypress playwright rxjs redux flutter`);

/** Words that a name follows: the variable PATH, the branch main, the key G. */
export const NAMED_KINDS =
  wordSet(`variable variables constant class function method type keyword column table branch file
  filename folder directory key flag option component module package command letter field alias property attribute
  interface struct enum argument parameter macro label switch token hook decorator namespace identifier script
  variável variáveis constante classe função método tipo coluna tabela ramo arquivo ficheiro pasta diretório chave tecla
  opção componente módulo pacote comando letra campo propriedade atributo argumento parâmetro rótulo código code
  ambiente environment formato format`);

/** Participles that a name follows. */
export const NAMED_BY = wordSet("named called chamada chamado nomeada nomeado");

/** Words that may follow a name: the PATH variable. */
export const NAMED_FOR =
  wordSet(`variable constant class function method component branch interface struct enum keyword
  macro namespace hook decorator parameter argument attribute`);

/** Words of a question about patterns for dates and times, in which MM is the month and mm the minute. */
export const OF_PATTERNS =
  wordSet(`format formats formatted formatting pattern patterns mask date dates datetime timestamp strftime hour hours minutes
  formato formatos formatar padrão padrões máscara data datas hora horas minutos`);

/** Ends of the names of files whose capitals a file system may tell apart. */
export const FILE_ENDS =
  wordSet(`js jsx ts tsx mjs cjs py rb rs go java kt c h cc cpp hpp cs php swift scala sh sql html htm css scss json yml yaml
  toml xml csv tsv txt md png jpg jpeg gif svg webp pdf doc docx xls xlsx ppt pptx zip gz tar mp3 mp4 wav ini cfg conf log`);

/** Without one of these only its own capitals make a word one of code. */
export const OF_CODE: ReadonlySet<string> = new Set([
  ...CASED_LANGUAGES,
  ...NAMED_KINDS,
  ...NAMED_BY,
  ...NAMED_FOR,
]);

/** Where names and keywords are read in any case, so that a capital there is style. */
export const UNCASED_PLACES =
  wordSet(`sql excel spreadsheet sheets planilha planilhas html css windows dos basic vba pascal
  fortran cobol`);

/** Products, protocols, formats, abbreviations and files whose names a tool prescribes: people write them in any case. */
export const ANY_CASE_NAMES =
  wordSet(`python java javascript typescript golang go rust ruby swift kotlin scala perl lua haskell
  elixir erlang clojure julia dart php bash shell zsh powershell regex vim emacs react vue angular svelte jest pytest node
  django flask rails spring laravel express next nuxt jquery bootstrap tailwind graphql git github gitlab bitbucket docker
  kubernetes helm terraform ansible jenkins linux ubuntu debian fedora centos windows mac macos unix android ios iphone
  ipad aws azure gcp google amazon microsoft apple facebook meta openai chatgpt gpt slack jira notion excel word outlook
  teams chrome firefox safari edge postgres postgresql mysql sqlite mariadb mongodb mongo redis kafka rabbitmq
  elasticsearch oracle spark hadoop pandas numpy scipy pytorch tensorflow keras jupyter anaconda conda pip npm yarn pnpm
  webpack vite babel eslint prettier nginx apache tomcat firebase heroku netlify vercel cloudflare stripe paypal whatsapp
  telegram discord zoom wordpress shopify figma photoshop unity unreal arduino raspberry vscode intellij eclipse xcode
  json xml yaml yml toml csv tsv html css pdf jpg jpeg png gif svg mp3 mp4 zip txt doc docx xls xlsx api apis rest soap
  grpc rpc http https ftp sftp ssh ssl tls tcp udp ip dns vpn url urls uri uuid guid jwt oauth sso saml ldap cors csrf xss
  sql nosql orm crud dom ajax sdk cli gui ide ui ux ai ml nlp llm os cpu gpu ram rom ssd hdd usb pc id ids ok utf ascii
  unicode regexp crlf utc gmt iso english portuguese french spanish german inglês português espanhol francês i
  package tsconfig requirements ipv gpt4o three socket chart moment nest nuxt ember backbone alpine knockout gatsby meteor`);
