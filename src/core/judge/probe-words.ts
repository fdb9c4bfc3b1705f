/** What a probe puts in place of an answer's own words: everyday nouns, verbs and names. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Nouns in the singular, whose plural ends in -s. */
export const NOUNS = {
  en: words(
    `bridge kettle violin garden window ticket forest engine letter pillow ladder river candle bottle teacher doctor driver
    farmer lawyer singer hammer pencil carpet mirror basket blanket tunnel island museum market camera guitar planet lemon
    potato tomato rabbit spider dragon button pocket finger shoulder stomach airport harbor castle factory hospital`,
  ),
  pt: words(
    `ponte bilhete parafuso travesseiro telhado martelo tapete espelho cobertor castelo mercado limoeiro sapato dedo cavalo
    médico advogado bombeiro caderno relógio aeroporto museu planeta violino pente dente janela panela escada cadeira
    garrafa cozinha fazenda floresta montanha chaleira vela lâmpada camisa moeda agulha fivela cantora pintora escola ilha`,
  ),
} as const;

/** Verbs: English infinitives; Portuguese verbs in -ar, without that ending. */
export const VERBS = {
  en: words(
    "paint carry wash follow print rent measure polish borrow hide bury burn weigh whisper fold freeze sell steal pull shake",
  ),
  pt: words("pint lav cort assin grav desenh pes dobr quebr esmag amarr enterr queim aliment congel roub"),
} as const;

export const NAMES = words(
  "Marlow Quenby Tavares Lindqvist Okafor Brasov Tromso Alvito Corina Desmond Yamada Peralta",
);
