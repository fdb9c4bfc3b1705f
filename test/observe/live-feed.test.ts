import { expect, it } from "vitest";
import { LiveFeed } from "../../src/observe/live-feed.ts";
import { aRecord } from "../support/records.ts";

it("tells each viewer in its own language, and of requests who asked for them", () => {
  const feed = new LiveFeed<"en" | "pt-BR">(
    (language) => ({ in: language }),
    (language, { request }) => [language, request],
  );
  const viewer = (language: "en" | "pt-BR", withRequests: boolean) => {
    const told: string[] = [];
    const end = feed.watch({ tell: (event, data) => told.push(`${event} ${data}`), language, withRequests });
    return { told, end };
  };
  const [english, portuguese, figuresOnly] = [
    viewer("en", true),
    viewer("pt-BR", true),
    viewer("pt-BR", false),
  ];
  feed.report(aRecord());
  feed.tellRequests();
  feed.tellFigures();
  const figures = (language: string) => `snapshot {"figures":{"in":"${language}"}}`;
  expect(english.told).toEqual([figures("en"), 'requests [["en","req_1"]]', figures("en")]);
  expect(portuguese.told).toEqual([figures("pt-BR"), 'requests [["pt-BR","req_1"]]', figures("pt-BR")]);
  expect(figuresOnly.told).toEqual([figures("pt-BR"), figures("pt-BR")]);

  english.end?.();
  portuguese.end?.();
  feed.report(aRecord());
  feed.tellRequests();
  expect(english.told).toHaveLength(3);
  expect(feed.viewers).toBe(1);
});
