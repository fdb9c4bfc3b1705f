/** The page that explains a decision: forms for a request, two questions or the id of an earlier request. */
import { type Html, html } from "../html.ts";
import type { Say } from "../words.ts";

const EXAMPLE = JSON.stringify(
  { model: "gpt-4o-mini", messages: [{ role: "user", content: "What is a reverse proxy?" }] },
  null,
  2,
);

export function explainForms(say: Say, requestId: string): Html {
  const tabs = [
    { name: "request", title: say("A request"), body: requestForm(say) },
    { name: "pair", title: say("Two questions"), body: pairForm(say) },
    { name: "request_id", title: say("Request id"), body: idForm(say, requestId) },
  ];
  return html`
    <p>${say("Paste a chat request, two questions or the id of a request, and see what would be decided and why. Nothing is asked upstream, served or stored.")}</p>
    ${tabs.map(
      ({
        name,
        title,
        body,
      }) => html`<details class="tab" name="explain"${(requestId === "" ? name === "request" : name === "request_id") && html` open`}>
        <summary>${title}</summary><form data-explain="${name}" data-no-json="${say("This is no JSON.")}">${body}<p><button>${say("Explain")}</button></p></form></details>`,
    )}
    <p class="problem" role="alert" data-problem hidden></p>
    <section class="wide" aria-live="polite" data-explained hidden data-decision="${say("Decision")}" data-evidence="${say("Evidence")}" data-nearest="${say("Nearest")}"></section>
    <noscript><p class="warning">${say("The page needs JavaScript for this.")}</p></noscript>`;
}

function requestForm(say: Say): Html {
  return html`<label for="request">${say("Chat request as JSON")}</label><textarea id="request" name="request" rows="10" spellcheck="false" required>${EXAMPLE}</textarea>
    <label for="credential">${say("Credential of the caller")}</label><input id="credential" name="credential" type="password" autocomplete="off">`;
}

function pairForm(say: Say): Html {
  return html`<label for="stored">${say("Stored question")}</label><textarea id="stored" name="stored" rows="2" required></textarea>
    <label for="asked">${say("Asked question")}</label><textarea id="asked" name="asked" rows="2" required></textarea>`;
}

function idForm(say: Say, requestId: string): Html {
  return html`<label for="id">${say("Request id")}</label><input id="id" name="id" value="${requestId}" required spellcheck="false" autocomplete="off">`;
}
