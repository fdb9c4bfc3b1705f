/**
 * The same through a running gateway, with the openai client and nothing else: the question inside the prompt is named,
 * the documents around it must be equal, and what is stored is tagged with them. Start one with `npx semblance serve`.
 */
import OpenAI from "openai";
import { type Document, HANDBOOK, search } from "./corpus.ts";

const baseURL = process.env["SEMBLANCE_URL"] ?? "http://127.0.0.1:8080/v1";
const adminUrl = process.env["SEMBLANCE_ADMIN_URL"] ?? "http://127.0.0.1:8081";
const client = new OpenAI({ baseURL, apiKey: process.env["OPENAI_API_KEY"] ?? "sk-example" });

async function ask(question: string, documents: readonly Document[]): Promise<void> {
  const [best] = search(documents, question, 1);
  if (best === undefined) throw new Error("nothing was found");
  const { id, version, text } = best.document;
  const { response } = await client.chat.completions
    .create(
      {
        model: "gpt-4o-mini",
        temperature: 0,
        messages: [{ role: "user", content: `Use only this document.\n\n${text}\n\nQuestion: ${question}` }],
      },
      { headers: { "x-semblance-question": question, "x-semblance-tags": `doc:${id}@v${version}` } },
    )
    .withResponse();
  const of = (name: string) => response.headers.get(`x-semblance-${name}`);
  console.log(`${(of("outcome") ?? "").padEnd(9)} ${question} (${of("reason")})`);
}

await ask("How do I cancel my subscription?", HANDBOOK);
await ask("How do I cancel my subscription?", HANDBOOK);
await ask("How can I cancel my subscription?", HANDBOOK);

const purged = await fetch(`${adminUrl}/admin/purge`, {
  method: "POST",
  headers: {
    "content-type": "application/json",
    ...(process.env["SEMBLANCE_ADMIN_TOKEN"]
      ? { authorization: `Bearer ${process.env["SEMBLANCE_ADMIN_TOKEN"]}` }
      : {}),
  },
  body: JSON.stringify({ tag: "doc:cancel@v7", dry_run: false }),
});
console.log(
  `the document changes: ${((await purged.json()) as { purged: number }).purged} stored answers went`,
);
await ask("How do I cancel my subscription?", HANDBOOK);
