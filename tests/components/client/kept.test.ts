import { afterEach, describe, expect, it, vi } from "vitest";
import { kept, keptIn, keptMembers } from "../../../components/client/kept.ts";
import { Home } from "../../../components/client/shell/Home.ts";
import { knownLinks, rememberLinks } from "../../../components/room/roomLinks.ts";

const KEY = "podroom:a";

function storage(space: number): Storage {
  const held = new Map<string, string>();
  const members = {
    getItem: (key: string) => held.get(key) ?? null,
    setItem(key: string, text: string) {
      if (text.length > space) throw new DOMException("no space is left", "QuotaExceededError");
      held.set(key, text);
    },
    removeItem: (key: string) => void held.delete(key),
  };
  return new Proxy(members, {
    ownKeys: () => [...held.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  }) as unknown as Storage;
}

describe("PAGE-29 a browser's storage", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("PAGE-29 keeps texts under keys until they are taken away", () => {
    const place = storage(10);
    const here = keptIn(() => place);
    expect(here.write(KEY, "text")).toBe(true);
    expect([here.read(KEY), here.read("podroom:b"), here.keys()]).toEqual(["text", null, [KEY]]);
    expect(here.write(KEY, undefined)).toBe(true);
    expect([here.read(KEY), here.keys()]).toEqual([null, []]);
  });

  it("PAGE-29 that is full leaves what it has, and says that it keeps no more", () => {
    const place = storage(10);
    const here = keptIn(() => place);
    here.write(KEY, "text");
    expect(here.write(KEY, "a longer text")).toBe(false);
    expect(here.read(KEY)).toBe("text");
  });

  it("PAGE-29 that is closed to pages is one that forgets", async () => {
    vi.stubGlobal(
      "localStorage",
      new Proxy({} as Storage, {
        get: () => {
          throw new DOMException("access is denied", "SecurityError");
        },
        ownKeys: () => {
          throw new DOMException("access is denied", "SecurityError");
        },
      }),
    );
    expect([kept.write(KEY, "text"), kept.read(KEY), kept.keys()]).toEqual([false, null, []]);
    rememberLinks("room", { student: "/join#k=1" });
    expect(knownLinks("room")).toEqual({});
    const home = new Home("podroom:home:closed");
    await home.fs.writeFile("/root/a.yaml", "a");
    expect(await home.sync()).toEqual([]);
    expect(await home.fs.readFile("/root/a.yaml")).toBe("a");
  });

  it("PAGE-29 that holds what no page wrote there is read as an empty one", () => {
    for (const text of [null, "", "{broken", "null"]) expect(keptMembers(text)).toEqual({});
    expect(keptMembers('{"a":1}')).toEqual({ a: 1 });
  });
});
