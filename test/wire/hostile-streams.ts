/** Streams of chat chunks by a seed, most of them mutated: cut, doubled, swapped, respelled, ended twice or never. */
import { chance } from "../../bench/chance.ts";

export interface HostileStream {
  readonly bytes: Buffer;
  /** Nothing was done to it: a whole, good answer. */
  readonly untouched: boolean;
  /** Where it is cut on the wire, ascending. */
  readonly cuts: readonly number[];
}

const PIECES = ["Hello", " world", "", "é\u0301🙂", '"quoted"', "\\", "[DONE]", "data: x", "\n\n", "\u2028"];
const ENDS = ["stop", "length", "content_filter", "tool_calls", "", "STOP"];
const USAGE = '{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}';
const HOSTILE_EVENTS = [
  ": a comment\n\n",
  "event: error\ndata: it broke\n\n",
  'event: error\ndata: {"error":{"message":"it broke"}}\n\n',
  'data: {"error":{"message":"it broke"}}\n\n',
  "data: [DONE]\n\n",
  "data: [DONE] \n\n",
  "data:[DONE]\n\n",
  "data: null\n\n",
  "data: {\n\n",
  "data: []\n\n",
  'data: {"choices":[]}\n\n',
  'data: {"choices":[{"index":1,"delta":{"content":"b"}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{"content":"a","content":"b"}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{"refusal":"no"}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}\n\n',
  'data: {"choices":[{"index":0,"finish_reason":"stop"}],"choices":[]}\n\n',
  'data: {"x":"\\"finish_reason\\":\\"stop\\"","choices":[]}\n\n',
  'data: {"choices":\ndata: []}\n\n',
  `data: {"choices":[],"usage":${USAGE}}\n\n`,
  'data: {"choices":[],"usage":null}\n\n',
  "id: 7\nretry: 10\n\n",
  "\n\n",
  "data\n\n",
];

/** Endless, the same for the same seed. */
export function* hostileStreams(seed: number): Generator<HostileStream> {
  const random = chance(seed);
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  for (;;) {
    const events = wholeStream();
    const changes = below(3);
    for (let i = 0; i < changes; i++) change(events);
    const text = events.join("");
    const ending = changes > 0 && random() < 0.2 ? pick(["\r\n", "\r"]) : "\n";
    let bytes: Buffer = Buffer.from(ending === "\n" ? text : text.replaceAll("\n", ending));
    if (changes > 0 && random() < 0.3) bytes = spoilt(bytes);
    const untouched = changes === 0;
    const cuts = Array.from({ length: below(6) }, () => below(bytes.length + 1)).sort((a, b) => a - b);
    yield { bytes, untouched, cuts };
  }

  function wholeStream(): string[] {
    const pieces = ["A", ...Array.from({ length: below(6) }, () => pick(PIECES))];
    return [
      chunk(0, '{"role":"assistant","content":""}', "null"),
      ...pieces.map((piece) => chunk(0, `{"content":${JSON.stringify(piece)}}`, "null")),
      chunk(0, "{}", '"stop"'),
      ...(random() < 0.5 ? [`data: {"id":"c","choices":[],"usage":${USAGE}}\n\n`] : []),
      "data: [DONE]\n\n",
    ];
  }

  function chunk(index: number, delta: string, end: string): string {
    return `data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":${index},"delta":${delta},"finish_reason":${end}}]}\n\n`;
  }

  function change(events: string[]): void {
    const at = below(events.length + 1);
    const kind = below(8);
    if (kind < 3) events.splice(at, 0, pick(HOSTILE_EVENTS));
    else if (kind === 3) events.splice(at, 1);
    else if (kind === 4) events.splice(at, 0, events[below(events.length)] ?? "");
    else if (kind === 5) events.push(...events.splice(at, 1));
    else if (kind === 6) events.splice(at, 0, chunk(below(3), "{}", JSON.stringify(pick(ENDS))));
    else events[at] = events[at]?.replace(/"stop"|"index":0|"content"/, (m) => respelled(m)) ?? "";
  }

  function respelled(member: string): string {
    if (member === '"index":0') return pick(['"index":-0', '"index":0.0', '"index":"0"', '"index":0e0']);
    return member.replace(/[sc]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
  }

  function spoilt(bytes: Buffer): Buffer {
    const at = below(bytes.length);
    if (random() < 0.4) return bytes.subarray(0, at);
    const copy = Buffer.from(bytes);
    copy[at] = random() < 0.5 ? below(256) : (copy[at] ?? 0) ^ 1;
    return copy;
  }
}
