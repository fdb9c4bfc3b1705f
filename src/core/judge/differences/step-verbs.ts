/** Verbs with which steps of a procedure begin: bare in English, as orders in Portuguese. A table only. */
import { wordSet } from "../../word-set.ts";

export const STEP_VERBS =
  wordSet(`add adjust apply assemble attach back bake beat blend boil book bring brush build burn buy call carry change
  charge check choose chop clean clear click clone close combine commit compile configure confirm connect cook cool copy cover create cut
  deactivate delete deploy detach disable disconnect dissolve download drag drain drill drop dry edit eject empty enable enter erase
  export fasten fetch file fill find finish fit flip fold follow format freeze fry get glue grate grease grill grind hang heat hold
  import insert inspect install join jack keep lay leave let lift light load lock log loosen lower mark mash measure melt mix mount move
  notch open order pack paint park paste pay peel pick plug pour preheat prepare press print pull pump push put read reboot rebase
  recharge refill release remove rename repeat replace report request rerun reset restart restore return rinse rotate run sand save
  saw scan scrape screw scroll seal season select send separate serve set shake shut sign simmer skip slice slide smooth soak sort spray
  spread squeeze stack start steam stir stop store strain submit switch swipe take tap tear test thaw tick tie tighten tilt toss touch
  transfer trim turn twist type unfold unlock unplug unscrew untick update upgrade upload use verify visit wait warm wash watch water weigh
  wet whisk wipe wrap write zip
  abra acenda acesse acrescente adicione agite aguarde ajuste aperte aplique aqueça arraste asse assine atualize baixe bata carregue clique
  cole coloque combine compile complete compre conecte confirme copie corte cozinhe crie cubra deixe derrame derreta desconecte descasque
  deslize desligue desmonte despeje digite encaixe encerre encha enrole entre envie enxágue escolha escorra escreva espalhe espere
  espete espremer esquente exclua faça feche ferva filtre fixe frite gire grelhe guarde imprima informe insira instale junte lave leia leve
  ligue limpe lixe marque meça mexa misture monte mova pague passe pegue peça pinte plante ponha prenda prepare pressione pulverize
  puxe ralar rale reinicie remova repita reserve retire rode role salve seque selecione separe sirva solte substitua suba tampe teste tire
  toque torça troque use vá verifique vire volte`);
