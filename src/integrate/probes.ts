/** Probes of ports, disk, Redis and upstream. Each answers within seconds and never rejects. */
import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import net from "node:net";
import { dirname } from "node:path";
import { errorCode, messageOf } from "../narrow.ts";

const ANSWER_MS_MAX = 5_000;

export function isPortFree(host: string, port: number): Promise<boolean> {
  if (port === 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen({ host, port }, () => server.close(() => resolve(true)));
  });
}

export interface Folder {
  readonly writable: boolean;
  readonly freeBytes: number;
}

/** Facts about a folder, or, where it does not exist, about its nearest existing parent. */
export async function folderAt(path: string): Promise<Folder> {
  try {
    await access(path, constants.W_OK);
    const { bavail, bsize } = await statfs(path);
    return { writable: true, freeBytes: bavail * bsize };
  } catch (error) {
    if (errorCode(error) === "ENOENT" && dirname(path) !== path) return folderAt(dirname(path));
    return { writable: false, freeBytes: 0 };
  }
}

/** Does a Redis answer there? One that asks for a password counts. */
export function redisAnswers(url: string): Promise<boolean> {
  if (!URL.canParse(url)) return Promise.resolve(false);
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 6379) });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_MS_MAX, () => end(false));
    socket.once("error", () => end(false));
    // Over TLS nothing can be sent in plain text, so only the connection is checked.
    socket.once("connect", () => (protocol === "rediss:" ? end(true) : socket.write("PING\r\n")));
    socket.once("data", (data) => end(/^(?:\+PONG|-NOAUTH|-DENIED)/.test(data.toString("latin1"))));
  });
}

export type ModelsAnswer = { readonly status: number } | { readonly why: string };

/** Asks `GET /models`, which costs nothing. */
export async function upstreamAt(baseUrl: string, key: string | null): Promise<ModelsAnswer> {
  try {
    const response = await fetch(`${baseUrl.replace(/\/$/, "")}/models`, {
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    await response.body?.cancel();
    return { status: response.status };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : null;
    return { why: errorCode(cause) || messageOf(cause ?? error) };
  }
}
