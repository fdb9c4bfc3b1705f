/** The start page: hit share, error bound, latency, savings and alerts over the last hours. */
import { count, isMeasured, moment } from "../format.ts";
import { foreign, type Html, html } from "../html.ts";
import { table } from "../layout.ts";
import type {
  AlertsTold,
  CountedTold,
  LedgerTold,
  RolloutTold,
  RowTold,
  ShareTold,
  SummaryTold,
  WarmedTold,
  WarmingTold,
} from "../told.ts";
import { type Say, sayKnown } from "../words.ts";

export interface OverviewTold {
  readonly hours: number;
  readonly summary: SummaryTold;
  readonly rollout: RolloutTold;
  readonly alerts: AlertsTold;
  readonly rows: readonly RowTold[];
  readonly warming: WarmingTold;
  /** `max_error_rate`: the greatest share of wrong answers that is allowed, 0 to 1. */
  readonly allowed: number;
}

const STRETCHES = [
  { hours: 1, name: "Last hour" },
  { hours: 6, name: "Last 6 hours" },
  { hours: 24, name: "Last 24 hours" },
] as const;

/** Outcomes in the order of the bar, from left to right. */
const OUTCOMES = ["exact", "semantic", "adapted", "stale", "shadow", "miss", "bypass", "error"];

export function overview(say: Say, told: OverviewTold): Html {
  const { summary, hours, rollout, alerts } = told;
  const stretches = STRETCHES.map(
    ({ hours: h, name }) =>
      html`<li><a href="/?hours=${h}"${h === hours ? html` aria-current="true"` : null}>${say(name)}</a></li>`,
  );
  const head = html`<nav class="stretch" aria-label="${say("Time")}"><ul>${stretches}</ul></nav>${alertsShown(say, alerts)}`;
  if (summary.error !== undefined)
    return html`${head}<p class="empty">${say("Nothing was counted yet: ask something, and it will show here.")}</p>`;
  return html`${head}
    <div class="tiles">
      ${hitTile(say, summary, told)}
      ${boundTile(say, rollout, told.allowed)}
      ${latencyTile(say, summary)}
    </div>
    ${outcomesBar(say, summary, hours)}
    ${ledger(say, summary.savings)}
    ${askedAhead(say, summary.warming, told.warming)}
    ${chart(say, told)}
    <div class="columns">
      ${shares(say, say("Models"), say("Model"), summary.models)}
      ${shares(say, say("Tenants"), say("Tenant"), summary.tenants)}
    </div>`;
}

function alertsShown(say: Say, { firing }: AlertsTold): Html {
  if (firing.length === 0) return html`<p class="calm">${say("Nothing asks for you.")}</p>`;
  return html`<section class="alerts" role="alert"><h2>${say("Alerts")}</h2><ul>${firing.map(
    ({ name, message, todo }) =>
      html`<li><strong>${name}</strong> ${foreign(message)}${todo !== null && html`<p>${todo}</p>`}</li>`,
  )}</ul></section>`;
}

function hitTile(say: Say, summary: CountedTold, { rollout, hours }: OverviewTold): Html {
  const { hit_rate, previous, would_be_hit_rate } = summary;
  const isShadow = rollout.mode === "shadow" || rollout.traffic_percentage === 0;
  const before = previous === null ? null : html`, ${say("period before")} ${say.percent(previous.hit_rate)}`;
  return html`<section class="tile">
    <h2>${say("Hit share")}</h2>
    <p class="big"${hours === 1 && html` data-live="hit_rate"`}>${say.percent(hit_rate.average)}</p>
    <p>${say("of requests answered from the cache")}</p>
    <p class="hint">${sayKnown(say, hit_rate.trend)}${before}${isShadow && html`; ${say.percent(would_be_hit_rate)} ${say("would have been answered from the cache")}`}</p>
  </section>`;
}

function boundTile(
  say: Say,
  { error_bound, labels, traffic_percentage }: RolloutTold,
  allowed: number,
): Html {
  const isOver = isMeasured(error_bound) && error_bound > allowed && traffic_percentage > 0;
  const unknown = labels === 0 ? say("nothing is measured yet") : say("too few labels to say yet");
  return html`<section class="tile${isOver && " bad"}">
    <h2>${say("Wrong answers")}</h2>
    <p class="big" data-live="error_bound">${say.bound(error_bound)}</p>
    <p>${isMeasured(error_bound) ? say("at most, of what is served by meaning") : unknown}</p>
    <p class="hint">${say.percent(allowed, 2)} ${say("allowed")}, <span data-live="labels">${count(labels)}</span> ${say("labels")}</p>
  </section>`;
}

function latencyTile(say: Say, { latency_ms: { hit, miss } }: CountedTold): Html {
  return html`<section class="tile">
    <h2>${say("Time to answer")}</h2>
    <dl class="pairs">
      <div><dt>${say("from the cache")}</dt><dd class="big">${say.milliseconds(hit.p50)}</dd><dd class="hint">${say("95 of 100 below")} ${say.milliseconds(hit.p95)}</dd></div>
      <div><dt>${say("from upstream")}</dt><dd class="big">${say.milliseconds(miss.p50)}</dd><dd class="hint">${say("95 of 100 below")} ${say.milliseconds(miss.p95)}</dd></div>
    </dl>
  </section>`;
}

