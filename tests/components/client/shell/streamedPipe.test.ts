import { describe, expect, it } from "vitest";
import type { RoomConnection } from "../../../../components/client/RoomConnection.ts";
import { HomeFiles } from "../../../../components/client/shell/HomeFiles.ts";
import { RoomShell } from "../../../../components/client/shell/RoomShell.ts";
import { streamedPipe } from "../../../../components/client/shell/streamedPipe.ts";

describe("TERM-1 pipes that are seen as they come", () => {
  it.each<[string, string | undefined]>([
    ["kubectl get pods -w | grep web", "grep web"],
    ["k get pods --watch --no-headers | grep -iv 'a b' | cut -d ' ' -f 1", "grep -iv 'a b' | cut -d ' ' -f 1"],
    ["kubectl logs -f web | sed 's/a/b/g'", "sed 's/a/b/g'"],
    ["kubectl get events -w | awk -F: '{print $1}'", "awk -F: '{print $1}'"],
    ["ping k8s-worker1 | grep time", "grep time"],
    ["kubectl get pods | grep web", undefined],
    ["kubectl get pods -w | grep -c web", undefined],
    ["kubectl get pods -w | grep web file", undefined],
    ["kubectl get pods -w | head -3", undefined],
    ["kubectl get pods -w | grep web > file", undefined],
    ["kubectl get pods -w | awk '{n++} END {print n}'", undefined],
    ["kubectl get pods -w | cut -f1 file", undefined],
    ["kubectl get pods -w || echo no", undefined],
    ["kubectl exec web -- tail -f log | grep a", undefined],
    ["ping -c 1 k8s-worker1 | grep time", undefined],
    ["cat a | grep b", undefined],
  ])("TERM-1 %j", (line, filter) => expect(streamedPipe(line)?.filter).toBe(filter));

  it("TERM-1 lines pass the filter while the command still runs, whole ones only", async () => {
    const outputs = ["one time=1\ntw", "o time=2\nthree\n"].map((text) => [[1, text]]);
    const written: string[] = [];
    let seenBeforeEnd = "";
    const request = async (method: string): Promise<object> => {
      if (method === "POST") return { body: { session: "s", output: [], next: 0 } };
      const output = outputs.shift();
      if (output) return { body: { session: "s", output, next: 1 } };
      if (written.length < 2) return { body: { session: "s", output: [], next: 1 } };
      seenBeforeEnd = written.join("");
      return { body: { session: "s", output: [], next: 2, exit: 0 } };
    };
    const shell = new RoomShell({
      connection: { request } as unknown as RoomConnection,
      files: new HomeFiles("streamed"),
      screen: { write: (text) => void (text && written.push(text)), link: {} as never, edit: async (text) => text },
      namespace: () => "default",
    });
    await shell.run("ping k8s-worker1 | grep time");
    expect(seenBeforeEnd).toBe("one time=1\ntwo time=2\n");
  });
});
