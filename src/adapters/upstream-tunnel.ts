/** An upgrade: the client's socket is spliced to upstream's once upstream agrees; else upstream's answer ends it. */
import type { ClientRequest, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { UpstreamFault } from "../errors.ts";

/** `outgoing` has a connection of its own. `head`: what came right behind the request. */
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
    socket.write(headOf(answer));
    if (otherHead.length > 0) socket.write(otherHead);
    if (head.length > 0) other.write(head);
    socket.pipe(other);
    other.pipe(socket);
  });
  outgoing.on("response", (answer) => {
    answered = true;
    clearTimeout(timer);
    socket.write(headOf(answer, true));
    answer.on("error", () => socket.destroy());
    // Nothing is upgraded: the answer is the last of both connections.
    answer.on("end", () => outgoing.destroy());
    answer.pipe(socket);
  });
  outgoing.end();
}

/** `last`: the body that follows ends with the connection, so its own framing goes. */
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
