/**
 * The visitors: they ask through the real `openai` client, a batch at a time and never faster than they would, and know
 * whether what they got was right. After each batch the admin API is asked where the percentage stands.
 */
import OpenAI from "openai";
import type { Counts, Crowd, Standing, WrongAnswer } from "./crowd.ts";
import type { StoryGateway } from "./gateway.ts";
import type { Point } from "./record.ts";
import type { Asked } from "./traffic.ts";
import type { Truth } from "./truth.ts";

const BATCH = 20;
const AT_ONCE = 10;
const TIMEOUT_MS = 10_000;

export class Visitors implements Crowd {
  readonly counts: Counts = { requests: 0, served: 0, wrong: 0, exact: 0, exactWrong: 0, shadow: 0 };
  readonly points: Point[] = [];
  /** By meaning. */
  readonly wrongAnswers: WrongAnswer[] = [];
  /** Who was served at which percentage at the least, and refused at which at the most. */
  readonly #inside = new Map<string, number>();
  readonly #outside = new Map<string, number>();
  readonly #client: OpenAI;
  #standing: Standing | null = null;

  readonly #gateway: StoryGateway;
  readonly #traffic: Iterator<Asked, never>;
  readonly #truth: Truth;
  readonly #rate: number;

  constructor(
    gateway: StoryGateway,
    { traffic, truth, rate }: { traffic: Iterator<Asked, never>; truth: Truth; rate: number },
  ) {
    this.#gateway = gateway;
    this.#traffic = traffic;
    this.#truth = truth;
    this.#rate = rate;
    this.#client = new OpenAI({
      baseURL: gateway.baseUrl,
      apiKey: "sk-shop",
      maxRetries: 0,
      timeout: TIMEOUT_MS,
    });
  }

  /** One batch; answers with where the percentage stands after it. */
  async batch(): Promise<Standing> {
    const fromMs = performance.now();
    const before = this.#standing?.traffic_percentage;
    const seen: Seen[] = [];
    let left = BATCH;
    const visitor = async (): Promise<void> => {
      while (left-- > 0) seen.push(await this.#ask(this.#traffic.next().value));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, visitor));
    const now = await this.standing();
    for (const one of seen) this.#count(one);
    // In between it moved: nobody knows at which percentage these were answered.
    if (before === now.traffic_percentage) for (const one of seen) this.#place(one, before);
    const { requests, served, wrong } = this.counts;
    this.points.push({
      ...{ requests, served, wrong, labels: now.labels, checkChance: now.check_chance },
      ...{ percentage: now.traffic_percentage, bound: now.error_bound },
    });
    await passed(fromMs + (1000 * BATCH) / this.#rate - performance.now());
    return now;
  }

  async standing(): Promise<Standing> {
    this.#standing = await this.#gateway.admin<Standing>("/admin/rollout");
    return this.#standing;
  }

  get wavering(): number {
    return [...this.#inside].filter(([session, least]) => (this.#outside.get(session) ?? -1) >= least).length;
  }

  get insiders(): number {
    return this.#inside.size;
  }

  async #ask({ question, session }: Asked): Promise<Seen> {
    const { data, response } = await this.#client.chat.completions
      .create(
        { model: "gpt-4o-mini", messages: [{ role: "user", content: question }] },
        { headers: { "x-session-id": session } },
      )
      .withResponse();
    const header = (name: string): string => response.headers.get(`x-semblance-${name}`) ?? "";
    const got = data.choices[0]?.message.content ?? "";
    return {
      ...{ question, session, got, isRight: this.#truth.isRight(question, got) },
      ...{ outcome: header("outcome"), reason: header("reason"), request: header("request") },
    };
  }

  #count({ outcome, isRight, request, question, got }: Seen): void {
    this.counts.requests++;
    if (outcome === "shadow") this.counts.shadow++;
    if (outcome === "exact") {
      this.counts.exact++;
      if (!isRight) this.counts.exactWrong++;
    } else if (isByMeaning(outcome)) {
      this.counts.served++;
      if (isRight) return;
      this.counts.wrong++;
      this.wrongAnswers.push({ request, question, got, right: this.#truth.right(question) ?? "" });
    } else if (!isRight) throw new Error(`upstream's own answer to "${question}" is wrong: ${got}`);
  }

  #place({ outcome, reason, session }: Seen, percentage: number): void {
    if (isByMeaning(outcome))
      this.#inside.set(session, Math.min(percentage, this.#inside.get(session) ?? 100));
    else if (outcome === "shadow" && reason === "rollout")
      this.#outside.set(session, Math.max(percentage, this.#outside.get(session) ?? 0));
  }
}

interface Seen {
  readonly question: string;
  readonly session: string;
  readonly got: string;
  readonly isRight: boolean;
  readonly outcome: string;
  readonly reason: string;
  readonly request: string;
}

function isByMeaning(outcome: string): boolean {
  return outcome === "semantic" || outcome === "adapted";
}

function passed(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
