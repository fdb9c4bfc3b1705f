/** Reads the first bytes of a body ahead, and returns the body whole. */

export interface Peeked {
  readonly head: Buffer;
  /** True where the body ended with `head`. */
  readonly ended: boolean;
  /** The whole body from its first byte; can be read once. */
  readonly body: AsyncIterable<Buffer>;
}

/** Reads until `isEnough` is true of the bytes so far, or to the end. Rejects with what the body rejects with. */
export async function peeked(
  body: AsyncIterable<Buffer>,
  isEnough: (head: Buffer) => boolean,
): Promise<Peeked> {
  const rest = body[Symbol.asyncIterator]();
  const parts: Buffer[] = [];
  let head: Buffer = Buffer.alloc(0);
  let ended = false;
  while (!ended && !isEnough(head)) {
    const next = await rest.next();
    if (next.done) ended = true;
    else {
      parts.push(next.value);
      head = parts.length === 1 ? next.value : Buffer.concat(parts);
    }
  }
  return { head, ended, body: whole(parts, rest) };
}

async function* whole(parts: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* parts;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
