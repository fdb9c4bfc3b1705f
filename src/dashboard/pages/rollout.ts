/** The page of the rollout: percentage, threshold, the steps taken and why, and a form that changes the percentage. */
import { moment } from "../format.ts";
import { foreign, type Html, html } from "../html.ts";
import { table } from "../layout.ts";
import type { RolloutTold } from "../told.ts";
import type { Say } from "../words.ts";

export function rolloutPage(say: Say, rollout: RolloutTold, allowed: number): Html {
  const { mode, threshold, frontier } = rollout;
  const at = frontier.findLast((point) => threshold !== null && point.threshold <= threshold);
  const share = rollout.serving_share ?? at?.hit_share ?? 0;
  const isKnown = rollout.requests > 0 || share > 0;
  const served = threshold === null ? 0 : (share * rollout.traffic_percentage) / 100;
  const facts: [string, string | Html][] = [
    [say("Mode"), mode],
    [say("Threshold"), threshold === null ? "–" : `${say.decimals(threshold)} (${rollout.threshold_source})`],
    [
      say("Wrong answers"),
      `${say.bound(rollout.error_bound)} / ${say.percent(allowed, 2)} ${say("allowed")}`,
    ],
    [say("Since"), moment(rollout.last_change)],
    [say("Why"), foreign(rollout.why)],
  ];
  return html`
    <div class="tiles">
      <section class="tile"><h2>${say("Share of callers")}</h2><p class="big" data-live="percentage">${say.percentage(rollout.traffic_percentage)}</p></section>
      <section class="tile"><h2>${say("Share of requests served by meaning")}</h2><p class="big">${isKnown ? say.percent(served) : "–"}</p>${!isKnown && html`<p>${say("nothing is measured yet")}</p>`}</section>
    </div>
    <section class="wide"><dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>
    ${byHand(say, rollout)}
    ${steps(say, rollout)}`;
}

function byHand(say: Say, { mode, traffic_percentage }: RolloutTold): Html {
  if (mode === "shadow" || mode === "off")
    return html`<section class="wide"><h2>${say("Change by hand")}</h2><p>${say("use_integrated_cache is false: nothing is served by meaning, and the percentage cannot be turned.")}</p></section>`;
  return html`<section class="wide"><h2>${say("Change by hand")}</h2>
    <form class="line" data-rollout>
      <label for="percentage">${say("Percentage")}</label>
      <input id="percentage" name="percentage" type="number" min="0" max="100" step="any" required value="${traffic_percentage}">
      <button value="set">${say("Set")}</button>
      <button value="auto" class="quiet" formnovalidate>${say("Back to auto")}</button>
    </form>
    <p class="hint">${say("It holds for the next request, and until the file's own value changes.")}</p>
    <p class="problem" role="alert" data-problem hidden></p>
    ${confirm(say, say("Yes, change it"))}
    <noscript><p class="warning">${say("The page needs JavaScript for this.")}</p></noscript>
  </section>`;
}

export function confirm(say: Say, yes: string): Html {
  return html`<dialog aria-labelledby="sure"><form method="dialog"><h2 id="sure">${say("Are you sure?")}</h2><p data-about></p>
    <p class="line"><button value="no" autofocus>${say("Cancel")}</button><button value="yes" class="danger">${yes}</button></p></form></dialog>`;
}

function steps(say: Say, { changes }: RolloutTold): Html {
  if (changes.length === 0)
    return html`<section class="wide"><h2>${say("Steps")}</h2><p class="empty">${say("No step was taken yet.")}</p></section>`;
  return html`<section class="wide">${table(
    say("Steps"),
    [say("Time"), say("From"), say("To"), say("Why")],
    [...changes]
      .reverse()
      .map(({ at, from, to, why }) => [moment(at), say.percentage(from), say.percentage(to), foreign(why)]),
  )}</section>`;
}
