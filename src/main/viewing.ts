/** The dashboard's live feed: figures every 2 s, finished requests every second, to all open pages. */
import type { DashboardPlane } from "../admin/dashboard.ts";
import type { RequestRecord } from "../core/record.ts";
import { count } from "../dashboard/format.ts";
import { visible } from "../dashboard/html.ts";
import { type DashboardLanguage, languageOf, type Say, sayIn } from "../dashboard/words.ts";
import { GatewayError } from "../errors.ts";
import { LiveFeed, VIEWERS_MAX } from "../observe/live-feed.ts";
import type { Configuration } from "./configuration.ts";
import type { Learning } from "./learning.ts";
import type { Monitoring } from "./monitoring.ts";
import type { Telemetry } from "./telemetry.ts";

export interface Viewing extends AsyncDisposable {
  readonly plane: DashboardPlane;
  readonly report: (record: RequestRecord) => void;
}

export interface ViewingParts {
  readonly configuration: Configuration;
  readonly telemetry: Telemetry;
  readonly learning: Learning;
  readonly monitoring: Monitoring;
}

const FIGURES_MS = 2_000;
const REQUESTS_MS = 1_000;

export function startViewing(parts: ViewingParts): Viewing {
  const { configuration } = parts;
  const feed = new LiveFeed<DashboardLanguage>(
    (language) => figuresOf(sayIn(language), parts),
    (language, record) => cellsOf(sayIn(language), record),
  );
  const timers = [
    setInterval(() => feed.tellFigures(), FIGURES_MS).unref(),
    setInterval(() => feed.tellRequests(), REQUESTS_MS).unref(),
  ];
  return {
    report: (record) => feed.report(record),
    plane: {
      language: (accepted) => languageOf(configuration.env["SEMBLANCE_LANG"], accepted),
      allowed: () => configuration.current.cache_migration.rollout.max_error_rate,
      watch(page) {
        const end = feed.watch(page);
        if (end === null)
          throw new GatewayError("overloaded", `${VIEWERS_MAX} pages are open already: close one.`);
        return end;
      },
    },
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearInterval(timer);
      feed.end();
    },
  };
}

/** Figures as shown text, by the value of the `data-live` attribute where a page shows it. */
function figuresOf(say: Say, { telemetry, learning, monitoring }: ViewingParts): Record<string, string> {
  const { error_bound, labels, traffic_percentage } = learning.proving.rollout.state;
  const summary = monitoring.collector.summary(1);
  return {
    ...(summary === null
      ? {}
      : { hit_rate: say.percent(summary.hit_rate.average), requests: count(summary.total_requests) }),
    error_bound: say.bound(error_bound),
    labels: count(labels),
    percentage: say.percentage(traffic_percentage),
    inflight: count(telemetry.inflight()),
  };
}

const MODEL_SHOWN = 60;

/** The text of a request's cells, in the order of the live page's columns. */
function cellsOf(say: Say, record: RequestRecord): readonly string[] {
  return [
    new Date(record.atMs).toISOString().slice(11, 19),
    record.outcome,
    record.reason,
    say.decimals(record.similarity),
    say.decimals(record.confidence),
    say.milliseconds(record.durationMs),
    visible(record.model.slice(0, MODEL_SHOWN)),
    record.request,
  ];
}
