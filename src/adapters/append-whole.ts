/** Appends to a file of lines, so that a disk that fills up leaves no half of a line for the next one to run into. */
import type { FileHandle } from "node:fs/promises";

/** Rejects with the system's error where the text is not there whole; then nothing of it is. */
export async function appendWhole(file: FileHandle, text: string): Promise<void> {
  const { size } = await file.stat();
  try {
    await file.appendFile(text);
  } catch (error) {
    // A disk on which not even this goes shows in the next write.
    await file.truncate(size).catch(() => {});
    throw error;
  }
}