/** Shares of the outcomes as one bar. Drawn as SVG, since the content security policy refuses inline styles. */
function outcomesBar(say: Say, { outcomes, total_requests }: CountedTold, hours: number): Html {
  let at = 0;
  const parts = OUTCOMES.map((name) => {
    const value = outcomes[name] ?? 0;
    const width = total_requests > 0 ? (value / total_requests) * 1_000 : 0;
    const part = { name, value, x: at, width };
    at += width;
    return part;
  }).filter(({ value }) => value > 0);
  return html`<section class="wide">
    <h2>${say("Requests by outcome")}</h2>
    <svg class="bar" viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true">${parts.map(
      ({ name, x, width }) =>
        html`<rect class="o-${name}" x="${x.toFixed(1)}" width="${Math.max(2, width).toFixed(1)}" y="0" height="24"/>`,
    )}</svg>
    <ul class="legend">${parts.map(
      ({ name, value }) =>
        html`<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="o-${name}" width="10" height="10" rx="2"/></svg>${name} <b>${count(value)}</b> <span class="hint">${say.percent(value / total_requests)}</span></li>`,
    )}</ul>
    <p class="hint">${say("Requests")}: <span${hours === 1 && html` data-live="requests"`}>${count(total_requests)}</span></p>
  </section>`;
}

function ledger(say: Say, savings: LedgerTold): Html {
  const { would_have_saved: shadow } = savings;
  const spent = Object.entries(savings.spent)
    .filter(([, value]) => value > 0)
    .map(([name, value]) => `${name} ${say.usd(value)}`);
  const isRange = say.usd(savings.cost_usd_warm) !== say.usd(savings.cost_usd);
  return html`<section class="wide">
    <h2>${say("Ledger")}</h2>
    <dl class="ledger">
      <div><dt>${say("Saved")}</dt><dd class="big">${say.usdRange(savings.cost_usd_warm, savings.cost_usd)}</dd><dd class="hint">${count(savings.tokens)} ${say("tokens")}, ${say.seconds(savings.time_seconds)} ${say("of waiting")}</dd></div>
      <div><dt>${say("Spent to be sure")}</dt><dd class="big">${say.usd(savings.spent_usd)}</dd><dd class="hint">${spent.join(", ")}</dd></div>
      <div><dt>${say("Net")}</dt><dd class="big">${say.usdRange(savings.net_usd_warm, savings.net_usd)}</dd></div>
    </dl>
    ${!savings.semantic.pays && html`<p class="warning">${say("The semantic tier has cost more than it saved so far.")}</p>`}
    <p class="hint">${isRange && say("The range is the prompt's prefix still in the provider's cache, or no longer there.")}
      ${savings.estimated_tokens > 0 && html` ${count(savings.estimated_tokens)} ${say("tokens")} ${say("are estimated by the length of texts")}.`}
      ${savings.unpriced_tokens > 0 && html` ${count(savings.unpriced_tokens)} ${say("tokens")} ${say("are of models without a known price")}.`}
      ${shadow.tokens > 0 && html` ${say("Shadow would have saved")} ${count(shadow.tokens)} ${say("tokens")}, ${say.usdRange(shadow.cost_usd_warm, shadow.cost_usd)}.`}
    </p>
  </section>`;
}

/** Nothing where the gateway neither asks ahead nor did in this time. */
function askedAhead(
  say: Say,
  { calls, hits_gained, calls_per_hit, spent_usd }: WarmedTold,
  now: WarmingTold,
): Html {
  if (calls === 0 && now.state === "off") return html``;
  const until =
    now.stopped_until === null ? null : html` ${say("It tries again at")} ${moment(now.stopped_until)}.`;
  return html`<section class="wide">
    <h2>${say("Asked ahead")}</h2>
    <dl class="ledger">
      <div><dt>${say("Hits gained")}</dt><dd class="big">${say.decimals(hits_gained, 1)}</dd></div>
      <div><dt>${say("Calls")}</dt><dd class="big">${count(calls)}</dd><dd class="hint">${say.decimals(calls_per_hit, 2)} ${say("for a hit gained")}</dd></div>
      <div><dt>${say("Spent on it")}</dt><dd class="big">${say.usd(spent_usd)}</dd></div>
    </dl>
    ${now.state === "stopped" && html`<p class="warning">${say("Asking ahead has stopped: it did not pay.")}${until}</p>`}
  </section>`;
}

const ROWS_TABLED = 60;

function chart(say: Say, { hours, rows }: OverviewTold): Html {
  const recent = rows.slice(-ROWS_TABLED).reverse();
  return html`<section class="wide">
    <h2>${say("Hit share over time")}</h2>
    <div class="chart" data-chart="hits" data-hours="${hours}" data-time="${say("Time")}" data-hit="${say("Hit share")}" data-requests="${say("Requests")}"></div>
    <details><summary>${say("Figures as a table")}</summary>${table(
      say("Hit share over time"),
      [say("Time"), say("Requests"), say("Hit share"), say("Errors")],
      recent.map((row) => [
        new Date(row.timestamp * 1000).toISOString().slice(11, 19),
        count(row.requests),
        say.percent(row.cache_hits + row.cache_misses > 0 ? row.hit_rate : null),
        count(row.error_count),
      ]),
      true,
    )}</details>
  </section>`;
}

const SHARES_SHOWN = 10;
const DIGEST_SHOWN = 12;

function shares(say: Say, caption: string, name: string, all: readonly ShareTold[]): Html {
  return html`<section>${table(
    caption,
    [name, say("Requests"), say("Hit share"), say("Money saved")],
    all
      .slice(0, SHARES_SHOWN)
      .map((share) => [
        foreign(share.name, name === say("Tenant") ? DIGEST_SHOWN : 60),
        count(share.requests),
        say.percent(share.hit_rate),
        say.usd(share.saved_usd),
      ]),
  )}</section>`;
}
