/** kubectl at work in a cluster of the test's own, begun as a recorded world. */
import type { ApiGroup } from "../../../../components/client/kubectl/rest/served.ts";
import { runKubectl } from "../../../../components/client/kubectl/runKubectl.ts";
import { clusterApi } from "../../../../server/golden/kubectl/clusterApi.ts";
import { MemoryFiles } from "../../../../server/golden/kubectl/memoryFiles.ts";
import { VirtualClock } from "../../../../server/golden/kubectl/VirtualClock.ts";
import { Worlds } from "../../../../server/golden/kubectl/worlds.ts";

const NOW = Date.parse("2026-11-23T21:45:00Z");
const worlds = new Worlds(new URL("../../../golden/kubectl/worlds", import.meta.url).pathname);

export interface Terminal {
  /** Standard output, errors and an exit code that is not 0, as one text. */
  run(line: string): Promise<string>;
  file(name: string, text: string): void;
  /** What the person does with the texts of `edit`, one after the other. */
  edits: ((text: string) => string)[];
}

export function terminal(world: string): Terminal {
  const cluster = worlds.frozen(world, NOW);
  const files = new MemoryFiles("/work");
  files.put("/home/.kube/config", worlds.kubeconfig);
  const discovered = new Map<string, readonly ApiGroup[]>();
  const edits: ((text: string) => string)[] = [];
  return {
    edits,
    file: (name, text) => files.put(name, text),
    async run(line) {
      const clock = new VirtualClock(cluster, false, NOW);
      let said = "";
      const exit = await clock.run(
        runKubectl(["kubectl", ...words(line)], {
          stdin: async () => "",
          stdout: (text) => void (said += text),
          stderr: (text) => void (said += text),
          env: { KUBECONFIG: "/home/.kube/config", HOME: "/home" },
          home: "/home",
          cwd: "/work",
          files,
          api: clusterApi(cluster, "https://127.0.0.1:34002"),
          discovered,
          now: () => clock.now(),
          sleep: (ms, signal) => clock.sleep(ms, signal),
          signal: new AbortController().signal,
          random: () => 0.5,
          edit: async (text) => (edits.shift() ?? ((same) => same))(text),
        }),
      );
      return exit === 0 ? said : `${said}[${exit}]`;
    },
  };
}

function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
