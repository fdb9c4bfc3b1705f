/**
 * The last lines of a test run: what was skipped, by name, with the reason. A reason stands in the title, "(needs …)",
 * or is the note of `context.skip(note)`. A plugin, so that it speaks beside whatever reporters a run names.
 */
import type { Reporter, TestModule, Vite } from "vitest/node";

/** How a skipped test is told. */
export interface SkippedTest {
  readonly file: string;
  /** Its suites' titles and its own, outermost first. */
  readonly titles: readonly string[];
  readonly note: string | undefined;
}

/** "" where nothing was skipped. */
export function skippedText(skipped: readonly SkippedTest[]): string {
  if (skipped.length === 0) return "";
  const lines = skipped.map(({ file, titles, note }) => {
    const why = titles.flatMap((title) => NEEDS.exec(title)?.[1] ?? []);
    const name = titles.map((title) => title.replace(NEEDS, "")).join(" > ");
    return `  ${file}: ${name}: ${note ?? (why.join("; ") || "no reason is given")}`;
  });
  return ["", `${skipped.length} skipped`, ...lines, ""].join("\n");
}
const NEEDS = /\s*\((needs [^)]*)\)$/;

class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests("skipped")].map((test) => {
        const titles = [test.name];
        for (let at = test.parent; at.type === "suite"; at = at.parent) titles.unshift(at.name);
        const result = test.result();
        return {
          file: module.relativeModuleId,
          titles,
          note: result.state === "skipped" ? result.note : undefined,
        };
      }),
    );
    process.stdout.write(skippedText(skipped));
  }
}

export function tellSkipped(): Vite.Plugin {
  return {
    name: "tell-skipped",
    configureVitest({ vitest }) {
      // Of a run of chosen titles the rest is not news.
      if (vitest.config.testNamePattern) return;
      // The resolved type knows names alone; an instance is taken as it is.
      vitest.config.reporters.push(new SkippedReporter() as never);
    },
  };
}
