/** The pod and Service of `kubectl run`. Models kubectl pkg/generate/versioned/run.go. */
import type { JsonObject } from "../json.ts";
import { fail, type Manifest, parseLabels } from "./generated.ts";
import { envNameProblems } from "./names.ts";

export interface RunFlags {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  /** The arguments are the command. */
  readonly command: boolean;
  readonly env: readonly string[];
  readonly labels: string;
  readonly annotations: readonly string[];
  readonly port: string;
  readonly restart: string;
  readonly imagePullPolicy: string;
  readonly stdin: boolean;
  readonly leaveStdinOpen: boolean;
  readonly tty: boolean;
  readonly privileged: boolean;
}

export function runPod(flags: RunFlags): Manifest {
  const { name, args, command } = flags;
  const env = parseEnv(flags.env);
  const annotations = parseAnnotations(flags.annotations);
  const labels = runLabels(flags);
  const container: JsonObject = {
    name,
    image: flags.image,
    ...(args.length > 0 ? { [command ? "command" : "args"]: [...args] } : undefined),
    ...(flags.port !== "" ? { ports: [{ containerPort: portNumber(flags.port) }] } : undefined),
    env,
    imagePullPolicy: flags.imagePullPolicy,
    ...(flags.privileged ? { securityContext: { privileged: true } } : undefined),
    stdin: flags.stdin,
    stdinOnce: flags.stdin && !flags.leaveStdinOpen,
    tty: flags.tty,
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels, annotations },
    spec: { containers: [container], restartPolicy: flags.restart, dnsPolicy: "ClusterFirst" },
  };
}

/** The Service in front of that pod. */
export function runService(flags: RunFlags): Manifest {
  const port = portNumber(flags.port);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: flags.name, ...(flags.labels !== "" ? { labels: parseLabels(flags.labels) } : undefined) },
    spec: { ports: [{ protocol: "TCP", port, targetPort: port }], selector: runLabels(flags) },
  };
}

function runLabels({ name, labels }: RunFlags): { [name: string]: string } {
  return labels === "" ? { run: name } : parseLabels(labels);
}

function portNumber(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) fail(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function parseEnv(entries: readonly string[]): JsonObject[] {
  return entries.map((entry) => {
    const equals = entry.indexOf("=");
    const name = equals < 0 ? "" : entry.slice(0, equals);
    if (name === "" || envNameProblems(name).length > 0) fail(`invalid env: ${entry}`);
    return { name, value: entry.slice(equals + 1) };
  });
}

function parseAnnotations(entries: readonly string[]): JsonObject {
  const annotations: JsonObject = {};
  for (const entry of entries) {
    const equals = entry.indexOf("=");
    if (equals <= 0) fail(`invalid annotations format: ${entry}`);
    annotations[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return annotations;
}
