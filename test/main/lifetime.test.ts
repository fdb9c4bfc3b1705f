import { describe, expect, it } from "vitest";
import { Lifetime, startedIn } from "../../src/main/lifetime.ts";
import { Signal } from "../../src/main/signal.ts";

function part(name: string, ended: string[], fault?: Error): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      ended.push(name);
      if (fault) throw fault;
    },
  };
}

describe("a lifetime", () => {
  it("ends what was started in reverse order, once", async () => {
    const ended: string[] = [];
    const running = await startedIn(async (lifetime) => {
      lifetime.use(part("storage", ended));
      lifetime.use(null);
      lifetime.defer(() => ended.push("drain"));
      return { url: "u" };
    });
    await Promise.all([running[Symbol.asyncDispose](), running[Symbol.asyncDispose]()]);
    expect([running.url, ...ended]).toEqual(["u", "drain", "storage"]);
  });

  it("ends the parts before the one that could not start, and says why that one could not", async () => {
    const ended: string[] = [];
    const starting = startedIn(async (lifetime) => {
      lifetime.use(part("storage", ended, new Error("and this one could not end")));
      lifetime.use(part("meaning", ended));
      throw new Error("the port is taken");
    });
    await expect(starting).rejects.toThrow("the port is taken");
    expect(ended).toEqual(["meaning", "storage"]);
  });

  it("tries every end though one fails, and rejects with what it failed with", async () => {
    const ended: string[] = [];
    const lifetime = new Lifetime();
    lifetime.use(part("first", ended));
    lifetime.use(part("second", ended, new Error("disk")));
    lifetime.use(part("third", ended));
    await expect(lifetime[Symbol.asyncDispose]()).rejects.toThrow("disk");
    expect(ended).toEqual(["third", "second", "first"]);
  });
});

describe("a signal", () => {
  it("is heard by those who listen by then, in their order", () => {
    const heard: string[] = [];
    const signal = new Signal<string>();
    signal.emit("nobody");
    signal.on((value) => heard.push(`a ${value}`));
    signal.on((value) => heard.push(`b ${value}`));
    signal.emit("1");
    expect(heard).toEqual(["a 1", "b 1"]);
  });
});
