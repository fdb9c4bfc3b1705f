/**
 * Our library in one process: CPU time a call of set and get, as JSON on standard output.
 * `node library-calls.ts FOLDER`; each line of standard input: a question, a tab, the same in other words.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createIntegratedCache } from "../../src/index.ts";

const [, , folder = ""] = process.argv;
const questions = readFileSync(0, "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("\t") as [string, string]);
const cache = await createIntegratedCache({
  semantic_cache_config: { db_path: join(folder, "library.db") },
  config: { cache_migration: { traffic_percentage: 100 } },
});

async function spent(call: (key: string) => Promise<boolean>, keys: readonly string[]) {
  const before = process.cpuUsage();
  let answered = 0;
  for (const key of keys) if (await call(key)) answered++;
  const { user, system } = process.cpuUsage(before);
  return { us: (user + system) / keys.length, answered };
}

async function told(putUs: number, asked: readonly string[]) {
  const half = Math.floor(asked.length / 2);
  const get = async (key: string) => (await cache.get(key)).content !== null;
  // The first half compiles, and fills what is remembered of words.
  await spent(get, asked.slice(0, half));
  const { us, answered } = await spent(get, asked.slice(half));
  return { put_us: putUs, get_us: us, asked: asked.length - half, answered };
}

const stored = questions.map(([question]) => question);
const put = await spent(async (key) => {
  await cache.set(key, `Answer to ${key}`);
  return true;
}, stored);
const equal = await told(put.us, stored);
const meaning = await told(
  put.us,
  questions.map(([, reworded]) => reworded),
);
await cache.close();
console.log(JSON.stringify({ equal, meaning }));
