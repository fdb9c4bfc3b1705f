/**
 * Families of questions that differ in one slot, with upstream's answer for each value: `plain` ones are right whatever
 * the value, those with exceptions are not. No rule was changed for one of them.
 */
export interface AnsweredFamily {
  readonly ask: string;
  readonly say: string;
  readonly learn: readonly string[];
  readonly next: readonly string[];
  /** Values with another answer. */
  readonly but?: Readonly<Record<string, string>>;
}

const NAMES = { learn: ["Marta", "Iris", "Nadia"], next: ["Olga", "Tomas", "Yara"] };
const TOOLS = { learn: ["nginx", "redis", "squid"], next: ["haproxy", "varnish", "caddy"] };
const CITIES = { learn: ["Lisbon", "Madrid", "Berlin"], next: ["Oslo", "Porto", "Vienna"] };
const CIDADES = { learn: ["Recife", "Santos", "Niterói"], next: ["Manaus", "Belém", "Natal"] };

export const PLAIN: readonly AnsweredFamily[] = [
  { ask: "Write a birthday greeting for {}", say: "Happy birthday, {}! Have a wonderful day.", ...NAMES },
  {
    ask: "Draft an apology email to {} for the delay",
    say: "Dear {},\n\nWe are sorry for the delay.",
    ...NAMES,
  },
  { ask: "Create a thank you note for {} please", say: "Thank you, {}, for all you do.", ...NAMES },
  { ask: "Can you write a goodbye message for {}?", say: "Farewell, {}. We will miss you.", ...NAMES },
  { ask: "Compose a toast for {} at the wedding", say: "Raise your glasses to {}!", ...NAMES },
  { ask: "Please write a short bio for {}", say: "{} is a valued member of the team.", ...NAMES },
  { ask: "Give me a reminder text for {}", say: "Hi {}, just a friendly reminder.", ...NAMES },
  { ask: "Generate a password reset email for {}", say: "Hello {}, use the link to reset it.", ...NAMES },
  {
    ask: "Escreva uma mensagem de boas-vindas para {}",
    say: "Bem-vinda, {}! É bom ter você aqui.",
    ...NAMES,
  },
  { ask: "Crie um convite de aniversário para {}", say: "{}, você está convidada para a festa!", ...NAMES },
  { ask: "Faça um bilhete de agradecimento para {}", say: "Obrigado por tudo, {}.", ...NAMES },
  { ask: "Redija um email de desculpas para {} por favor", say: "Olá, {}. Pedimos desculpas.", ...NAMES },
  { ask: "How do I install {} on Ubuntu?", say: "Run `sudo apt install {}` and then check {}.", ...TOOLS },
  { ask: "How can I restart the {} service?", say: "Run systemctl restart {}.", ...TOOLS },
  { ask: "How to uninstall {} from Debian", say: "Use apt remove {} to remove it.", ...TOOLS },
  { ask: "Explain how to view the logs of {} on Linux", say: "Use journalctl -u {}.", ...TOOLS },
  { ask: "How do I enable {} at boot?", say: "```sh\nsystemctl enable {}\n```", ...TOOLS },
  { ask: "Como instalo o {} no Debian?", say: "Rode apt install {} no terminal.", ...TOOLS },
  { ask: "Como posso reiniciar o serviço {}?", say: "Use systemctl restart {}.", ...TOOLS },
  { ask: "Como remover o {} do meu servidor?", say: "Rode apt purge {}.", ...TOOLS },
  { ask: "Write a headline for our new office in {}", say: "Hello, {}: our doors are open!", ...CITIES },
  { ask: "Create a hashtag list for a trip to {}", say: "#travel in {}, #visit {} today", ...CITIES },
  { ask: "Escreva um slogan para a loja de {}", say: "{} merece o melhor.", ...CIDADES },
  { ask: "Write a function stub called {} please", say: "def {}():\n    pass", ...TOOLS },
  { ask: "What are the opening hours of the {} office?", say: "The {} office opens at nine.", ...CITIES },
  {
    ask: "What is the official website of the city of {}?",
    say: "See the site of the {} council.",
    ...CITIES,
  },
  { ask: "Who runs the {} branch?", say: "The {} branch is run by its manager.", ...CITIES },
  { ask: "Where can I find the {} manual?", say: "The {} manual is on the shelf.", ...TOOLS },
  { ask: "Qual o telefone da loja de {}?", say: "O telefone da loja de {} está no site.", ...CIDADES },
  { ask: "Tell me about our {} team", say: "Our {} team is great.", ...CITIES },
];

