/** What is reused, by three rules: the question alone; the question and the whole context; grounded, by `decide` itself. */
import { createSecretKey } from "node:crypto";
import { nothingKnown } from "../../src/core/decide.ts";
import { NO_DIRECTIVES } from "../../src/core/directives.ts";
import { identify, parseBody } from "../../src/core/identify.ts";
import type { Ask, Candidate, Policy } from "../../src/core/known.ts";
import type { EntryFacts, EntryId, Key, Scope, TenantId } from "../../src/model.ts";
import { walk } from "../../src/walk.ts";
import type { Answered } from "./world.ts";

export interface Reused {
  readonly answer: Answered;
}

/** A stored answer of the same question that was made of another context, and why it is not reused; null: it is. */
export interface Laid {
  readonly answer: Answered;
  readonly whyNot: string | null;
}

export interface Rule {
  readonly name: string;
  /** Told of each stored answer that was laid on another context. */
  onLaid?: (laid: Laid) => void;
  /** Null: it is asked anew. */
  find(question: string, context: string): Reused | null;
  store(question: string, context: string, answer: Answered): void;
}

export function byKey(name: string, keyOf: (question: string, context: string) => string): Rule {
  const kept = new Map<string, Answered>();
  return {
    name,
    find(question, context) {
      const answer = kept.get(keyOf(question, context));
      return answer === undefined ? null : { answer };
    },
    store: (question, context, answer) => void kept.set(keyOf(question, context), answer),
  };
}

const POLICY: Policy = {
  ...{ exactForAll: true, semantic: true, serveFound: true, save: true, adapt: false, calibrated: true },
  ...{ similarityThreshold: 0.99, adaptationThreshold: 0.75, secondLook: null },
};
const SECRET = createSecretKey(Buffer.alloc(32, 7));
const CALLER = {
  ...{ tenant: "t" as TenantId, organization: "", project: "", parting: [], context: [] },
  questionHeader: null,
};
const TARGET = { route: "chat", path: "/chat/completions", upstream: "u" } as const;
const NOW = 1_800_000_000_000;
/** As the gateway looks: so many neighbours. */
const NEIGHBOURS = 6;

/** The real identity and the real policy over the request as it would come; pairs of equal questions are sure. */
export function grounded(): Rule {
  const entries = new Map<EntryId, { readonly facts: EntryFacts; readonly answer: Answered }>();
  const byScope = new Map<Scope, EntryFacts[]>();
  const byKeys = new Map<Key, EntryFacts>();
  const identityOf = (question: string, context: string) => {
    const content = `Use only the notes below.\n\nContext:\n${context}\n\nQuestion: ${question}`;
    const body = parseBody(
      Buffer.from(JSON.stringify({ model: "m", temperature: 0, messages: [{ role: "user", content }] })),
    );
    const policy = { secret: SECRET, maxTemperature: 1, questionAfter: "Question:", grounded: true };
    const identity = identify(body, TARGET, CALLER, policy);
    if (!identity.cacheable) throw new Error(`a request that is not cacheable: ${identity.why}`);
    return identity;
  };
  const rule: Rule = {
    name: "grounded",
    find(question, context) {
      const identity = identityOf(question, context);
      const { retrieved, scope, key } = identity;
      const grounds = retrieved && {
        ...{ digest: retrieved.digest, context: retrieved.text, question, tags: [] },
      };
      const ask: Ask = {
        ...{ cacheable: true, scope, key, grounds, directives: NO_DIRECTIVES, minConfidence: null },
        ...{ exactOnly: identity.exactOnly, inside: true, credentialRefused: false },
      };
      const near = (byScope.get(scope) ?? []).filter((e) => e.question === identity.question);
      const walked = walk(nothingKnown(ask), POLICY, {
        nowMs: () => NOW,
        lookUp: () => {
          const entry = byKeys.get(key);
          return entry ? { at: "found", entry } : { at: "absent" };
        },
        search: () => ({ at: "found", candidates: near.slice(-NEIGHBOURS).map(candidateOf) }),
        lookAgain: () => ({ at: "failed" }),
        read: ({ id }) => ({ at: "read", text: entries.get(id)?.answer.text ?? "" }),
        adapt: () => ({ at: "unconfirmed" }),
      });
      if (walked instanceof Promise) throw new Error("a walk over what is at hand has no need to wait");
      for (const [id, says] of walked.known.bodies) {
        const entry = entries.get(id);
        if (entry === undefined || (typeof says === "string" && says !== "stands")) continue;
        rule.onLaid?.({ answer: entry.answer, whyNot: typeof says === "string" ? null : says.why });
      }
      if (walked.step.do !== "serve") return null;
      const found = entries.get(walked.step.found.entry.id);
      return found ? { answer: found.answer } : null;
    },
    store(question, context, answer) {
      const { scope, key, retrieved, question: kept, exactOnly } = identityOf(question, context);
      const facts: EntryFacts = {
        ...{
          id: `e${entries.size}` as EntryId,
          key,
          scope,
          tenant: CALLER.tenant,
          route: "chat",
          model: "m",
        },
        ...{ question: kept, semantic: !exactOnly, form: "json", usage: null, upstreamMs: 1 },
        ...{ storedAtMs: NOW - 1000, expiresAtMs: NOW + 1e9, staleUntilMs: NOW + 1e9 },
        ...(retrieved === null ? {} : { context: retrieved.digest }),
      };
      entries.set(facts.id, { facts, answer });
      byKeys.set(key, facts);
      byScope.set(scope, [...(byScope.get(scope) ?? []), facts]);
    },
  };
  return rule;
}

function candidateOf(entry: EntryFacts): Candidate {
  return {
    ...{ entry, similarity: 1, refusedPair: false, confirmedPair: false },
    verdict: { veto: null, probability: 0.999, score: 9, slot: null },
  };
}
