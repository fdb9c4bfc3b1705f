// Script of all pages, which the server renders: keeps figures live, draws the chart and sends forms to the admin API.
// Received values are set as text, never as markup.
const at = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

const state = at("[data-state]");
function connected(isOn) {
  state.classList.toggle("on", isOn);
  state.textContent = isOn ? state.dataset.on : state.dataset.off;
}

const rows = at("[data-requests]");
const ROWS_MAX = 200;
let isPaused = false;

function live() {
  const events = new EventSource(rows ? "/events?requests=1" : "/events");
  events.onopen = () => connected(true);
  events.onerror = () => connected(false);
  events.addEventListener("snapshot", (event) => {
    connected(true);
    const { figures } = JSON.parse(event.data);
    for (const element of all("[data-live]")) {
      const text = figures[element.dataset.live];
      if (text !== undefined && element.textContent !== text) element.textContent = text;
    }
  });
  events.addEventListener("requests", (event) => {
    if (isPaused) return;
    at("[data-waiting]", rows)?.remove();
    for (const cells of JSON.parse(event.data)) {
      const row = document.createElement("tr");
      for (const text of cells) row.insertCell().textContent = text;
      rows.prepend(row);
    }
    while (rows.rows.length > ROWS_MAX) rows.lastElementChild.remove();
  });
}

function pausing(button) {
  button.addEventListener("click", () => {
    isPaused = !isPaused;
    button.setAttribute("aria-pressed", String(isPaused));
    button.textContent = isPaused ? button.dataset.off : button.dataset.on;
  });
}

/** A number as text, in the page's language. */
function figure(text) {
  return document.documentElement.lang.startsWith("pt") ? text.replace(".", ",") : text;
}

const CHART_HEIGHT = 220;

async function chart(place) {
  const answer = await fetch(`/admin/history?hours=${encodeURIComponent(place.dataset.hours)}&limit=2000`);
  const { metrics } = await answer.json();
  const rates = metrics.map((row) => (row.cache_hits + row.cache_misses > 0 ? row.hit_rate * 100 : null));
  if (rates.filter((rate) => rate !== null).length < 2) return place.remove();
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  const axis = { stroke: color("--soft"), grid: { stroke: color("--line"), width: 1 }, ticks: { stroke: color("--line") } };
  const width = () => Math.max(240, place.clientWidth);
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "medium", hourCycle: "h23" });
  const percent = (value) => (value === null ? "–" : `${figure(value.toFixed(1))} %`);
  const plot = new uPlot(
    {
      width: width(),
      height: CHART_HEIGHT,
      scales: { percent: { range: [0, 100] }, requests: { range: (_, __, max) => [0, Math.max(1, max) * 1.05] } },
      axes: [
        { ...axis, space: 90, values: (_, ticks) => ticks.map((tick) => time.format(tick * 1000)) },
        { ...axis, scale: "percent", size: roomOf, values: (_, ticks) => ticks.map((tick) => `${figure(String(tick))} %`) },
        { ...axis, scale: "requests", side: 1, size: roomOf, grid: { show: false } },
      ],
      series: [
        { label: place.dataset.time, value: (_, v) => (v === null ? "–" : time.format(v * 1000)) },
        { label: place.dataset.hit, scale: "percent", stroke: color("--accent"), points: { size: 4 }, width: 2, value: (_, v) => percent(v) },
        { label: place.dataset.requests, scale: "requests", stroke: color("--shadow"), points: { show: false }, width: 1, value: (_, v) => (v === null ? "–" : String(v)) },
      ],
    },
    [
      metrics.map((row) => row.timestamp),
      rates,
      metrics.map((row) => row.requests),
    ],
    place,
  );
  new ResizeObserver(() => plot.setSize({ width: width(), height: CHART_HEIGHT })).observe(place);
}

/** Room beside the plot: for the axis's own labels, and for half of a time below the plot's end. */
const ROOM_MIN = 40;

