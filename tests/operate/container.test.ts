/** The container file against the commands of a checkout: nothing here can build it, so that what it names is looked at. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const lines = readFileSync("Containerfile", "utf8").split("\n");

describe("the container", () => {
  it("OPER-35 runs the server as npm start does, from a build of the same steps", () => {
    const command = JSON.parse(lines.find((line) => line.startsWith("CMD "))?.slice(4) ?? "[]") as string[];
    expect(command).toEqual(["node", "server/start/serve.mjs"]);
    expect(readFileSync("server/start/start.mjs", "utf8")).toContain('await import("./serve.mjs")');
    const steps = (text: string): readonly string[] => text.match(/\b(install|generate|bundle|buildPages)\(\)/g) ?? [];
    expect(steps(lines.find((line) => line.includes("prepare.mjs")) ?? "")).toEqual(
      steps(readFileSync("server/start/start.mjs", "utf8")),
    );
    const copied = lines.filter((line) => line.startsWith("COPY ") && !line.includes("--from"));
    for (const file of copied.flatMap((line) => line.split(" ").slice(1, -1)))
      expect([file, existsSync(file)]).toEqual([file, true]);
  });
});
