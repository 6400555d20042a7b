/** Commands of a node's host: crictl, systemctl. */
import { goDuration } from "../goDuration.ts";
import type { Command } from "../machine/Command.ts";
import { fail, out, table } from "./kit.ts";

const ago = (ms: number): string => {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} seconds ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} minutes ago`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} hours ago` : `${Math.floor(seconds / 86_400)} days ago`;
};

const crictl: Command = (context) => {
  const { around } = context.machine;
  const containers = around.containers?.() ?? [];
  const [verb] = context.args.filter((arg) => !arg.startsWith("-"));
  if (verb === "ps") {
    const rows = containers.map((each) => [
      each.id.slice(0, 13),
      each.image,
      ago(around.now - each.startedAt),
      "Running",
      each.name,
      String(each.attempt),
      each.pod,
      each.namespace,
    ]);
    out(
      context,
      table([["CONTAINER", "IMAGE", "CREATED", "STATE", "NAME", "ATTEMPT", "POD", "NAMESPACE"], ...rows], 3),
    );
    return 0;
  }
  if (verb === "pods") {
    const pods = new Map(containers.map((each) => [`${each.namespace}/${each.pod}`, each]));
    const rows = [...pods.values()].map((each) => [
      ago(around.now - each.startedAt),
      "Ready",
      each.pod,
      each.namespace,
      String(each.attempt),
    ]);
    out(context, table([["CREATED", "STATE", "NAME", "NAMESPACE", "ATTEMPT"], ...rows], 3));
    return 0;
  }
  if (verb === "stats") {
    const rows = containers.map((each) => [
      each.id.slice(0, 13),
      each.name,
      (each.cores * 100).toFixed(2),
      `${(each.memory / 1e6).toFixed(2)}MB`,
    ]);
    out(context, table([["CONTAINER", "NAME", "CPU %", "MEM"], ...rows], 3));
    return 0;
  }
  return fail(context, "Podroom knows crictl ps, pods and stats");
};

const systemctl: Command = (context) => {
  const [verb, unit = "kubelet"] = context.args.filter((arg) => !arg.startsWith("-"));
  const name = unit.replace(/\.service$/, "");
  if (!["kubelet", "containerd"].includes(name)) return fail(context, `Unit ${name}.service could not be found.`, 4);
  if (verb === "is-active") {
    out(context, "active\n");
    return 0;
  }
  if (verb === "status") {
    out(
      context,
      `● ${name}.service\n     Loaded: loaded (/usr/lib/systemd/system/${name}.service; enabled)\n     Active: active (running) since ${goDuration(259_200_000)} ago\n`,
    );
    return 0;
  }
  return fail(context, "Podroom stops and starts nodes on the page, not here");
};

export const NODE_COMMANDS: { readonly [name: string]: Command } = { crictl, systemctl };
