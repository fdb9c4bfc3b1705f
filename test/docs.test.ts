import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OUTCOMES, REASONS } from "../src/core/reasons.ts";
import { NOT_STORED } from "../src/core/storable.ts";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const firstCells = (text: string) => [...text.matchAll(/^\| `([^`]+)` \|/gm)].map((m) => m[1]);

describe("the docs", () => {
  it("names every reason not to store, and no other", () => {
    expect(firstCells(read("docs/not-stored.md")).sort()).toEqual([...NOT_STORED].sort());
  });

  it("list every outcome and every reason, and no other", () => {
    const listed = firstCells(read("docs/reasons.md"));
    expect(listed.sort()).toEqual([...OUTCOMES, ...REASONS].sort());
  });

  it("say of memory what the image and the compose file set", () => {
    const told = [...read("deploy/README.md").matchAll(/`(MALLOC_\w+)=(\d+)`/g)];
    expect(told).toHaveLength(2);
    for (const [, name, value] of told) {
      expect(read("Dockerfile")).toContain(`${name}=${value}`);
      expect(read("deploy/compose.yaml")).toContain(`${name}: "${value}"`);
    }
  });

  it("name the two commands, and only files that exist", () => {
    const readme = read("README.md");
    expect(readme).toContain("npm ci && npm start");
    expect(readme).toContain("npm ci && npm test");
    const pages = [readme, read("README.pt-BR.md")];
    for (const [, path] of pages.flatMap((page) => [...page.matchAll(/\]\((?!https?:|#)([^)#]+)/g)]))
      expect(() => read(path as string), path).not.toThrow();
  });
});
