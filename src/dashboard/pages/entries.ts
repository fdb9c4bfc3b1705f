/** The pages of stored answers: search, one entry, and its removal. */
import { count, moment } from "../format.ts";
import { foreign, type Html, html } from "../html.ts";
import { table } from "../layout.ts";
import type { EntryTold } from "../told.ts";
import type { Say } from "../words.ts";
import { confirm } from "./rollout.ts";

export interface EntriesTold {
  readonly q: string;
  /** Null: the store does not answer. */
  readonly entries: readonly EntryTold[] | null;
  readonly cursor: number | null;
}

export function entriesPage(say: Say, { q, entries, cursor }: EntriesTold): Html {
  const next =
    cursor === null
      ? null
      : html`<p><a class="button" href="/entries?q=${encodeURIComponent(q)}&amp;cursor=${cursor}">${say("Next page")}</a></p>`;
  return html`
    <form class="line" method="get" action="/entries" role="search">
      <label for="q">${say("Search by id, model, scope, tenant or tag")}</label>
      <input id="q" name="q" type="search" maxlength="500" value="${q}">
      <button>${say("Search")}</button>
    </form>
    ${entries === null ? html`<p class="empty">${say("The store does not answer.")}</p>` : listed(say, entries)}
    ${next}
    <p class="hint">${say("Questions and answers are shown where log_content is true.")}</p>`;
}

function listed(say: Say, entries: readonly EntryTold[]): Html {
  if (entries.length === 0) return html`<p class="empty">${say("Nothing stored fits.")}</p>`;
  return html`<section class="wide">${table(
    say("What is stored"),
    [say("Entry"), say("Model"), say("Stored"), say("Expires"), say("Served"), say("Tags")],
    entries.map((entry) => [
      html`<a href="/entries/${encodeURIComponent(entry.id)}">${entry.question === undefined ? entry.id : foreign(entry.question, 80)}</a>`,
      foreign(entry.model, 60),
      moment(entry.stored_at),
      moment(entry.expires_at),
      count(entry.hits),
      foreign(entry.tags.join(", "), 120),
    ]),
  )}</section>`;
}

/** The page of one stored answer. `entry` null: the id is unknown. */
export function entryPage(say: Say, entry: EntryTold | null): Html {
  if (entry === null) return html`<p class="empty">${say("There is no such entry.")}</p>`;
  const facts: [string, string | Html][] = [
    [say("Model"), foreign(entry.model)],
    [say("Route"), `${entry.route}, ${say(entry.semantic ? "by meaning too" : "exactly only")}`],
    [say("Stored"), moment(entry.stored_at)],
    [say("Expires"), moment(entry.expires_at)],
    [say("Served"), count(entry.hits)],
    [say("Tenant"), foreign(entry.tenant)],
    [say("Scope"), foreign(entry.scope)],
    [say("Tags"), entry.tags.length === 0 ? "–" : foreign(entry.tags.join(", "))],
    [say("tokens"), `${count(entry.input_tokens)} + ${count(entry.output_tokens)}`],
  ];
  const { question, answer = null } = entry;
  return html`
    <section class="wide"><dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>
    ${question !== undefined && html`<section class="wide"><h2>${say("Question")}</h2><pre>${foreign(question, 20_000)}</pre></section>`}
    ${answer !== null && html`<section class="wide"><h2>${say("Answer")}</h2><pre>${foreign(answer, 20_000)}</pre></section>`}
    <section class="wide">
      <div class="line">
        <form data-report="${entry.id}" data-about="${say("It counts as a bad answer in the audit and is served to nobody any more.")}"><button class="danger">${say("Report as bad")}</button></form>
        <form data-remove="${entry.id}" data-about="${say("It is served to nobody any more; the next such question goes upstream.")}"><button class="quiet">${say("Remove")}</button></form>
      </div>
      <p class="problem" role="alert" data-problem hidden></p>
      ${confirm(say, say("Yes, take it out"))}
    </section>`;
}
