import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ConfigWatch, type WatchOptions, watchConfig } from "../../src/adapters/config-file.ts";

/** Counts changes, and lets a test wait for the next one. */
class Changes {
  count = 0;
  #waiting: (() => void)[] = [];
  readonly heard = () => {
    this.count++;
    for (const tell of this.#waiting.splice(0)) tell();
  };
  next(): Promise<void> {
    return new Promise((tell) => this.#waiting.push(tell));
  }
}

let dir: string;
let file: string;
let watcher: ConfigWatch | null;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "semblance-watch-"));
  file = join(dir, "semblance.yaml");
  writeFileSync(file, "a: 1\n");
  watcher = null;
});
afterEach(() => {
  watcher?.close();
  rmSync(dir, { recursive: true, force: true });
});

async function watching(
  path = file,
  options: WatchOptions = { debounceMs: 5, pollMs: 60_000 },
): Promise<Changes> {
  const changes = new Changes();
  watcher = watchConfig(path, changes.heard, options);
  await watcher.ready;
  return changes;
}

describe("a change of the file is told", () => {
  it("when it is written in place", async () => {
    const changes = await watching();
    const told = changes.next();
    writeFileSync(file, "a: 2\n");
    await told;
  });

  it("when another file is renamed over it, again and again", async () => {
    const changes = await watching();
    for (const text of ["a: 2\n", "a: 3\n", "a: 4\n"]) {
      const told = changes.next();
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
      await told;
    }
    expect(changes.count).toBe(3);
  });

  it("when a config map swaps the link that it lies behind", async () => {
    for (const [name, text] of [
      ["v1", "a: 1\n"],
      ["v2", "a: 2\n"],
    ] as const) {
      mkdirSync(join(dir, name));
      writeFileSync(join(dir, name, "mounted.yaml"), text);
    }
    symlinkSync("v1", join(dir, "..data"));
    const mounted = join(dir, "mounted.yaml");
    symlinkSync(join("..data", "mounted.yaml"), mounted);
    const changes = await watching(mounted);
    const told = changes.next();
    symlinkSync("v2", join(dir, "..data_tmp"));
    renameSync(join(dir, "..data_tmp"), join(dir, "..data"));
    await told;
  });

  it("when it comes back different after it was away", async () => {
    const changes = await watching();
    const told = changes.next();
    unlinkSync(file);
    writeFileSync(file, "a: 2\n");
    await told;
    expect(changes.count).toBe(1);
  });

  it("without any event, by looking", async () => {
    const below = join(dir, "later");
    const changes = await watching(join(below, "semblance.yaml"), { debounceMs: 60_000, pollMs: 10 });
    const told = changes.next();
    mkdirSync(below);
    writeFileSync(join(below, "semblance.yaml"), "a: 2\n");
    await told;
  });
});

describe("what is no change is not told", () => {
  it("a touched file, the same content written again, another file beside it", async () => {
    const changes = await watching();
    utimesSync(file, new Date(0), new Date(0));
    writeFileSync(file, "a: 1\n");
    writeFileSync(join(dir, "other.yaml"), "b: 1\n");
    const told = changes.next();
    writeFileSync(file, "a: 2\n");
    await told;
    expect(changes.count).toBe(1);
  });

  it("anything after close", async () => {
    const changes = await watching();
    watcher?.close();
    writeFileSync(file, "a: 2\n");
    const other = new Changes();
    watcher = watchConfig(file, other.heard, { debounceMs: 5, pollMs: 60_000 });
    await watcher.ready;
    const told = other.next();
    writeFileSync(file, "a: 3\n");
    await told;
    expect(changes.count).toBe(0);
  });
});
