/**
 * HTML that is safe by its type: only what `html` made is markup, everything else is shown as text. Text of callers and
 * models may hold anything: it stands apart from the direction of what surrounds it, its control characters can be
 * seen, and of a megabyte the beginning is shown.
 */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = Html | string | number | null | false | readonly Part[];

export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.reduce((out, text, i) => out + markupOf(parts[i - 1] ?? null) + text));
}

function markupOf(part: Part): string {
  if (part instanceof Html) return part.markup;
  if (part === null || part === false) return "";
  if (typeof part === "object") return part.map(markupOf).join("");
  return escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
}

const SHOWN_MAX = 600;

/** Text that somebody typed, or a model wrote. */
export function foreign(text: string, max = SHOWN_MAX): Html {
  const shown = visible(text.slice(0, max));
  const rest = text.length > max ? html`<span class="more" title="+${text.length - max}">…</span>` : null;
  return html`<bdi class="foreign">${shown}</bdi>${rest}`;
}

/** Control and formatting characters as their code, so that none of them acts. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (c) => (c === "\n" || c === "\t" ? c : `⟨${code(c)}⟩`));
}

function code(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