const LANGS = { learn: ["Python", "Ruby", "Perl"], next: ["Java", "Rust", "Lua"] };
const no = (...values: string[]) => Object.fromEntries(values.map((value) => [value, `No, not ${value}.`]));
const DAYS = { learn: ["5", "7", "10"], next: ["31", "90"] };

export const WITH_EXCEPTIONS: readonly AnsweredFamily[] = [
  { ask: "Is {} garbage collected?", say: "Yes, {} is garbage collected.", ...LANGS, but: no("Rust") },
  { ask: "Does {} have classes?", say: "Yes, {} has classes.", ...LANGS, but: no("Rust", "Lua") },
  {
    ask: "Can you tell me if {} is interpreted?",
    say: "Yes, {} is interpreted.",
    ...LANGS,
    but: no("Rust", "Java"),
  },
  {
    ask: "Tell me whether {} needs a compiler",
    say: "{} needs no compiler.",
    ...LANGS,
    but: no("Java", "Rust"),
  },
  { ask: "{} is dynamically typed, right?", say: "Right, {} is.", ...LANGS, but: no("Java", "Rust") },
  { ask: "Are there flights from {} to Lima?", say: "Yes, from {} daily.", ...CITIES, but: no("Oslo") },
  { ask: "Do we ship to {}?", say: "Yes, we ship to {}.", ...CITIES, but: no("Porto") },
  { ask: "Should I carry cash in {}?", say: "No need of cash in {}.", ...CITIES, but: no("Vienna") },
  { ask: "I wonder if {} has a metro", say: "{} has a metro.", ...CITIES, but: no("Porto", "Oslo") },
  { ask: "visa needed for {}", say: "Visa not needed for {}.", ...CITIES, but: no("Oslo") },
  { ask: "Vocês entregam em {}?", say: "Sim, entregamos em {}.", ...CIDADES, but: no("Manaus") },
  { ask: "Posso retirar na loja de {}?", say: "Pode retirar em {}.", ...CIDADES, but: no("Belém") },
  { ask: "Tem metrô em {}?", say: "Tem metrô em {}.", ...CIDADES, but: no("Natal") },
  { ask: "Gostaria de saber se {} tem loja", say: "{} tem loja.", ...CIDADES, but: no("Natal") },
  { ask: "Me diga se vocês atendem {}", say: "Atendemos {}.", ...CIDADES, but: no("Manaus") },
  { ask: "Can I return it after {} days?", say: "You can, after {} days.", ...DAYS, but: no("31", "90") },
  {
    ask: "How do I cancel after {} days?",
    say: "Within {} days click cancel.",
    ...DAYS,
    but: no("31", "90"),
  },
  { ask: "Posso devolver em {} dias?", say: "Pode, em {} dias.", ...DAYS, but: no("31", "90") },
  { ask: "Write a notice of {} days of leave", say: "I take {} days.", ...DAYS, but: no("90") },
  { ask: "How do I send {} MB by mail?", say: "Attach the {} MB file.", ...DAYS, but: no("31", "90") },
  {
    ask: "How long does delivery to {} take?",
    say: "Delivery to {} takes two days.",
    ...CITIES,
    but: no("Oslo"),
  },
  { ask: "How many stores are in {}?", say: "There is one store in {}.", ...CITIES, but: no("Porto") },
  { ask: "How much is a ticket to {}?", say: "A ticket to {} costs ten.", ...CITIES, but: no("Oslo") },
  { ask: "Which desk handles {}?", say: "The main desk handles {}.", ...CITIES, but: no("Oslo") },
  { ask: "What currency is used in {}?", say: "The euro is used in {}.", ...CITIES, but: no("Oslo") },
  { ask: "What is the type system of {}?", say: "{} has dynamic types.", ...LANGS, but: no("Java", "Rust") },
  { ask: "Explain the return rules for {} please", say: "{}: returns are free.", ...CITIES, but: no("Oslo") },
  { ask: "Quanto custa o frete para {}?", say: "O frete para {} é grátis.", ...CIDADES, but: no("Manaus") },
  { ask: "Qual o prazo de entrega em {}?", say: "Em {} é amanhã.", ...CIDADES, but: no("Manaus") },
  { ask: "How do I pay the fee in {}?", say: "Pay $5 in {} at the desk.", ...CITIES, but: no("Oslo") },
];

/** Ways of doing and making whose exception comes after the third answer: nothing could have shown it before. */
export const LATE_EXCEPTIONS: readonly AnsweredFamily[] = [
  { ask: "How do I install {} on Fedora?", say: "Run dnf install {}.", ...TOOLS, but: no("caddy") },
  { ask: "Como chegar a {} de trem?", say: "Pegue o trem para {}.", ...CIDADES, but: no("Natal") },
];
