/**
 * `semblance demo`: a tour of at most a minute that sends requests with the real `openai` client to a gateway of its
 * own. Each step checks what it shows; the exit status is 1 when one check failed.
 */
import { setMaxListeners } from "node:events";
import { messageOf } from "../narrow.ts";
import { createPage } from "./tour/page.ts";
import { type GatewayHandle, STEPS, type TourStage } from "./tour/steps.ts";
import { type CliLanguage, QUESTIONS, STEP_IDS, WORDS } from "./tour/words.ts";

export { demoLanguage } from "./tour/words.ts";
export type { GatewayHandle };

export interface DemoIo {
  /** Writes one line, given without line end. */
  readonly write: (line: string) => void;
  readonly lang: CliLanguage;
  readonly color: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
  /** Base URL, with /v1, of the gateway that the user is told to start after the tour. */
  readonly nextBaseUrl: string;
  readonly start: () => Promise<GatewayHandle>;
  /** Longest tour, ms, 1 and up; default 55,000. Steps that have not begun by then are not run and count as failed. */
  readonly tourMsMax?: number;
}

const TOUR_MS_MAX = 55_000;

/** Runs the tour. Resolves to the exit status: 0 when every check passed, else 1. Errors in a step count as failed. */
export async function runDemo(io: DemoIo): Promise<number> {
  const words = WORDS[io.lang];
  const page = createPage({ ...io, words });
  let gateway: GatewayHandle;
  try {
    gateway = await io.start();
  } catch (error) {
    page.failure(words.notStarted(messageOf(error)));
    return 1;
  }
  // With it comes the client, which takes as long to read as the rest of the gateway.
  const { createVisitor } = await import("./tour/visitor.ts");
  const deadline = new AbortController();
  // Each call adds a listener to this one signal; by default Node warns from the eleventh on.
  setMaxListeners(0, deadline.signal);
  const timer = setTimeout(() => deadline.abort(new Error(words.outOfTime)), io.tourMsMax ?? TOUR_MS_MAX);
  try {
    let broken = 0;
    const stage: TourStage = {
      visitor: createVisitor(gateway.baseUrl, deadline.signal),
      gateway,
      questions: QUESTIONS[io.lang],
      words,
      page,
      seen: new Map(),
      savings: [],
      promise(pledge, problem) {
        if (problem !== null) broken += 1;
        page.pledge(pledge, problem);
        return problem === null;
      },
    };
    page.title(gateway.baseUrl);
    for (const [i, id] of STEP_IDS.entries()) {
      page.step(i + 1, id);
      try {
        deadline.signal.throwIfAborted();
        await STEPS[id](stage);
      } catch (error) {
        broken += 1;
        page.failure(deadline.signal.aborted ? words.outOfTime : words.failed(messageOf(error)));
      }
    }
    page.summary(stage.savings, broken);
    return broken === 0 ? 0 : 1;
  } finally {
    clearTimeout(timer);
    await gateway.close();
  }
}
