import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OUTCOMES, REASONS } from "../src/core/reasons.ts";
import { OWN_HEADERS } from "../src/core/reply-headers.ts";
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

  it("tell how large the young heap is where the gateway is started, in the image as by npm", () => {
    const flag = /--max-semi-space-size=\d+/;
    const told = flag.exec(read("deploy/README.md"))?.[0];
    expect(told).toBeDefined();
    for (const file of ["Dockerfile", "package.json", "bench/servers.ts"])
      expect(flag.exec(read(file))?.[0], file).toBe(told);
  });

  it("name every folder and file that stands in src/", () => {
    const there = readdirSync(new URL("../src", import.meta.url), { withFileTypes: true });
    for (const page of ["README.md", "docs/architecture.md"]) {
      const text = read(page);
      const isNamed = (name: string) => text.includes(`\`src/${name}\``) || text.includes(`\`${name}\``);
      const names = there.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
      // Small ones go without saying in the README.
      const mayLack =
        page === "README.md"
          ? ["admin-guard.ts", "brief-map.ts", "in-step.ts", "mac.ts", "maybe.ts", "node-version.ts"]
          : [];
      expect(names.filter((name) => !isNamed(name) && !mayLack.includes(name))).toEqual([]);
    }
  });

  it("list in the README every response header of ours, and every outcome", () => {
    for (const page of ["README.md", "README.pt-BR.md"]) {
      const text = read(page);
      for (const name of OWN_HEADERS) expect(text.toLowerCase(), `${page}: ${name}`).toContain(`\`${name}\``);
      for (const outcome of OUTCOMES) expect(text, `${page}: ${outcome}`).toContain(`\`${outcome}\``);
    }
  });

  it("say the same figures, names and tables in Portuguese as in English", () => {
    for (const page of ["warming", "monitoring", "grounded"]) {
      const [english, portuguese] = [read(`docs/${page}.md`), read(`docs/${page}.pt-BR.md`)];
      // 1,234.5 here is 1.234,5 there; 0.5 is also written .5.
      const figures = (text: string, decimal: string) =>
        (text.replace(/`[^`]*`/g, "").match(/\d[\d.,]*|(?<![\d.])\.\d+/g) ?? [])
          .map((figure) => figure.replace(/[.,]$/, "").replace(/^\./, "0."))
          .map((figure) => figure.replaceAll(decimal === "." ? "," : ".", "").replace(",", "."))
          .sort();
      const code = (text: string) =>
        text
          .replace(/```[\s\S]*?```/g, "")
          .match(/`[^`]+`/g)
          ?.map((each) => each.replace(/\s+/g, " ")) ?? [];
      const rows = (text: string) => text.split("\n").filter((line) => line.startsWith("|")).length;
      expect(rows(portuguese), page).toBe(rows(english));
      expect(new Set(code(portuguese)), page).toEqual(new Set(code(english)));
      expect(figures(portuguese, ","), page).toEqual(figures(english, "."));
    }
  });

  it("name the two commands, and only files that exist", () => {
    const readme = read("README.md");
    expect(readme).toContain("npm ci && npm start");
    expect(readme).toContain("npm ci && npm test");
    const pages = [readme, read("README.pt-BR.md")];
    for (const [, path] of pages.flatMap((page) => [...page.matchAll(/\]\((?!https?:|#)([^)#]+)/g)]))
      expect(() => read(path as string), path).not.toThrow();
    for (const name of readdirSync(new URL("../docs", import.meta.url)).filter((file) =>
      file.endsWith(".md"),
    ))
      for (const [, path] of read(`docs/${name}`).matchAll(/\]\((?!https?:|#)([^)#]+)/g))
        expect(() => read(`docs/${path}`), `docs/${name}: ${path}`).not.toThrow();
  });
});
