/**
 * Runs recordings of a real kubectl against ours: the command, what it prints, its exit code, and what it changed.
 * Format and normalisation: the README of the recordings. Read next: `kubectl/worlds.ts`, `kubectl/VirtualClock.ts`.
 */
import { join } from "node:path";
import { runKubectl } from "../../components/client/kubectl/runKubectl.ts";
import type { KubectlApi, KubectlIo } from "../../components/client/kubectl/io.ts";
import { discover } from "../../components/client/kubectl/rest/discovery.ts";
import type { ApiGroup } from "../../components/client/kubectl/rest/served.ts";
import { RestClient } from "../../components/client/kubectl/rest/RestClient.ts";
import type { KubeObject } from "../protocol/kubernetes/index.ts";
import type { Cluster } from "../simulation/cluster.ts";
import { clusterApi } from "./kubectl/clusterApi.ts";
import { MemoryFiles } from "./kubectl/memoryFiles.ts";
import { Normaliser } from "./kubectl/normalise.ts";
import type { Change, KubectlCase } from "./kubectl/recorded.ts";
import { storedChanges } from "./kubectl/storedChanges.ts";
import { ADMIN_TOKEN } from "./kubectl/users.ts";
import { VirtualClock } from "./kubectl/VirtualClock.ts";
import { Worlds } from "./kubectl/worlds.ts";

interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
  readonly kubeconfig: string;
}

const SERVER = "https://127.0.0.1:34002";
const HOME = "<home>";
const CWD = "<cwd>";

/** Runs the cases of one folder; live scripts keep their cluster from step to step, so cases come in order. */
export class KubectlRunner {
  private readonly worlds: Worlds;
  /** The recorded kubectl knew what the server serves from the commands before. */
  private discovered: readonly ApiGroup[] | undefined;
  private script: { readonly name: string; readonly cluster: Cluster } | undefined;

  constructor(folder: string) {
    this.worlds = new Worlds(join(folder, "worlds"));
  }

  /** The first difference from the recording; undefined when there is none. */
  async difference(recorded: KubectlCase): Promise<string | undefined> {
    const now = Date.parse(recorded.now);
    const live = recorded.script !== undefined;
    const cluster = live ? this.scripted(recorded, now) : this.worlds.frozen(recorded.world, now);
    const before = live ? undefined : cluster.store.snapshot();
    const result = await this.run(recorded, cluster, live);
    const world = this.worlds.world(recorded.world).text;
    const normal = new Normaliser(
      `${world}${JSON.stringify([recorded.argv, recorded.stdin, recorded.files, recorded.now])}`,
    );
    const problem =
      differs("exit", String(recorded.exit), String(result.exit)) ??
      differs("stdout", ...textPair(recorded, normal.text(recorded.stdout), normal.text(result.stdout))) ??
      differs(
        "stderr",
        ...textPair({ ...recorded, stdout_prefix: false }, normal.text(recorded.stderr), normal.text(result.stderr)),
      ) ??
      differs("kubeconfig", recorded.kubeconfig_after ?? this.worlds.kubeconfig, result.kubeconfig);
    if (problem || !recorded.changed || !before)
      return (
        problem &&
        `${problem}${result.exit === recorded.exit ? "" : ` (stderr ${JSON.stringify(result.stderr.slice(0, 200))})`}`
      );
    return changesDiffer(recorded.changed, storedChanges(before, cluster), normal);
  }

  /** What the command does in a cluster. */
  async run(recorded: KubectlCase, cluster: Cluster, live: boolean): Promise<Result> {
    const clock = new VirtualClock(cluster, live, Date.parse(recorded.now));
    this.discovered ??= await served(clusterApi(cluster, SERVER));
    const files = new MemoryFiles(CWD);
    const config = `${HOME}/.kube/config`;
    files.put(config, this.worlds.kubeconfig);
    for (const [name, text] of Object.entries(recorded.files ?? {})) files.put(name, text);
    let stdout = "";
    let stderr = "";
    let seed = 1;
    const io: KubectlIo = {
      stdin: async () => recorded.stdin ?? "",
      stdout: (text) => void (stdout += text),
      stderr: (text) => void (stderr += text),
      env: { KUBECONFIG: config, TZ: "UTC", HOME, ...recorded.env },
      home: HOME,
      cwd: CWD,
      files,
      api: clusterApi(cluster, SERVER),
      discovered: new Map([[SERVER, this.discovered]]),
      now: () => clock.now(),
      sleep: (ms, signal) => clock.sleep(ms, signal),
      signal: new AbortController().signal,
      random: () => ((seed = (seed * 16807) % 2147483647) - 1) / 2147483646,
    };
    const exit = await clock.run(runKubectl(recorded.argv, io));
    const kubeconfig = new TextDecoder().decode((await files.read(config)) ?? new Uint8Array());
    return { stdout, stderr, exit, kubeconfig };
  }

  private scripted(recorded: KubectlCase, now: number): Cluster {
    const name = recorded.script as string;
    if (this.script?.name !== name) {
      const more = name === "live-jobs" ? [jobsNode(this.worlds)] : [];
      this.script = { name, cluster: this.worlds.live(recorded.world, now, more) };
    }
    const { cluster } = this.script;
    cluster.advance(now);
    return cluster;
  }
}

function served(api: KubectlApi): Promise<readonly ApiGroup[]> {
  const headers = { Authorization: `Bearer ${ADMIN_TOKEN}` };
  return discover(new RestClient({ api, server: SERVER, headers, warn: () => {}, userAgent: "kubectl" }));
}

/** The node that the script of Jobs has beside the empty world. */
function jobsNode(worlds: Worlds): KubeObject {
  const node = worlds
    .world("course")
    .objects.find(({ kind, metadata }) => kind === "Node" && metadata.name === "k8s-worker1");
  if (!node) throw new Error("the world course has no k8s-worker1");
  return node;
}

function textPair(
  { stdout_prefix: prefix, unordered }: KubectlCase,
  want: string,
  got: string,
): readonly [string, string] {
  if (prefix) return [want, Array.from(got).slice(0, Array.from(want).length).join("")];
  if (!unordered) return [want, got];
  const sorted = (text: string): string =>
    text
      .split(/[\n ,[\]]+/)
      .sort()
      .join("\n");
  return [sorted(want), sorted(got)];
}

function differs(what: string, want: string, got: string): string | undefined {
  if (want === got) return undefined;
  let at = 0;
  while (at < want.length && want[at] === got[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 30), at + 110));
  return `${what} differs at ${at}: want ${around(want)} got ${around(got)}`;
}

function changesDiffer(want: readonly Change[], got: readonly Change[], normal: Normaliser): string | undefined {
  const lines = (changes: readonly Change[]): string[] =>
    changes.map((change) => JSON.stringify(normal.value(change))).sort();
  const names = (changes: readonly Change[]): string =>
    changes
      .map(({ op, kind, namespace, name }) => JSON.stringify(normal.value([op, kind, namespace, name])))
      .sort()
      .join("\n");
  const named = differs("changed objects", names(want), names(got));
  if (named) return named;
  const [expected, actual] = [lines(want), lines(got)];
  for (const [index, line] of expected.entries()) {
    const problem = differs(`changed ${want.length > 1 ? `${index} ` : ""}object`, line, actual[index] ?? "");
    if (problem) return problem;
  }
  return undefined;
}
