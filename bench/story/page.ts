/** docs/story.md: the recorded run, told with its own sentences and numbers, and what they do not show. */
import { CLASSES, CLOSINGS, OPENINGS, SINGLES } from "./questions.ts";
import { type Act, budgetOf, checkedAtChange, type OtherRun, type Story } from "./record.ts";

export function page(story: Story): string {
  const { settings, wrong, requests, served, fullAt, changedAt, fellAt } = story;
  const wordings = CLASSES.reduce((sum, c) => sum + c.wordings.length, 0);
  const between = fellAt - changedAt;
  const all = wrong.beforeChange + wrong.untilFall;
  const budget = budgetOf(story, settings.maxErrorRate);
  return `<!-- Written by \`npm run story -- --write\` from docs/story.json. -->
# One run, from the first request to the alarm

\`npm run story\` starts the gateway as it is installed, in a process of its own, with the shipped configuration: only the
upstream is named, and question texts are kept so that \`explain\` can show them (\`log_content\`). The upstream is an
OpenAI-compatible server on loopback that knows what is right to answer; the visitors of a made-up furniture shop ask through
the real \`openai\` client and compare what they get. Every promise named below is checked, and the command ends with
status 1 where one does not hold. This run was recorded on ${story.recorded}: ${count(requests)} requests in ${Math.round(story.seconds)} s.

![Percentage, bound and wrong answers over requests](story.svg)

- **Allowed**: ${percent(settings.maxErrorRate)} wrong answers by meaning (\`max_error_rate\`), steps as shipped, \`dwell_seconds: ${settings.dwellSeconds}\`.
- **Visitors**: ${settings.sessions} values of \`x-session-id\`, one credential, ${settings.rate} requests a second.
- **Questions**: ${CLASSES.length} that are asked again and again, in ${wordings} wordings with ${OPENINGS.length} ways to begin and ${CLOSINGS.length} to end (${percent(1 - settings.repeats - settings.singles)} of
  requests); ${count(SINGLES)} about single products, each asked once (${percent(settings.singles)}); the rest repeats an earlier request to the letter.
- **Change**: ${percent(settings.changed)} of the ${CLASSES.length} get another right answer at request ${count(changedAt)}.

${story.acts.map((act, i) => told(act, i + 1)).join("\n\n")}

\`\`\`
${story.explained}
\`\`\`

## What it cost

| | requests | answered by meaning and wrong | share |
|---|---|---|---|
| until the change | ${count(changedAt)} | ${wrong.beforeChange} | ${percent(wrong.beforeChange / changedAt)} |
| from the change to the fall | ${count(between)} | ${wrong.untilFall} | ${percent(wrong.untilFall / between)} |
| until the fall, all in all | ${count(fellAt)} | ${all} | ${percent(all / fellAt)} |
| after the fall | ${count(requests - fellAt)} | ${wrong.afterFall} | ${percent(wrong.afterFall / (requests - fellAt))} |

Callers were inside the percentage for ${count(fellAt - fullAt)} requests at 100 % (and for a share of those before, left out here):
${percent(settings.maxErrorRate)} of them is a budget of ${budget} wrong answers, and ${all} were served: ${all <= budget ? "within it" : "**above it**"}. That is no promise
about the time between the change and the fall: there ${percent(wrong.untilFall / between)} were wrong, ${times(wrong.untilFall / between / settings.maxErrorRate)} what is allowed. The bound speaks
of the traffic that was seen; a change is seen only in answers that are checked, and when it came ${percent(checkedAtChange(story))} of them were. A
change that comes later, when fewer are checked (\`sample_percentage\`, 2 %, at the least), or that touches fewer questions, is noticed
later and costs more; one that comes soon after the climb finds a small budget.

${others(story.others, settings.maxErrorRate)}## What it does not show

- **The fall does not mend what is stored.** Measuring goes on in shadow, where checks find the old answers wrong, until
  they have expired (\`ttl_seconds\`) or were purged.
${aboveBound(story)}- **Exact answers are not part of it.** ${wrong.exactStale} requests got, to the letter, what was stored for the same question before the
  change, and wrong since. No measurement sees them: \`ttl_seconds\`, \`POST /semblance/feedback\` and \`Cache-Control\` are what helps there.
- **The upstream is kind.** It answers one question in one sentence that varies in form only, so the judge is seldom wrong.
  A chat model varies more, which costs hits and time ([judge.md](judge.md)).
- **The traffic is made up**, dense in rewordings, and asks at a steady pace; ${percent(served / requests)} of requests answered by meaning is a figure
  of this traffic, not of yours. \`semblance replay\` tells that ([replay.md](replay.md)).
- **It is one run.** Which answers are checked is drawn by chance: another run falls some requests sooner or later.
  The labels and requests in its sentences count from where measuring last began anew, as it also does, or is
  counted over, when a learned calibration is adopted. How often the bound is broken over many is told in [rollout.md](rollout.md).
`;
}

function told({ title, from, told, held }: Act, number: number): string {
  const lines = held.length === 0 ? told : [...told, `Checked: ${held.join("; ")}.`];
  return `## ${number}. ${title}\n\n${from === 0 ? "" : `From request ${count(from)} on.\n\n`}${lines.map((line) => `- ${line}`).join("\n")}`;
}

function others(runs: readonly OtherRun[], maxErrorRate: number): string {
  if (runs.length === 0) return "";
  const rows = runs.map((run) =>
    "broken" in run
      ? `| ${run.seed} | ${percent(run.changed)} | | | | | | broken: ${run.broken} |`
      : `| ${run.seed} | ${percent(run.changed)} | ${percent(run.checkChance)} | ${run.classesUnseen} of ${run.classesChanged} | ${run.wrong.beforeChange} | ${count(run.fellAt - run.changedAt)} | ${run.wrong.untilFall} | ${budgetOf(run, maxErrorRate)} |`,
  );
  return `Other runs, each of them that was made with \`npm run story -- --add\`:

| seed | changed | checked when it came | changes that the judge cannot see | wrong before it | requests from it to the fall | wrong among those | budget |
|---|---|---|---|---|---|---|---|
${rows.join("\n")}

${overspent(runs, maxErrorRate)} of these ${runs.length} served more wrong answers than the budget, or broke.

`;
}

/** Points at which callers were inside although the bound that was told lay above what is allowed. */
function aboveBound({ points, settings }: Story): string {
  const above = points.filter((p) => p.percentage > 0 && (p.bound ?? 1) > settings.maxErrorRate + 1e-9);
  if (above.length === 0) return "";
  const most = percent(Math.max(...above.map(({ bound }) => bound ?? 1)));
  return `- **The bound was told above what is allowed while callers were inside**: ${most} at the most, at ${above.length} of ${points.length} looks, from
  request ${count(above[0]!.requests)} to ${count(above.at(-1)!.requests)}. A certified threshold is kept until its evidence has fallen to a quarter, so that the
  percentage does not flutter.
`;
}

function overspent(runs: readonly OtherRun[], maxErrorRate: number): number {
  return runs.filter(
    (run) => "broken" in run || run.wrong.beforeChange + run.wrong.untilFall > budgetOf(run, maxErrorRate),
  ).length;
}

function count(n: number): string {
  return n.toLocaleString("en");
}

function times(ratio: number): string {
  return `${Number(ratio.toPrecision(2))} times`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
