/** How an application is pointed at the gateway, by the packages that its files name. */

export interface Framework {
  readonly name: string;
  /** Names of the package in package.json, or in Python's files. */
  readonly node?: readonly string[];
  readonly python?: readonly string[];
  readonly snippet: (baseUrl: string) => string;
}

const FRAMEWORKS: readonly Framework[] = [
  {
    name: "openai (TypeScript)",
    node: ["openai"],
    snippet: (url) => `import OpenAI from "openai";
const client = new OpenAI({ baseURL: "${url}" });`,
  },
  {
    name: "openai (Python)",
    python: ["openai"],
    snippet: (url) => `from openai import OpenAI
client = OpenAI(base_url="${url}")`,
  },
  {
    name: "Vercel AI SDK",
    node: ["ai", "@ai-sdk/openai"],
    snippet: (url) => `import { createOpenAI } from "@ai-sdk/openai";
const openai = createOpenAI({ baseURL: "${url}" });
// generateText({ model: openai.chat("gpt-4o-mini"), … })`,
  },
  {
    name: "LangChain (TypeScript)",
    node: ["langchain", "@langchain/openai"],
    snippet: (url) => `import { ChatOpenAI } from "@langchain/openai";
const model = new ChatOpenAI({ configuration: { baseURL: "${url}" } });`,
  },
  {
    name: "LangChain (Python)",
    python: ["langchain", "langchain-openai"],
    snippet: (url) => `from langchain_openai import ChatOpenAI
model = ChatOpenAI(base_url="${url}")`,
  },
  {
    name: "LlamaIndex (TypeScript)",
    node: ["llamaindex", "@llamaindex/openai"],
    snippet: (url) => `import { openai } from "@llamaindex/openai";
const llm = openai({ baseURL: "${url}" });`,
  },
  {
    name: "LlamaIndex (Python)",
    python: ["llama-index", "llama-index-llms-openai"],
    snippet: (url) => `from llama_index.llms.openai import OpenAI
llm = OpenAI(api_base="${url}")`,
  },
  {
    name: "pydantic-ai",
    python: ["pydantic-ai", "pydantic-ai-slim"],
    snippet: (url) => `from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
model = OpenAIChatModel("gpt-4o-mini", provider=OpenAIProvider(base_url="${url}"))`,
  },
  {
    name: "Instructor",
    python: ["instructor"],
    snippet: (url) => `import instructor
from openai import OpenAI
client = instructor.from_openai(OpenAI(base_url="${url}"))`,
  },
  {
    name: "LiteLLM",
    python: ["litellm"],
    snippet: (url) => `import litellm
litellm.completion(model="openai/gpt-4o-mini", api_base="${url}", messages=messages)`,
  },
];

/** Shown where no framework is found: the two most usual clients. */
const USUAL = FRAMEWORKS.slice(0, 2);

export interface AppFiles {
  /** Text of package.json; null: there is none. */
  readonly packageJson: string | null;
  /** Texts of requirements.txt, pyproject.toml and the like. */
  readonly python: readonly string[];
}

/** The frameworks that the application's files name; the usual ones where they name none. */
export function frameworksIn({ packageJson, python }: AppFiles): readonly Framework[] {
  const node = packageJson === null ? new Set<string>() : nodePackages(packageJson);
  const text = python.join("\n").toLowerCase().replaceAll("_", "-");
  const names = (name: string): boolean => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text);
  const found = FRAMEWORKS.filter(
    (of) => of.node?.some((name) => node.has(name)) || of.python?.some((name) => names(name)),
  );
  return found.length > 0 ? found : USUAL;
}

function nodePackages(text: string): Set<string> {
  try {
    const { dependencies, devDependencies } = JSON.parse(text) as Record<string, object | undefined>;
    return new Set([...Object.keys(dependencies ?? {}), ...Object.keys(devDependencies ?? {})]);
  } catch {
    return new Set();
  }
}
