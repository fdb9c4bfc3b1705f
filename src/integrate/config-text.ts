/** The configuration file that an integration leaves: a new one, or the owner's with what it lacks added. */
import { parseDocument } from "yaml";

export interface FoundThere {
  readonly upstream: string;
  readonly port: number;
  readonly adminPort: number;
  /** Address of Redis; null: answers are kept in SQLite. */
  readonly redisUrl: string | null;
}

/** The text of a new file, for a folder without one. `about`: a first line for people. */
export function newConfig({ upstream, port, adminPort, redisUrl }: FoundThere, about: string): string {
  return `# ${about}
upstream:
  base_url: ${JSON.stringify(upstream)}
listen:
  host: 127.0.0.1
  port: ${port}
admin:
  host: 127.0.0.1
  port: ${adminPort}
cache_migration:
  # false: shadow, nothing found by meaning is served
  use_integrated_cache: true
  enable_semantic_cache: true
  enable_background_save: true
  # auto: shadow first, then up and down by measured error; or 0 to 100
  traffic_percentage: auto
  semantic_cache:
    similarity_threshold: auto
    adaptation_threshold: 0.75
    max_memory_entries: 20000
    enable_redis: ${redisUrl !== null}
${redisUrl === null ? "" : `    redis_url: ${JSON.stringify(redisUrl)}\n`}    db_path: storage/semantic_cache.db
  monitoring:
    metrics_collection: true
    alert_on_errors: true
`;
}

/** The keys that an owner's file must set itself, with their values. */
const WANTED = (found: FoundThere): readonly (readonly [path: readonly string[], value: unknown])[] => [
  [["upstream", "base_url"], found.upstream],
  [["cache_migration", "use_integrated_cache"], true],
  [["cache_migration", "traffic_percentage"], "auto"],
];

/** The owner's text with the missing keys added; unchanged where none is missing. Null where it is not YAML. */
export function completed(text: string, found: FoundThere): string | null {
  const document = parseDocument(text);
  if (document.errors.length > 0) return null;
  const lacking = WANTED(found).filter(([path]) => !document.hasIn(path));
  if (lacking.length === 0) return text;
  for (const [path, value] of lacking) document.setIn(path, value);
  return document.toString({ lineWidth: 0 });
}
