/** What an agent sends that must not be answered from a cache, twice each, and what the gateway makes of it. */
import OpenAI from "openai";

const client = new OpenAI({
  baseURL: process.env["SEMBLANCE_URL"] ?? "http://127.0.0.1:8080/v1",
  apiKey: process.env["OPENAI_API_KEY"] ?? "sk-example",
});

const tools = [
  {
    type: "function",
    function: { name: "read_file", parameters: { type: "object", properties: { path: { type: "string" } } } },
  },
];
const user = (content: string) => ({ role: "user", content });

const REQUESTS: readonly (readonly [what: string, body: object])[] = [
  ["a question", { messages: [user("What is a lock file?")] }],
  [
    "what a tool gave back",
    {
      tools,
      messages: [
        user("What does the file say?"),
        {
          role: "assistant",
          content: null,
          tool_calls: [
            { id: "c1", type: "function", function: { name: "read_file", arguments: '{"path":"a"}' } },
          ],
        },
        { role: "tool", tool_call_id: "c1", content: "42" },
      ],
    },
  ],
  ["more than one answer", { n: 2, messages: [user("Name a colour.")] }],
  ["high temperature", { temperature: 1.5, messages: [user("Tell me a story about a fox.")] }],
  ["kept by the provider", { store: true, messages: [user("What is a lock file?")] }],
  ["about the present", { messages: [user("What time is it in Lisbon now?")] }],
];

for (const [what, more] of REQUESTS) {
  const told: string[] = [];
  for (let turn = 0; turn < 2; turn++) {
    const { response } = await client.chat.completions
      .create({ model: "gpt-4o-mini", temperature: 0, ...more } as never)
      .withResponse();
    told.push(
      `${response.headers.get("x-semblance-outcome")}: ${response.headers.get("x-semblance-reason")}`,
    );
  }
  console.log(`${what.padEnd(24)} ${told.join("  then  ")}`);
}
