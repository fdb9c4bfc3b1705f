/**
 * A functional test through a running gateway: an answer is stored, a rewording must hit, and two near questions that
 * ask something else must not. Upstream is not asked, and what was stored is removed again.
 */

const TEST_QUESTIONS = {
  stored: "Como implementar autenticação JWT em Python?",
  reworded: "JWT Python implementação",
  traps: ["Como implementar autenticação JWT em Java?", "Como revogar um token JWT em Python?"],
} as const;

const ANSWER = "Use PyJWT para implementar JWT em Python…";
const TAG = "semblance-integrate";
const MODEL = "semblance-integrate";
const ANSWER_MS_MAX = 15_000;

export interface Tested {
  readonly stored: boolean;
  readonly hit: Told;
  readonly traps: readonly (Told & { readonly question: string })[];
}

interface Told {
  /** The outcome told in the answer's header; null: nothing was served. */
  readonly outcome: string | null;
  readonly reason: string;
  readonly confidence: string;
}

/** Runs the test. `token`: of the admin plane; "" where none is set. Rejects where the gateway does not answer. */
export async function functionalTest(baseUrl: string, adminUrl: string, token: string): Promise<Tested> {
  // A credential of the test's own, so that what it stores is served to no other caller.
  const credential = `semblance-integrate-${crypto.randomUUID()}`;
  const admin = async (path: string, body: object) => {
    const response = await fetch(`${adminUrl}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    return (await response.json()) as { stored?: number };
  };
  const ask = (question: string) => look(baseUrl, credential, question);
  const row = JSON.stringify({ question: TEST_QUESTIONS.stored, answer: ANSWER, model: MODEL, tags: [TAG] });
  try {
    const { stored } = await admin("/admin/warm", { rows: [row], credential });
    const hit = await ask(TEST_QUESTIONS.reworded);
    const traps = [];
    for (const question of TEST_QUESTIONS.traps) traps.push({ ...(await ask(question)), question });
    return { stored: stored === 1, hit, traps };
  } finally {
    await admin("/admin/purge", { tag: TAG, dry_run: false });
  }
}

async function look(baseUrl: string, credential: string, content: string): Promise<Told> {
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${credential}`,
      "cache-control": "only-if-cached",
    },
    body: JSON.stringify({ model: MODEL, messages: [{ role: "user", content }] }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  await response.arrayBuffer();
  const of = (name: string) => response.headers.get(`x-semblance-${name}`) ?? "";
  return { outcome: response.ok ? of("outcome") : null, reason: of("reason"), confidence: of("confidence") };
}
