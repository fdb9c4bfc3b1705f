import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { createWordJudge } from "../../../src/core/judge/judge.ts";

const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const { judge } = createWordJudge(lexicon, pairModel, thesaurus);
const verdictOf = (held: string, fresh: string): string =>
  judge({ asked: "", stored: "", fresh, held }).verdict;
const fenced = (code: string, before = "The table is shown with this program:"): string =>
  `${before}\n\n\`\`\`\n${code}\n\`\`\``;

describe("code beside code", () => {
  it.each([
    [
      "a variable of another name",
      "rows = read(path)\nfor row in rows:\n    show(row)",
      "lines = read(path)\nfor line in lines:\n    show(line)",
      "same",
    ],
    [
      "a file of another name, and the mode that is the default",
      'with open("a.csv", "r") as f:\n    rows = list(csv.reader(f))',
      'with open("a.csv") as file:\n    rows = list(csv.reader(file))\nprint(rows)',
      "unsure",
    ],
    ["a line more", "npm ci\nnpm test", "npm ci\nnpm run build\nnpm test", "unsure"],
    ["another function", "rows = read(path)\nshow(rows)", "rows = write(path)\nshow(rows)", "different"],
    ["another argument's name", "run(limit=5, limit=6)", "run(depth=5, depth=6)", "unsure"],
    ["a key, which nothing uses", "port = 80\nhost = a", "size = 80\nhost = a", "different"],
    ["a denial more", "if (ready) { start(); }", "if (!ready) { start(); }", "different"],
    ["another member", "box = make()\nbox.open()", "box = make()\nbox.close()", "different"],
  ])("is judged: %s", (_, a, b, verdict) => {
    expect(verdictOf(fenced(a), fenced(b))).toBe(verdict);
  });
});

describe("a command in a block beside the same command within a sentence", () => {
  const inline = "Install the package with `npm install left-pad`, then restart the server.";

  it("is compared as words", () => {
    const block = fenced("npm install left-pad", "Then restart the server, once the package is installed.");
    expect(verdictOf(inline, block)).toBe("same");
    expect(verdictOf(block, inline)).toBe("same");
  });

  it("is not called the same where it is another", () => {
    const block = fenced("npm install right-pad", "Then restart the server, once the package is installed.");
    expect(verdictOf(inline, block)).not.toBe("same");
  });
});
