/** An upstream of plain TCP that answers when it likes, and keeps for each connection what it read as requests. */
import net, { type AddressInfo } from "node:net";

export interface RawRequest {
  /** Every byte of it, as far as it came. */
  bytes: Buffer;
  bodyBytes: number;
  whole: boolean;
  /** Which connection it came on. */
  readonly connection: number;
}

export interface Plan {
  /** Answers once so many bytes of the request are there; beyond its end: when it is whole. */
  readonly at: number;
  readonly answer: string | Buffer;
  readonly close: boolean;
}

export interface RawUpstream {
  readonly url: string;
  /** All that came, in order, whole or not; may be emptied. */
  readonly requests: RawRequest[];
  /** Holds for the next request that begins. */
  answerNext(plan: Plan): void;
  /** Waits until the planned request was answered, its connection is gone, or `bodyBytes` of its body are there. */
  reached(bodyBytes: number): Promise<void>;
  close(): Promise<void>;
}

/** Answers what is not planned for with the request's own mark. */
export async function startRawUpstream(): Promise<RawUpstream> {
  const sockets = new Set<net.Socket>();
  const waiting = new Set<() => void>();
  let planned: { request: RawRequest; over: boolean } | null = null;
  let connections = 0;
  let next: Plan | null = null;
  const server = net.createServer((socket) => {
    sockets.add(socket);
    const connection = ++connections;
    let plan: Plan | null = null;
    let own: { request: RawRequest; over: boolean } | null = null;
    let reader: Reader | null = null;
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      if (own) own.over = true;
      for (const look of waiting) look();
    });
    socket.on("data", (data) => {
      for (const byte of data) {
        if (!reader) {
          reader = new Reader(connection);
          up.requests.push(reader.request);
          plan = next;
          next = null;
          if (plan) planned = own = { request: reader.request, over: false };
        }
        const { request } = reader;
        reader.take(byte);
        const due = plan !== null && (reader.count >= plan.at || request.whole);
        if (plan !== null && due) {
          socket.write(plan.answer);
          if (plan.close) socket.end();
          reader.answered = true;
          if (own) own.over = true;
          plan = null;
        }
        if (request.whole) {
          request.bytes = reader.bytes();
          if (!reader.answered && !reader.wasPlanned(own?.request)) socket.write(echo(request.bytes));
          reader = null;
        }
      }
      if (reader) reader.request.bytes = reader.bytes();
      for (const look of waiting) look();
    });
  });
  const up: RawUpstream = {
    url: "",
    requests: [],
    answerNext(plan) {
      next = plan;
      planned = null;
    },
    reached: (bodyBytes) =>
      new Promise((resolve) => {
        const look = () => {
          if (!planned || (!planned.over && planned.request.bodyBytes < bodyBytes)) return;
          if (!planned.over && !planned.request.bytes.includes("\r\n\r\n")) return;
          waiting.delete(look);
          planned = null;
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(up, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` });
}

/** Reads one request, byte by byte, by the letter of RFC 9112. */
class Reader {
  readonly request: RawRequest;
  answered = false;
  count = 0;
  readonly #bytes: number[] = [];
  #line = "";
  #at: "head" | "length" | "size" | "chunk" | "trailer" = "head";
  #left = 0;
  #chunked = false;

  constructor(connection: number) {
    this.request = { bytes: Buffer.alloc(0), bodyBytes: 0, whole: false, connection };
  }

  bytes(): Buffer {
    return Buffer.from(this.#bytes);
  }

  wasPlanned(request: RawRequest | undefined): boolean {
    return request === this.request;
  }

  take(byte: number): void {
    this.#bytes.push(byte);
    this.count++;
    if (this.#at === "length" || (this.#at === "chunk" && this.#left > 2)) {
      this.request.bodyBytes++;
      if (--this.#left === 0) this.request.whole = true;
      return;
    }
    if (this.#at === "chunk") {
      if (--this.#left === 0) this.#at = "size";
      return;
    }
    this.#line += String.fromCharCode(byte);
    if (!this.#line.endsWith("\r\n")) return;
    const line = this.#line.slice(0, -2);
    this.#line = "";
    if (this.#at === "head") this.#header(line);
    else if (this.#at === "size") {
      const size = Number.parseInt(line, 16);
      this.#at = size === 0 ? "trailer" : "chunk";
      this.#left = size + 2;
    } else if (line === "") this.request.whole = true;
  }

  #header(line: string): void {
    if (line !== "") {
      const length = /^content-length: *(\d+)$/i.exec(line);
      if (length) this.#left = Number(length[1]);
      if (/^transfer-encoding: *chunked$/i.test(line)) this.#chunked = true;
    } else if (this.#chunked) this.#at = "size";
    else if (this.#left > 0) this.#at = "length";
    else this.request.whole = true;
  }
}

export function marksIn(bytes: Buffer): string[] {
  return [...new Set(bytes.toString("latin1").match(/mark-\d+-/g) ?? [])];
}

function echo(bytes: Buffer): string {
  const body = marksIn(bytes)[0] ?? "no mark";
  return `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
