/** Words by which `named-things.ts` finds a name in small letters: "the branch test", "a folder called docs". Tables only. */
import { wordSet } from "../../word-set.ts";

/** A name follows. */
export const NAMED = wordSet(`named called titled entitled labelled labeled tagged nicknamed prefixed
  values valores chamado chamada chamados chamadas nomeado nomeada intitulado intitulada denominado denominada nome`);
export const RENAMES = wordSet(
  "rename renames renamed renaming renomear renomeio renomeie renomeia renomeando",
);
export const TO = wordSet("to as into para como");

/** Things that have names: "the branch test", "a coluna preço". */
export const THINGS =
  wordSet(`branch branches table column columns folder directory file username user package module library class
  function method variable field tag label channel repo repository database schema container host hostname bucket topic queue playlist tab
  route endpoint header cookie flag attribute id selector component namespace pod keyword hashtag subdomain alias constant enum struct
  daemon dataset worksheet gem crate string tabela coluna pasta diretório diretorio arquivo ficheiro usuário usuario utilizador pacote
  módulo modulo biblioteca classe função funcao método metodo variável variavel campo etiqueta rótulo canal repositório esquema
  contêiner fila tópico rota cabeçalho parâmetro atributo seletor componente planilha`);
/** Those that have names where the question is of code; elsewhere "the service center", "the profile picture". */
export const THINGS_OF_CODE =
  wordSet(`network service group role profile app job process secret property option server drive domain
  theme plugin extension image volume parameter argument interface partition environment deployment cluster event sheet index key
  widget workspace macro dependency serviço rede grupo papel perfil processo servidor tema extensão imagem propriedade opção argumento
  ambiente aba chave índice banco`);
/** Behind a thing these belong to its kind: "the user account", "the table row". */
export const HEADS =
  wordSet(`account accounts profile profiles page pages list lists type types id ids name names key keys file files
  folder folders row rows size sizes path paths system systems manager managers settings setting permissions permission password
  passwords data group groups role roles count counts limit limits index indexes view views header headers body call calls argument
  arguments parameter parameters value values definition declaration version versions url urls link links number numbers field fields
  column columns table tables image images tag tags label labels icon icons title titles error errors message messages access interface
  interfaces guide manual experience story stories agent input inputs storage server servers service services user users member members
  policy policies rule rules protection strategy model models management connection connections session sessions structure tree map
  diagram object objects instance instances method methods library libraries format formats extension extensions explorer login logins
  registration activity history information info details request requests response responses code codes time timeout work works use
  usage using support padrão nova novo antigo antiga principal atual vazio vazia inteira inteiro`);
/** Things of programs, and the fewer words that belong to their kind. */
export const OF_PROGRAMS = wordSet(
  "variable key label string tag branch class function method field package module bucket topic queue constant enum variável campo classe função método pacote chave etiqueta",
);
export const HEADS_OF_PROGRAMS =
  wordSet(`name names type types size sizes value values count counts limit limits list lists id ids key keys
  manager managers settings setting definition declaration version versions library libraries call calls argument arguments parameter
  parameters policy protection structure file files group groups vault tags labels`);
/** Things that stand behind their names: "the price column". */
export const THINGS_BEHIND = wordSet(
  "branch column tag channel bucket queue topic repo repository variable hashtag namespace playlist flag keyword",
);
/** Before a thing these say which, and are no name. */
export const WHICH =
  wordSet(`new newest latest main master old older last first second next previous current existing other another same
  different wrong specific particular certain single whole entire empty blank extra additional remote local public private shared global
  temporary temp default primary foreign duplicate duplicated hidden visible custom own personal separate protected merged unmerged stale
  long short broken deleted missing unused original given target source parent child base calculated computed numeric sorted unique
  distinct nullable free paid good best better big small large huge tiny cheap`);
/** Works: directly behind "the" and one of these stands its title. */
export const WORKS = wordSet(
  "novel song movie film book album poem musical opera anime manga sitcom livro filme música musica canção cancao álbum poema novela",
);
/** Not behind one of these: "the movie theater", "the song lyrics". */
export const NO_TITLES =
  wordSet(`theater theatre theaters ticket tickets night nights club clubs store stores shop shops cover covers
  review reviews lyrics title titles festival director directors editing camera rights industry adaptation version versions series
  release report reports rating ratings poster posters star stars genre sequel trailer trailers recommendations collection collections
  character characters ending plot author authors writer writers scene scenes quote quotes sales award awards contract value deal deals
  fair market lovers called named titled about from with that which by in on at of for is was are were do does did be has have had can
  could should would will chamado chamada intitulado sobre de do da dos das que com em no na mais menos é foi são`);
/** Programs and what they are told to do, behind which a name stands. */
export const PROGRAMS = wordSet(
  "pip pip3 npm npx yarn pnpm apt apt-get brew conda gem cargo docker git kubectl helm systemctl composer choco winget snap yum dnf pacman go",
);
export const TOLD = wordSet(
  "install uninstall add remove pull run import update upgrade checkout switch merge start stop restart status enable disable delete",
);
export const FINDS = wordSet("grep import require cd mkdir touch rmdir pkill killall sudo");

/** Words that `near-hints.ts` looks for. */
export const NAMING: ReadonlySet<string> = new Set([
  ...[...NAMED, ...RENAMES, ...WORKS, ...THINGS, ...THINGS_OF_CODE, ...THINGS_BEHIND, ...PROGRAMS, ...FINDS],
]);
