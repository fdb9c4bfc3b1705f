/**
 * Tunnels an upgrade: the client's socket is joined to upstream's once upstream agrees; else upstream's answer is sent
 * and ends it.
 */
import type { ClientRequest, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { UpstreamFault } from "../errors.ts";

/**
 * `outgoing` has a connection of its own. `head`: bytes that came right behind the client's request. `answerMs`: most
 * milliseconds to wait for upstream's answer.
 */
export function tunnel(outgoing: ClientRequest, socket: Duplex, head: Buffer, answerMs: number): void {
  const timer = setTimeout(
    () => outgoing.destroy(new UpstreamFault("timeout", "no answer to an upgrade")),
    answerMs,
  );
  let answered = false;
  const fail = () => {
    clearTimeout(timer);
    if (!answered && !socket.destroyed)
      socket.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  };
  outgoing.on("error", fail);
  outgoing.on("close", fail);
  socket.on("error", () => outgoing.destroy());
  socket.on("close", () => outgoing.destroy());
  outgoing.on("upgrade", (answer, other, otherHead) => {
    answered = true;
    clearTimeout(timer);
    other.on("error", () => socket.destroy());
    other.on("close", () => socket.destroy());
    socket.on("close", () => other.destroy());
    socket.write(headOf(answer), "latin1");
    if (otherHead.length > 0) socket.write(otherHead);
    if (head.length > 0) other.write(head);
    socket.pipe(other);
    other.pipe(socket);
  });
  outgoing.on("response", (answer) => {
    answered = true;
    clearTimeout(timer);
    socket.write(headOf(answer, true), "latin1");
    answer.on("error", () => socket.destroy());
    // Upstream refused the upgrade: its answer is the last on both connections.
    answer.on("end", () => outgoing.destroy());
    answer.pipe(socket);
  });
  outgoing.end();
}

/**
 * The head of upstream's answer as text, a character for each byte. `last`: the body ends with the connection, so its framing headers are dropped.
 */
function headOf(answer: IncomingMessage, last = false): string {
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2) {
    const name = answer.rawHeaders[i]!;
    if (last && /^(connection|keep-alive|transfer-encoding)$/i.test(name)) continue;
    lines.push(`${name}: ${answer.rawHeaders[i + 1]}`);
  }
  if (last) lines.push("Connection: close");
  return `${lines.join("\r\n")}\r\n\r\n`;
}
