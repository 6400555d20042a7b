/** `kubectl cluster-info` and its dump. Mirrors kubectl pkg/cmd/clusterinfo. */
import { durationFlag, sliceFlag, textFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { asError, StatusError } from "../../errors.ts";
import { at, type JsonObject } from "../../json.ts";
import { SHOW_MANAGED_FIELDS, TEMPLATE_FLAGS, toPrinter } from "../../print/printers.ts";
import { type RestClient, unreadAnswer } from "../../rest/RestClient.ts";
import { ATTEMPTS } from "../../resources/mappings.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { ALL_NAMESPACES_FLAG } from "../get/getFlags.ts";

const dump: Command = {
  name: "dump",
  short: "Dump relevant information for debugging and diagnosis",
  flags: [
    textFlag("output", "Output format", { short: "o", default: "json" }),
    SHOW_MANAGED_FIELDS,
    ...TEMPLATE_FLAGS,
    textFlag("output-directory", "Where to put files; '-' or nothing for stdout"),
    sliceFlag("namespaces", "Namespaces to dump"),
    ALL_NAMESPACES_FLAG,
    durationFlag("pod-running-timeout", "How long to wait for pods", { default: "20s" }),
  ],
  async run(context) {
    const { flags, session, out, io } = context;
    const printer = await toPrinter({ flags, io });
    const client = await session.client();
    if (flags.number("pod-running-timeout") <= 0) throw new Error("--pod-running-timeout must be higher than zero");
    const own = (await session.namespace()).name;
    const folder = flags.text("output-directory");
    const toFiles = folder !== "" && folder !== "-";
    const extension = { json: ".json", yaml: ".yaml" }[flags.text("output")] ?? ".txt";
    const put = async (name: string, text: string, ending = extension): Promise<void> => {
      if (toFiles) await io.files.write(`${folder}/${name}${ending}`, new TextEncoder().encode(text));
      else out(text);
    };
    const list = async (path: string): Promise<JsonObject> => listed(client, path);
    await put("nodes", printer(await list("/api/v1/nodes"), { typed: true }));
    const namespaces = flags.bool("all-namespaces")
      ? ((await list("/api/v1/namespaces"))["items"] as JsonObject[]).map((one) => String(at(one, "metadata", "name")))
      : flags.list("namespaces").length > 0
        ? flags.list("namespaces")
        : ["kube-system", own];
    for (const namespace of namespaces) {
      for (const [root, resource, file] of DUMPED)
        await put(
          `${namespace}/${file}`,
          printer(await list(`${root}/namespaces/${namespace}/${resource}`), { typed: true }),
        );
      const pods = await list(`/api/v1/namespaces/${namespace}/pods`);
      await put(`${namespace}/pods`, printer(pods, { typed: true }));
      for (const pod of (pods["items"] ?? []) as JsonObject[])
        await put(
          `${namespace}/${String(at(pod, "metadata", "name"))}/logs`,
          await logsOf(context, client, pod),
          ".txt",
        );
    }
    if (toFiles) out(`Cluster info dumped to ${folder}\n`);
  },
};

const DUMPED = [
  ["/api/v1", "events", "events"],
  ["/api/v1", "replicationcontrollers", "replication-controllers"],
  ["/api/v1", "services", "services"],
  ["/apis/apps/v1", "daemonsets", "daemonsets"],
  ["/apis/apps/v1", "deployments", "deployments"],
  ["/apis/apps/v1", "replicasets", "replicasets"],
] as const;

/** A list as Go's typed client holds it, which speaks protobuf: items without kind, null for none. */
async function listed(client: RestClient, path: string): Promise<JsonObject> {
  const { kind, apiVersion, metadata, items } = (await client.json("GET", path)) as JsonObject;
  const itemKind = String(kind).replace(/List$/, "");
  const typed = ((items ?? []) as JsonObject[]).map((item) => {
    const {
      kind: _kind,
      apiVersion: _version,
      ...rest
    } = asTyped({
      ...item,
      kind: itemKind,
      apiVersion: apiVersion as string,
    });
    return rest;
  });
  return {
    kind: kind as string,
    apiVersion: apiVersion as string,
    metadata: (metadata ?? {}) as JsonObject,
    items: typed.length > 0 ? typed : null,
  };
}

async function logsOf(_context: CommandContext, client: RestClient, pod: JsonObject): Promise<string> {
  const [namespace, name] = [String(at(pod, "metadata", "namespace")), String(at(pod, "metadata", "name"))];
  const containers = [
    ...((at(pod, "spec", "initContainers") ?? []) as JsonObject[]),
    ...((at(pod, "spec", "containers") ?? []) as JsonObject[]),
  ];
  let text = "";
  for (const container of containers) {
    const title = `logs for container ${String(container["name"])} of pod ${namespace}/${name} ====\n`;
    text += `==== START ${title}`;
    try {
      text += (
        await client.text("GET", `/api/v1/namespaces/${namespace}/pods/${name}/log`, {
          query: [["container", String(container["name"])]],
        })
      ).body;
    } catch (error) {
      // Upstream does not read what the server says of it.
      const code = error instanceof StatusError ? error.status.code : undefined;
      const why = code === undefined ? asError(error).message : `${unreadAnswer(code)} (get pods ${name})`;
      text += `Request log error: ${why}\n`;
    }
    text += `==== END ${title}`;
  }
  return text;
}

export const clusterInfo: Command = {
  name: "cluster-info",
  short: "Display cluster information",
  commands: [dump],
  async run({ flags, session, out }) {
    const client = await session.client();
    const { server } = client.options;
    const namespace = flags.text("namespace") || "kube-system";
    try {
      // Upstream looks for the type of what it asks for, as for any argument.
      await session.groups().catch(() => []);
      await session.mapper(ATTEMPTS);
      const list = await client.json("GET", `/api/v1/namespaces/${encodeURIComponent(namespace)}/services`, {
        query: [["labelSelector", "kubernetes.io/cluster-service=true"]],
      });
      out(`Kubernetes control plane is running at ${server}\n`);
      for (const service of (at(list, "items") ?? []) as JsonObject[]) out(serviceLine(service, server));
    } finally {
      out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    }
  },
};

function serviceLine(service: JsonObject, server: string): string {
  const text = (...path: (string | number)[]): string => String(at(service, ...path) ?? "");
  const name = text("metadata", "labels", "kubernetes.io/name") || text("metadata", "name");
  const ports = (at(service, "spec", "ports") ?? []) as JsonObject[];
  const address =
    text("status", "loadBalancer", "ingress", 0, "ip") || text("status", "loadBalancer", "ingress", 0, "hostname");
  if (address)
    return `${name} is running at ${ports.map(({ port }) => `http://${address}:${String(port)} `).join("")}\n`;
  const [port] = ports;
  let target = text("metadata", "name");
  if (port) {
    const scheme = port["name"] === "https" || port["port"] === 443 ? "https" : "";
    const portName = String(port["name"] ?? "");
    target = scheme ? `${scheme}:${target}:${portName}` : portName ? `${target}:${portName}` : target;
  }
  return `${name} is running at ${server}/api/v1/namespaces/${text("metadata", "namespace")}/services/${target}/proxy\n`;
}
