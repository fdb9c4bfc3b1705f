/**
 * Requests that are nearly one another, by a seed: bodies of the four routes mutated byte by byte and member by member,
 * headers and paths drawn apart from them, so that each recurs beside others.
 */
import { chance } from "../../bench/chance.ts";
import type { Route } from "../../src/model.ts";

export interface HostileRequest {
  readonly route: Route;
  readonly path: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

const PATHS: readonly (readonly [Route, string])[] = [
  ["chat", "/v1/chat/completions"],
  ["chat", "/v1/chat/completions?api-version=2"],
  ["completions", "/v1/completions"],
  ["responses", "/v1/responses"],
  ["embeddings", "/v1/embeddings"],
];
const QUESTIONS = ["How do I reset my password?", "what's the time", "é\u0301 🙂", " ", "x".repeat(3_000)];
const OTHERS: readonly (readonly [string, string])[] = [
  ["temperature", "0"],
  ["temperature", "0.0"],
  ["temperature", "1.9"],
  ["temperature", '"0"'],
  ["stream", "true"],
  ["stream", "1"],
  ["stream_options", '{"include_usage":true}'],
  ["user", '"alice"'],
  ["user", '"bob"'],
  ["store", "true"],
  ["n", "2"],
  ["n", "1e0"],
  ["seed", "9007199254740993"],
  ["seed", "9007199254740992"],
  ["tools", '[{"type":"function","function":{"name":"f"}}]'],
  ["metadata", '{"a":"b"}'],
  ["__proto__", '{"n":2}'],
  ["model", '"m"'],
  ["model", '"other"'],
  ["x_new", '[1,2,{"deep":[null]}]'],
  ["x_new", `${"[".repeat(250)}${"]".repeat(250)}`],
];
const HEADERS: readonly (readonly [string, string])[] = [
  ["Authorization", "Bearer sk-alice"],
  ["authorization", "Bearer sk-bob"],
  ["Authorization", "Basic YTpi"],
  ["api-key", "sk-alice"],
  ["OpenAI-Organization", "org-1"],
  ["OpenAI-Project", "proj-1"],
  ["openai-beta", "assistants=v2"],
  ["Content-Encoding", "gzip"],
  ["Content-Encoding", "identity"],
  ["X-Semblance-Context-Team", "red"],
  ["x-semblance-question", "reset"],
  ["X-Team", "red"],
  ["X-Team", "blue"],
  ["User-Agent", "a"],
  ["user-agent", "b"],
  ["Accept-Language", "pt"],
];
const POOL_MAX = 400;
/** Bodies that would be kept by no cache of small ones. */
const BULKY_SHARE = 0.002;

/** Endless, the same for the same seed. */
export function* hostileRequests(seed: number): Generator<HostileRequest> {
  const random = chance(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const bodies: Buffer[] = [];
  const heads: string[][] = [];
  for (;;) {
    // As often as not both come from the pool: the pair recurs, or a known body comes with headers that are known too.
    const body = bodies.length > 20 && random() < 0.7 ? pick(bodies) : mutated(bodyText(), random);
    const rawHeaders = heads.length > 20 && random() < 0.8 ? pick(heads) : headers();
    keep(bodies, body);
    keep(heads, rawHeaders);
    const [route, path] = random() < 0.7 ? PATHS[0]! : pick(PATHS);
    yield { route, path, rawHeaders, body };
  }

  function keep<T>(pool: T[], item: T): void {
    if (pool.length < POOL_MAX) pool.push(item);
    else if (random() < 0.05) pool[Math.floor(random() * POOL_MAX)] = item;
  }

  function headers(): string[] {
    return Array.from({ length: Math.floor(random() * 5) }, () => [...pick(HEADERS)]).flat();
  }

  function bodyText(): string {
    const question = JSON.stringify(random() < BULKY_SHARE ? "y".repeat(20_000) : pick(QUESTIONS));
    const asked = pick([
      `"messages":[{"role":"user","content":${question}}]`,
      `"messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":${question}}]}]`,
      `"prompt":${question}`,
      `"input":${question}`,
      `"input":[{"role":"user","content":${question}}]`,
    ]);
    const members = [
      '"model":"m"',
      asked,
      ...Array.from({ length: Math.floor(random() * 4) }, () => {
        const [name, value] = pick(OTHERS);
        return `${JSON.stringify(name)}:${value}`;
      }),
    ];
    if (random() < 0.3) members.reverse();
    return `{${members.join(pick([",", ", ", ",\n"]))}}`;
  }
}

function mutated(text: string, random: () => number): Buffer {
  const bytes = Buffer.from(text);
  const at = Math.floor(random() * bytes.length);
  const kind = Math.floor(random() * 12);
  if (kind === 0) bytes[at] = Math.floor(random() * 256);
  if (kind === 1) return bytes.subarray(0, at);
  if (kind === 2) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
  if (kind === 3) return Buffer.concat([bytes.subarray(0, at), Buffer.from('"'), bytes.subarray(at)]);
  if (kind === 4) return Buffer.concat([bytes, Buffer.from(" ")]);
  if (kind === 5) return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
  if (kind === 6) return Buffer.from(text.replace(/e/, "\\u0065"));
  return bytes;
}
