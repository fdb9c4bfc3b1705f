import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { Tallied, TalliedCounter } from "../../src/observe/tallied.ts";

it("counters that are added up between scrapes tell each sum once, and begin at 0", async () => {
  const registry = new Registry();
  const by = new TalliedCounter([registry], { name: "by", help: "h", labelNames: ["kind", "of"] });
  const plain = new Tallied([registry], { name: "plain", help: "h" });
  const values = async () =>
    (await registry.metrics()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect(await values()).toEqual(["plain 0"]);
  by.inc("a", { kind: "a", of: "1" });
  by.inc("a", { kind: "a", of: "1" }, 2.5);
  by.inc("b", { kind: "b", of: "2" }, 0);
  plain.inc(4);
  const first = ['by{kind="a",of="1"} 3.5', 'by{kind="b",of="2"} 0', "plain 4"];
  expect(await values()).toEqual(first);
  expect(await values()).toEqual(first);
  by.inc("b", { kind: "b", of: "2" }, 2);
  plain.inc(1);
  expect(await values()).toEqual(['by{kind="a",of="1"} 3.5', 'by{kind="b",of="2"} 2', "plain 5"]);
});
