/**
 * Names that are told by their initials as often as in full: "the Food and Drug Administration" is read as "the FDA". By a list, as
 * initials alone fit many names: the vectors that ship do not tell the Federal Aviation Office from the FAO.
 * Left out is what stands for two well-known things (CPI, PTO), or is a word too (WHO).
 */
const NAMES: ReadonlyMap<string, string> = new Map(
  `FDA food and drug administration;IMF international monetary fund;WTO world trade organi[sz]ation
  NASA national aeronautics and space administration;IRS internal revenue service;GDP gross domestic product
  MRI magnetic resonance imaging;ADHD attention[- ]deficit(?:/| )hyperactivity disorder;DMV department of motor vehicles
  NATO north atlantic treaty organi[sz]ation;APR annual percentage rate;HIV human immunodeficiency virus
  ATM automated teller machine;FBI federal bureau of investigation;CIA central intelligence agency
  CDC centers for disease control(?: and prevention)?;EPA environmental protection agency;FAA federal aviation administration
  FTC federal trade commission;FCC federal communications commission;NHS national health service
  OECD organi[sz]ation for economic co-?operation and development;GDPR general data protection regulation;VAT value[- ]added tax
  HOA home ?owners['’]? association;IVF in[- ]vitro fertili[sz]ation;COPD chronic obstructive pulmonary disease
  PTSD post[- ]?traumatic stress disorder;OCD obsessive[- ]compulsive disorder;IBS irritable bowel syndrome
  UTI urinary tract infection;BMI body mass index;CPR cardiopulmonary resuscitation;DNA deoxyribonucleic acid;RNA ribonucleic acid
  LED light[- ]emitting diode;PDF portable document format;USB universal serial bus;RAM random[- ]access memory
  CPU central processing unit;GPU graphics processing unit;SSD solid[- ]state drive;HTML hypertext markup language
  CSS cascading style sheet;SQL structured query language;URL uniform resource locator;API application programming interface
  SDK software development kit;IDE integrated development environment;DNS domain name system;HTTP hypertext transfer protocol
  FTP file transfer protocol;LLM large language model;NLP natural[- ]language processing;ROI return on investment
  KPI key performance indicator;CRM customer relationship management;ERP enterprise resource planning
  SEO search[- ]engine optimi[sz]ation;IPO initial public offering;ETF exchange[- ]traded fund;SSN social security number
  GPA grade point average;TSA transportation security administration;EIN employer identification number
  MBA master of business administration;LLC limited liability company;NDA non-?disclosure agreement
  ONU organização das nações unidas;OMS organização mundial d[ae] saúde;FMI fundo monetário internacional
  PIB produto interno bruto;IPTU imposto predial e territorial urbano;IPVA imposto sobre a propriedade de veículos automotores
  INSS instituto nacional d[oe] seguro social;FGTS fundo de garantia d[oe] tempo de serviço
  CPF cadastro de pessoas? físicas?;CNPJ cadastro nacional d[ae]s? pessoas? jurídicas?;SUS sistema único de saúde
  ENEM exame nacional do ensino médio;SNS serviço nacional de saúde
  IRS imposto sobre o rendimento (?:das pessoas singulares|singular);IRC imposto sobre o rendimento das pessoas coletivas
  IVA imposto sobre o valor acrescentado;IMI imposto municipal sobre imóveis;NIF número de identificação fiscal
  NISS número de identificação d[ae] segurança social;CLT consolidação das leis do trabalho;MEI microempreendedor individual
  SAC serviço de atendimento ao (?:consumidor|cliente);TCC trabalho de conclusão de curso;IMC índice de massa corporal
  TDAH transtorno d[oe] déficit de atenção (?:com|e) hiperatividade;LGPD lei geral de proteção de dados
  RGPD regulamento geral (?:sobre a|de|da) proteção de dados;BCE banco central europeu;STF supremo tribunal federal
  OAB ordem dos advogados do brasil;PSP polícia de segurança pública;GNR guarda nacional republicana`
    .split(/[;\n]/)
    .map((line) => {
      const [initials = "", ...name] = line.trim().split(" ");
      return [name.join(" "), initials];
    }),
);

/** Who asks what letters stand for is not answered by what stands for them. */
const OF_LETTERS =
  /(?<!\p{L})(?:stands? for|acronyms?|abbreviat\p{L}+|full form|short for|means?|meaning|siglas?|signific\p{L}+|quer dizer|abrevia\p{L}+|por extenso|letters?|letras?)(?!\p{L})/iu;
const ANY = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[...NAMES.keys()].map((name) => `(${name}s?)`).join("|")})(?![\\p{L}\\p{N}])`,
  "giu",
);
const INITIALS: readonly string[] = [...NAMES.values()];

export function byInitials(text: string): string {
  if (!MAY_BE.test(text) || OF_LETTERS.test(text)) return text;
  return text.replace(ANY, (name: string, ...groups: unknown[]) => INITIALS[groups.indexOf(name)] ?? name);
}

/** Has the longest word of one of them, or its beginning; most questions need no more than this. */
const MAY_BE = new RegExp([...new Set([...NAMES.keys()].map(longestRun))].join("|"), "iu");

function longestRun(name: string): string {
  return (name.match(/\p{L}+/gu) ?? []).reduce(
    (longest, run) => (run.length > longest.length ? run : longest),
    "",
  );
}
