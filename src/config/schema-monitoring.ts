/** The schema of keys for logs, metrics, alerts and the recording. */
import { z } from "zod";
import {
  block,
  filled,
  flag,
  fraction,
  hookUrl,
  integer,
  isUrl,
  list,
  optionalBlock,
  path,
  seconds,
  text,
} from "./fields.ts";
import { hookSecret } from "./key-shapes.ts";

const SMTP_URL = "an smtp:// or smtps:// URL";
const MAIL = "a mail address";
const mail = () => filled(MAIL).regex(/^[^\s@<>]+@[^\s@<>]+$/, MAIL);
const email = block({
  smtp_url: filled(SMTP_URL).refine((url) => isUrl(url, ["smtp:", "smtps:"], true), SMTP_URL),
  from: mail(),
  to: z
    .union([mail(), list(mail(), "a list of mail addresses", 64).min(1, "at least one mail address")], MAIL)
    .describe("One address or a list"),
});

const alerts = optionalBlock(
  {
    min_hit_rate: fraction(0, 1).default(0.15).describe("Alert below it"),
    max_error_rate: fraction(0, 1).default(0.05).describe("Alert above it: faults over requests"),
    min_avg_similarity: fraction(0, 1).default(0.7).describe("Alert below it: confidence of served hits"),
    min_requests: integer(0, 1_000_000_000).default(100).describe("No alert before so many requests"),
    quiet_minutes: integer(0, 525_600).default(30).describe("The same alert is not sent again within it"),
    webhook: hookUrl("Gets each alert as JSON"),
    webhook_secret: hookSecret("Signs it as Standard Webhooks has it; empty: a key of SEMBLANCE_SECRET"),
    slack: hookUrl("Slack incoming webhook"),
    allow_internal: flag("Names in webhook and slack may lead to addresses of this network", false),
    email: email.optional().describe("Mail server and addresses"),
  },
  "When to raise an alert, and where to send it",
);

export const monitoring = optionalBlock(
  {
    enable_detailed_logs: flag("More of each request in the log: metadata only, unless log_content", false),
    log_content: flag("Questions and answers in the log", false),
    metrics_collection: flag("History, summary and alerts; counters stay without it", true),
    collection_interval_seconds: seconds(86_400).default(60).describe("Between two snapshots"),
    retention_hours: integer(1, 8_760).default(24).describe("Snapshots are kept so long"),
    analysis_interval_seconds: seconds(86_400).default(300).describe("Between two looks at the alerts"),
    alert_on_errors: flag("false: alerts are kept in the admin plane and sent nowhere", true),
    alerts,
    prices: path().default("config/prices.yaml").describe("What a million tokens cost, by model"),
    record: optionalBlock(
      {
        path: text("a path, or nothing")
          .default("")
          .describe("File that requests and answers are appended to, in the data dir; empty: off"),
        max_bytes: integer(1, 1_000_000_000_000)
          .default(100_000_000)
          .describe("It ends when the file is so large"),
        content: flag("false: digests and lengths in place of questions and answers", true),
      },
      "A recording of live traffic for semblance replay",
    ),
  },
  "Logs, metrics, alerts",
);
