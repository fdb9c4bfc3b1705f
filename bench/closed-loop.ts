/**
 * Who serves how much, and how much of it wrongly, when what is served decides what is stored and what is learnt? The
 * gateway's own policy with its learning, against a fixed cosine, the best fixed cosine in hindsight and vCache's rule,
 * over the same streams, with the same embedder, all behind the same exact tier.
 *
 *     npm run bench:quality                    (every stream: about a quarter of an hour on two cores)
 *     npm run bench:quality -- --stream quora  [--requests 20000] [--seed 7] [--data FOLDER] [--json]
 *     npm run bench:quality -- --intruders --stream hwu64   (six tenants and a seventh who means them ill)
 *     npm run bench:quality -- --told --stream hwu64        (answers as models tell them, judged by words)
 *     npm run bench:quality -- --cascade --stream hwu64     (five wordings, and a model for what words leave in doubt)
 *     npm run bench:quality -- --brief --requests 6000      (every stream, the gateway at 1 % alone)
 *     npm run bench:quality -- --write         (docs/closed-loop.json and the charts)
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { barChart, noiseChart } from "./closed-loop/charts.ts";
import {
  CASCADE,
  measureIntruders,
  measureStream,
  measureTold,
  type StreamResult,
  TOLD,
  type ToldCounted,
} from "./closed-loop/measure.ts";
import { STREAMS } from "./closed-loop/streams.ts";
import { intruderTable, saidTable, tables, toldTable } from "./closed-loop/tables.ts";
import { SHARED } from "./quality/data.ts";

const { values } = parseArgs({
  options: {
    stream: { type: "string" },
    requests: { type: "string", default: "20000" },
    seed: { type: "string", default: "7" },
    data: { type: "string", default: SHARED },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    intruders: { type: "boolean", default: false },
    told: { type: "boolean", default: false },
    cascade: { type: "boolean", default: false },
    brief: { type: "boolean", default: false },
  },
});
const requests = Number(values.requests);
const seed = Number(values.seed);
if (!Number.isInteger(requests) || requests < 1_000 || requests > 200_000)
  throw new RangeError(`--requests: ${values.requests}: a whole number from 1000 to 200000`);
if (!Number.isInteger(seed)) throw new RangeError(`--seed: ${values.seed}: a whole number`);
const named = STREAMS.filter(({ name }) => values.stream === undefined || name === values.stream);
if (named.length === 0)
  throw new RangeError(`--stream: ${values.stream}: one of ${STREAMS.map(({ name }) => name).join(", ")}`);

if (values.intruders) {
  for (const options of named) {
    const rows = await measureIntruders(options, { requests, seed, data: values.data });
    process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : intruderTable(options.name, rows));
  }
} else if (values.told || values.cascade) {
  for (const options of named) {
    const rows: ToldCounted[] = [];
    for (const told of values.cascade ? CASCADE : TOLD)
      rows.push(await measureTold(options, told, { requests, seed, data: values.data }));
    const by = values.cascade ? "words, and by a model that is simulated" : "words";
    const title = `${options.name}: answers as models tell them, judged by ${by}`;
    process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : toldTable(title, rows));
  }
} else if (values.brief) {
  const rows: ToldCounted[] = [];
  for (const options of named) {
    process.stderr.write(`${options.name} …\n`);
    rows.push(await measureTold(options, { name: options.name }, { requests, seed, data: values.data }));
  }
  const table = `${toldTable("the gateway alone", rows)}\n${saidTable(rows)}`;
  process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : table);
} else if (named.length === 1) {
  const result = await measureStream(named[0]!, { requests, seed, data: values.data });
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : tables([result]));
} else {
  const results = await together(named.map(({ name }) => name));
  process.stdout.write(values.json ? `${JSON.stringify(results)}\n` : tables(results));
  if (values.write) {
    const docs = join(import.meta.dirname, "..", "docs");
    writeFileSync(
      join(docs, "closed-loop.json"),
      `${JSON.stringify({ requests, seed, results }, null, 1)}\n`,
    );
    writeFileSync(join(docs, "closed-loop.svg"), barChart(results));
    writeFileSync(join(docs, "closed-loop-noise.svg"), noiseChart(results));
  }
}

/** Each stream in a process of its own, as many at once as there are cores. */
async function together(names: readonly string[]): Promise<StreamResult[]> {
  const waiting = [...names];
  const done = new Map<string, StreamResult>();
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      process.stderr.write(`${name} …\n`);
      done.set(name, JSON.parse(await outputOf(name)) as StreamResult);
    }
  };
  await Promise.all(Array.from({ length: Math.min(names.length, cpus().length) }, work));
  return names.map((name) => done.get(name)!);
}

async function outputOf(name: string): Promise<string> {
  const args = ["--disable-warning=ExperimentalWarning", import.meta.filename, "--stream", name, "--json"];
  const given = ["--requests", values.requests, "--seed", values.seed, "--data", values.data];
  const child = spawn(process.execPath, [...args, ...given], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  for await (const part of child.stdout.setEncoding("utf8")) text += part;
  if (text === "") throw new Error(`${name} was not measured`);
  return text;
}