function roomOf(plot, labels, index) {
  const { font, gap, ticks } = plot.axes[index];
  plot.ctx.font = font[0];
  const widths = (labels ?? []).map((label) => plot.ctx.measureText(label).width / devicePixelRatio);
  return Math.ceil(Math.max(ROOM_MIN, ticks.size + gap + Math.max(0, ...widths)));
}

async function send(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error?.message ?? `${answer.status}`);
  return told;
}

function sure(about) {
  const dialog = at("dialog");
  at("[data-about]", dialog).textContent = about;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function problem(text) {
  const place = at("[data-problem]");
  place.textContent = text;
  place.hidden = text === "";
}

function rollout(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const isAuto = event.submitter?.value === "auto";
    const { value } = form.elements.percentage;
    if (!(await sure(isAuto ? "auto" : `${figure(value)} %`))) return;
    try {
      await send("PUT", "/admin/rollout", isAuto ? { mode: "auto" } : { traffic_percentage: Number(value) });
      location.reload();
    } catch (error) {
      problem(error.message);
    }
  });
}

function takingOut(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { about, remove, report } = form.dataset;
    if (!(await sure(about))) return;
    try {
      if (report) await send("POST", "/admin/feedback", { entry: report, verdict: "bad" });
      else await send("DELETE", `/admin/entries/${encodeURIComponent(remove)}`);
      location.assign("/entries");
    } catch (error) {
      problem(error.message);
    }
  });
}

function wanted(form) {
  const { request, credential, stored, asked, id } = form.elements;
  if (form.dataset.explain === "pair") return { pair: [stored.value, asked.value] };
  if (form.dataset.explain === "request_id") return { request_id: id.value.trim() };
  const headers = credential.value === "" ? {} : { headers: { authorization: `Bearer ${credential.value}` } };
  try {
    return { request: JSON.parse(request.value), ...headers };
  } catch {
    throw new Error(form.dataset.noJson);
  }
}

function element(name, text = "", parent = null) {
  const made = document.createElement(name);
  made.textContent = text;
  parent?.append(made);
  return made;
}

function facts(values, parent) {
  const list = element("dl", "", parent);
  list.className = "facts";
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === "") continue;
    const line = element("div", "", list);
    element("dt", name.replaceAll("_", " "), line);
    element("dd", shown(value), line);
  }
}

function shown(value) {
  if (typeof value === "number") return figure(String(Number(value.toFixed(4))));
  if (typeof value !== "object") return String(value);
  const { stored, asked, template } = value;
  if (typeof template !== "string") return JSON.stringify(value);
  return `${stored} → ${asked}: ${template.replace("\0", "…")}`;
}

function explained(told, place) {
  place.replaceChildren();
  place.hidden = false;
  element("h2", place.dataset.decision, place);
  const { threshold, threshold_source, adaptation_threshold, exact_only } = told;
  facts({ ...told.decision, threshold, threshold_source, adaptation_threshold, exact_only }, place);
  if (told.steps?.length > 0) facts({ steps: told.steps.map((s) => (s.why ? `${s.do} (${s.why})` : s.do)).join(" → ") }, place);
  for (const near of told.nearest ?? []) {
    element("h2", `${place.dataset.nearest}: ${near.entry ?? ""}`, place);
    const { evidence, ...rest } = near;
    facts(rest, place);
    const lines = Array.isArray(evidence) ? evidence : [];
    if (lines.length === 0) continue;
    element("p", place.dataset.evidence, place).className = "hint";
    const list = element("ul", "", place);
    for (const line of lines) element("li", typeof line === "string" ? line : JSON.stringify(line), list);
  }
}

function explaining(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      problem("");
      explained(await send("POST", "/admin/explain", wanted(form)), at("[data-explained]"));
    } catch (error) {
      problem(error.message);
    }
  });
}

connected(false);
live();
for (const place of all("[data-chart]")) chart(place).catch(() => place.remove());
for (const form of all("[data-rollout]")) rollout(form);
for (const form of all("[data-remove], [data-report]")) takingOut(form);
for (const form of all("[data-explain]")) explaining(form);
for (const button of all("[data-pause]")) pausing(button);
