/** Writes answers as fast as it can and tells each one that is acknowledged, until it is killed. Arguments: file, name. */
import { writeSync } from "node:fs";
import { createSqliteStore } from "../../src/adapters/store-sqlite.ts";
import { SECRET, stored } from "../support/entries.ts";
import { killEntry } from "./sqlite-kill-entry.ts";

const [path = "", name = ""] = process.argv.slice(2);
const store = createSqliteStore({
  secret: SECRET,
  path,
  onFault: (_part, fault) => {
    throw fault;
  },
});

for (let i = 0; ; i += 4) {
  await Promise.all(
    [i, i + 1, i + 2, i + 3].map(async (n) => {
      await store.put(killEntry(name, n), stored("kind", 1, n));
      writeSync(1, `${n}\n`);
    }),
  );
}
