/** The page that lists requests as they finish; its rows come over the stream of events. */
import { type Html, html } from "../html.ts";
import type { Say } from "../words.ts";

export function livePage(say: Say): Html {
  const heads = [
    "Time",
    "Outcome",
    "Reason",
    "Similarity",
    "Probability",
    "Took",
    "Model",
    "Request",
  ] as const;
  return html`
    <p class="line"><button type="button" class="quiet" data-pause data-on="${say("Pause")}" data-off="${say("Go on")}" aria-pressed="false">${say("Pause")}</button>
      <span class="hint">${say("Each request as it ends. No text of it is shown.")} ${say("Requests under way")}: <b data-live="inflight">–</b></span></p>
    <section class="wide"><div class="scroll" tabindex="0" role="region" aria-label="${say("Live")}"><table>
      <caption class="unseen">${say("Live")}</caption>
      <thead><tr>${heads.map((head) => html`<th scope="col">${say(head)}</th>`)}</tr></thead>
      <tbody data-requests><tr data-waiting><td colspan="${heads.length}">${say("Waiting for a request …")}</td></tr></tbody>
    </table></div></section>
    <noscript><p class="warning">${say("The page needs JavaScript for this.")}</p></noscript>`;
}
