/** The frame of all pages: head, navigation, connection state and tables. */
import { type Html, html } from "./html.ts";
import type { DashboardLanguage, Phrase, Say } from "./words.ts";

export interface Shell {
  readonly say: Say;
  readonly language: DashboardLanguage;
  /** True where a token is configured, so that a log-out button is shown. */
  readonly hasSession: boolean;
}

export const PAGES: readonly { readonly path: string; readonly name: Phrase }[] = [
  { path: "/", name: "Overview" },
  { path: "/quality", name: "Quality" },
  { path: "/rollout", name: "Rollout" },
  { path: "/entries", name: "Entries" },
  { path: "/explain", name: "Explain" },
  { path: "/live", name: "Live" },
];

/** A whole page as HTML. `at`: its path, which the navigation marks; "" for a page outside the navigation. */
export function page(shell: Shell, at: string, title: string, body: Html): string {
  const { say } = shell;
  const links = PAGES.map(
    ({ path, name }) =>
      html`<li><a href="${path}"${path === at ? html` aria-current="page"` : null}>${say(name)}</a></li>`,
  );
  const out = html`
    <a class="skip" href="#page">${say("Skip to the page")}</a>
    <header class="top">
      <a class="brand" href="/"><svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="9" cy="12" r="6"/><circle cx="15" cy="12" r="6"/></svg>Semblance</a>
      <nav aria-label="${say("Overview")}"><ul>${links}</ul></nav>
      <p class="state" role="status" data-state data-on="${say("live")}" data-off="${say("not connected")}"></p>
      ${shell.hasSession && html`<form method="post" action="/admin/logout"><button class="quiet">${say("Log out")}</button></form>`}
    </header>
    <main id="page" tabindex="-1"><h1>${title}</h1>${body}</main>`;
  return document(shell, title, out);
}

/** The log-in page, without scripts and links, which need a session. `problem`: why the last try failed. */
export function loginPage(shell: Shell, problem: Phrase | null): string {
  const { say } = shell;
  return document(
    shell,
    say("Log in"),
    html`<main id="page" class="login">
      <h1>Semblance</h1>
      <form method="post" action="/admin/login">
        <label for="token">${say("Admin token")}</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus${problem && html` aria-invalid="true" aria-describedby="problem"`}>
        ${problem && html`<p id="problem" class="problem" role="alert">${say(problem)}</p>`}
        <button>${say("Log in")}</button>
        <p class="hint">${say("It is asked for because admin.token is set.")}</p>
      </form>
    </main>`,
    false,
  );
}

function document(shell: Shell, title: string, body: Html, scripts = true): string {
  return `<!doctype html>
${
  html`<html lang="${shell.language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <title>${title} · Semblance</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/style.css">
    ${scripts && html`<script src="/assets/uplot.js" defer></script><script src="/assets/app.js" defer></script>`}
  </head>
  <body>${body}</body>
</html>`.markup
}
`;
}

/**
 * A table that scrolls by itself on a small screen and can be reached by keyboard. `isTitled`: the caption is hidden
 * from sight, because a heading above the table has the same words.
 */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (Html | string)[])[],
  isTitled = false,
): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
    <caption${isTitled && html` class="unseen"`}>${caption}</caption>
    <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}
