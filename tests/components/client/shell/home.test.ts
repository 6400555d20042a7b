import { beforeEach, describe, expect, it, vi } from "vitest";
import { Home } from "../../../../components/client/shell/Home.ts";
import { HomeFiles } from "../../../../components/client/shell/HomeFiles.ts";

const KEY = "podroom:home:test";
const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  });
});

const text = (home: Home, path: string): Promise<string> => home.fs.readFile(path);

describe("TERM-6 the home", () => {
  it("TERM-6 is one for the terminals of a page", async () => {
    const [one, other] = [new HomeFiles(KEY), new HomeFiles(KEY)];
    await one.write("a.yaml", new TextEncoder().encode("a"));
    expect(await other.list(".")).toEqual(["a.yaml"]);
  });

  it("TERM-6 two pages keep what each changed, and take in what the other did", async () => {
    const [here, there] = [new Home(KEY), new Home(KEY)];
    await here.fs.writeFile("/root/here", "1");
    await here.fs.mkdir("/root/empty");
    await there.fs.writeFile("/root/there", "2");
    await here.sync();
    await there.sync();
    await here.sync();
    for (const home of [here, there, new Home(KEY)])
      expect([await text(home, "/root/here"), await text(home, "/root/there")]).toEqual(["1", "2"]);
    expect((await new Home(KEY).fs.stat("/root/empty")).isDirectory).toBe(true);
    await there.fs.rm("/root/here");
    await there.sync();
    await here.sync();
    expect(await here.fs.exists("/root/here")).toBe(false);
  });

  it("TERM-6 names what there is no room for, and keeps the newest", async () => {
    const home = new Home(KEY);
    await home.fs.writeFile("/root/old", "x".repeat(700_000));
    await home.fs.utimes("/root/old", new Date(0), new Date(0));
    await home.fs.writeFile("/root/new", "y".repeat(700_000));
    expect(await home.sync()).toEqual(["/root/old"]);
    expect(await new Home(KEY).fs.exists("/root/new")).toBe(true);
    expect(await home.fs.exists("/root/old")).toBe(true);
  });
});
