/** The answer of a server that is configured beside upstream, read whole: such a server may be broken, or not the one meant. */

/** Its bytes; null where there are more than `bytesMax`, of which no more are read. Rejects where the body breaks off. */
export async function wholeAnswer(response: Response, bytesMax: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
