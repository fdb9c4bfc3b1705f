/** Writes a file that exists whole or not at all, readable by its owner alone, and never over another file. */
import { mkdirSync } from "node:fs";
import { link, open, unlink } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Rejects with the system's error, EEXIST where something has that name. `id`: makes the temporary file's name unique.
 */
export async function writeWhole(path: string, text: string, id: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${id}.tmp`;
  const file = await open(beside, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
    // Linking fails where the name is taken, which renaming would not.
    await link(beside, path);
  } finally {
    await file.close();
    await unlink(beside);
  }
}
