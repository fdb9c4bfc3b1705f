/** A real Chromium for the suites that need one; they skip by name where there is none. */
import { existsSync } from "node:fs";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { SOON_MS_MAX } from "./limits.ts";

const PATHS = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const executablePath = PATHS.find((path) => path !== undefined && existsSync(path));

export const chromiumAvailable = executablePath !== undefined;

export function startBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error("there is no Chromium");
  return puppeteer.launch({
    executablePath,
    timeout: SOON_MS_MAX,
    protocolTimeout: SOON_MS_MAX,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
}

export interface Watched {
  readonly page: Page;
  /** Console errors, exceptions, and requests to anywhere but the origin. */
  readonly problems: string[];
  /** Bytes of everything that was loaded. */
  bytes(): number;
}

export async function watchedPage(
  browser: Browser,
  origin: string,
  { width = 1280, scheme = "light" }: { width?: number; scheme?: "light" | "dark" } = {},
): Promise<Watched> {
  const page = await (await browser.createBrowserContext()).newPage();
  page.setDefaultTimeout(SOON_MS_MAX);
  const problems: string[] = [];
  let bytes = 0;
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) problems.push(request.url());
  });
  page.on("response", async (response) => {
    if (response.headers()["content-type"]?.startsWith("text/event-stream")) return;
    bytes += (await response.buffer().catch(() => Buffer.alloc(0))).length;
  });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setViewport({ width, height: width < 500 ? 844 : 900 });
  return { page, problems, bytes: () => bytes };
}
