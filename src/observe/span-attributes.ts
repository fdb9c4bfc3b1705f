/** What is said on each span, as functions of the record. What is undefined is left out; content is never there. */
import type { RequestRecord } from "../core/record.ts";
import type { Route } from "../model.ts";
import type { SpanAttributes } from "../ports.ts";
import { type Addressed, addressedBy } from "./providers.ts";
import * as names from "./semconv.ts";

export const OPERATIONS: Readonly<Record<Route, string>> = {
  chat: "chat",
  responses: "chat",
  completions: "text_completion",
  embeddings: "embeddings",
};

/** Callers name models as they like, and collectors refuse what is too long. */
const MODEL_CHARS_MAX = 256;

export function shownModel(model: string): string {
  return model.length > MODEL_CHARS_MAX ? `${model.slice(0, MODEL_CHARS_MAX)}…` : model;
}

/** Attributes of the SERVER span. `name`: method and path template, as a full path may name people. */
export function serverAttributes(
  name: string,
  host: string | undefined,
  record: RequestRecord,
): SpanAttributes {
  const space = name.indexOf(" ");
  const route = name.slice(space + 1);
  const { address, port } = addressOf(host);
  const { saved, status } = record;
  return {
    [names.HTTP_METHOD]: name.slice(0, space),
    [names.HTTP_ROUTE]: route,
    [names.URL_PATH]: route.endsWith("*") ? undefined : route,
    [names.URL_SCHEME]: "http",
    [names.SERVER_ADDRESS]: address,
    [names.SERVER_PORT]: port,
    [names.HTTP_STATUS]: status,
    [names.REQUEST_MODEL]: record.model === "" ? undefined : shownModel(record.model),
    [names.OPERATION]: record.route === null ? undefined : OPERATIONS[record.route],
    [names.OUTCOME]: record.outcome,
    [names.REASON]: record.reason,
    [names.REQUEST_ID]: record.request,
    [names.SIMILARITY]: record.similarity ?? undefined,
    [names.CONFIDENCE]: record.confidence ?? undefined,
    [names.THRESHOLD]: record.threshold ?? undefined,
    [names.ENTRY]: record.entry ?? undefined,
    [names.BUCKET]: record.bucket ?? undefined,
    [names.SAVED_INPUT]: saved?.inputTokens,
    [names.SAVED_OUTPUT]: saved?.outputTokens,
    [names.SAVED_SECONDS]: saved?.seconds,
    [names.ERROR_TYPE]: status >= 500 ? String(status) : undefined,
  };
}

/** Attributes of a call to a model: its server and purpose. */
export function callAttributes(
  call: { readonly baseUrl: string; readonly operation: string | undefined; readonly model: string },
  genAi: names.GenAiNames,
): SpanAttributes {
  const { provider, host, port } = addressed(call.baseUrl);
  return {
    [genAi.provider]: genAi.spelt[provider] ?? provider,
    [names.SERVER_ADDRESS]: host ?? undefined,
    [names.SERVER_PORT]: port ?? undefined,
    [names.OPERATION]: call.operation,
    [names.REQUEST_MODEL]: call.model === "" ? undefined : shownModel(call.model),
  };
}

/** Attributes of the upstream call whose answer the request got. */
export function answeredAttributes(record: RequestRecord, genAi: names.GenAiNames): SpanAttributes {
  const { usage } = record;
  return {
    [names.INPUT_TOKENS]: usage?.inputTokens,
    [names.OUTPUT_TOKENS]: usage?.outputTokens,
    [names.HTTP_STATUS]: record.status,
    ...(genAi.requestStream ? { [genAi.requestStream]: record.stream || undefined } : {}),
    ...(genAi.cacheReadTokens ? { [genAi.cacheReadTokens]: usage?.cachedTokens } : {}),
    ...(genAi.cacheWriteTokens ? { [genAi.cacheWriteTokens]: usage?.writtenTokens } : {}),
  };
}

/** Most parsed host names kept; a full map is emptied. */
const KEPT_MAX = 256;
const hosts = new Map<string | undefined, { address: string | undefined; port: number | undefined }>();
const upstreams = new Map<string, Addressed>();

function addressOf(host: string | undefined): { address: string | undefined; port: number | undefined } {
  return kept(hosts, host, () => {
    const url = URL.parse(`http://${host}`);
    return { address: url?.hostname || undefined, port: Number(url?.port) || undefined };
  });
}

function addressed(baseUrl: string): Addressed {
  return kept(upstreams, baseUrl, () => addressedBy(baseUrl));
}

function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  if (map.size >= KEPT_MAX) map.clear();
  const made = make();
  map.set(key, made);
  return made;
}
