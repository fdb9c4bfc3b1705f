/**
 * Questions with rewordings, as many as are wanted and none twice: how to do something with a thing in a tool. Of
 * several ways to ask the first is what the cache holds; the others find it, and hundreds of near ones that differ.
 */

const VERBS = (
  "create,delete,rename,copy,move,encrypt,compress,share,export,import,validate,sort,filter,schedule,monitor,restore," +
  "update,merge,split,test,document,cache,archive,translate,print"
).split(",");
const THINGS = (
  "a table,a user account,an invoice,a backup,a calendar event,a photo album,a password,a report,a shopping list," +
  "a log file,a mailing list,a chart,a spreadsheet,a contract,a playlist,a web page,a database index,a session token," +
  "a shipping label,a price list,a form,a budget,a presentation,a customer record,a recipe,a timesheet,a signature," +
  "a search query,a folder,a network share,a notification,a payment,an image,a video clip,a train ticket,a container," +
  "a test case,a bookmark,a certificate,a work order"
).split(",");
const TOOLS =
  "Python,Excel,PostgreSQL,Google Drive,Java,Salesforce,WordPress,Outlook,Kubernetes,PowerShell".split(",");

const WAYS: readonly ((verb: string, thing: string, tool: string) => string)[] = [
  (verb, thing, tool) => `How do I ${verb} ${thing} in ${tool}?`,
  (verb, thing, tool) => `What is the best way to ${verb} ${thing} in ${tool}?`,
  (verb, thing, tool) => `how can i ${verb} ${thing} using ${tool}`,
  (verb, thing, tool) => `I want to ${verb} ${thing} in ${tool}. How is that done?`,
  (verb, thing, tool) => `${tool}: how to ${verb} ${thing}?`,
];

/** How many questions there are, each in every way. */
export const QUESTIONS = VERBS.length * THINGS.length * TOOLS.length;

/** The question that the cache is filled with; n from 0 up to but not including QUESTIONS. */
export function question(n: number): string {
  return asked(n, 0);
}

/** The n-th rewording of the first `count` questions: each once in a second way, then each in a third, and so on. */
export function rewording(n: number, count: number): string {
  return rewordingOf(n % count, Math.floor(n / count));
}

/** `way`: 0 and up. */
export function rewordingOf(n: number, way: number): string {
  return asked(n, 1 + (way % (WAYS.length - 1)));
}

/** 7,919 is a prime: neighbours in number share neither verb nor thing. */
function asked(n: number, way: number): string {
  const at = (n * 7_919) % QUESTIONS;
  const verb = VERBS[at % VERBS.length]!;
  const thing = THINGS[Math.floor(at / VERBS.length) % THINGS.length]!;
  const tool = TOOLS[Math.floor(at / (VERBS.length * THINGS.length))]!;
  return WAYS[way]!(verb, thing, tool);
}
