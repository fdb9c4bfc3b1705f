/** Um robô de suporte em português sobre a biblioteca: reformulações acertam, perguntas próximas não. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIntegratedCache } from "semblance-gateway";

const RESPOSTAS: Readonly<Record<string, string>> = {
  "Como faço para trocar minha senha?": "Em Conta, toque em Segurança e depois em Trocar senha.",
  "Quanto tempo demora a entrega em Lisboa?": "De dois a três dias úteis.",
  "Como implementar autenticação JWT em Python?": "Use PyJWT para criar e verificar os tokens.",
};

const PERGUNTAS = [
  "Como faço para trocar minha senha?",
  "Como eu faço para trocar a minha senha?",
  "Quanto tempo demora a entrega em Lisboa?",
  "Quanto tempo demora a entrega em Madrid?",
  "JWT Python implementação",
  "Como implementar autenticação JWT em Java?",
];

const pasta = mkdtempSync(join(tmpdir(), "support-bot-"));
const cache = await createIntegratedCache({ semantic_cache_config: { db_path: join(pasta, "cache.db") } });
for (const [pergunta, resposta] of Object.entries(RESPOSTAS))
  await cache.set(pergunta, { answer: resposta }, { tokens_saved: 60, source_model: "atendente" });

for (const pergunta of PERGUNTAS) {
  const { content, source, confidence, metadata } = await cache.get(pergunta);
  const dito = content === null ? `vai para o atendente (${metadata.reason})` : content.answer;
  console.log(`${source.padEnd(11)} ${confidence.toFixed(2)}  ${pergunta}\n${"".padEnd(18)}${dito}`);
}

const { semantic_hits, traditional_hits, cache_misses } = cache.getStats();
console.log(
  `\n${semantic_hits} hits semânticos, ${traditional_hits} tradicionais, ${cache_misses} sem resposta guardada`,
);
await cache.close();
rmSync(pasta, { recursive: true, force: true });
