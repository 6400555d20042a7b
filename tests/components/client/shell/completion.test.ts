import { describe, expect, it } from "vitest";
import type { RoomConnection } from "../../../../components/client/RoomConnection.ts";
import { HomeFiles } from "../../../../components/client/shell/HomeFiles.ts";
import { RoomShell } from "../../../../components/client/shell/RoomShell.ts";
import { COMMANDS } from "../../../../components/client/kubectl/commands/index.ts";

function shell(): RoomShell {
  const pods = new Map(["web-1", "web-2"].map((name) => [name, { metadata: { name, namespace: "default" } }]));
  const connection = { getSnapshot: () => ({ cluster: { tables: new Map([["pods", pods]]) } }) };
  return new RoomShell({
    connection: connection as unknown as RoomConnection,
    files: new HomeFiles("completion"),
    screen: { write: () => {}, link: {} as never, edit: async (text) => text },
    namespace: () => "default",
  });
}

describe("the terminal's Tab", () => {
  it("TERM-3 offers every command there is", async () => {
    const shown = COMMANDS.filter(({ hidden }) => !hidden).map(({ name }) => `${name} `);
    expect(await shell().complete("kubectl ")).toEqual(shown.sort());
    expect(await shell().complete("kubectl att")).toEqual(["attach "]);
  });

  it("TERM-3 offers a command's own subcommands, then kinds, then names", async () => {
    expect(await shell().complete("k rollout re")).toEqual(["restart ", "resume "]);
    expect(await shell().complete("k get po")).toEqual(["pods "]);
    expect(await shell().complete("k get pods web")).toEqual(["web-1 ", "web-2 "]);
    expect(await shell().complete("k logs web-1")).toEqual(["web-1 "]);
  });
});
