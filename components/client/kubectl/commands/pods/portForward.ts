/** `kubectl port-forward`: everything up to the local port, which only some places can open. */
import { durationFlag, sliceFlag } from "../../cli/flags.ts";
import { type Command, usageError } from "../../cli/Command.ts";
import { podName } from "./containers.ts";
import { checkForwarded, podPorts, refuseUdp, servicePorts } from "./ports.ts";
import { attachablePod, namespaceOfPod, phaseOf } from "./streaming.ts";

export const portForward: Command = {
  name: "port-forward",
  short: "Forward one or more local ports to a pod",
  usage: "TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]",
  flags: [
    durationFlag("pod-running-timeout", "How long to wait for a pod", { default: "1m0s" }),
    sliceFlag("address", "Addresses to listen on", { default: "localhost" }),
  ],
  async run(context) {
    const { args, flags, session, io } = context;
    if (args.length < 2) throw usageError(context, "TYPE/NAME and list of ports are required for port-forward");
    await session.namespace();
    const timeoutMs = flags.number("pod-running-timeout");
    if (timeoutMs <= 0) throw usageError(context, "--pod-running-timeout must be higher than zero");
    const { pod, object } = await attachablePod(context, [args[0] as string], timeoutMs);
    const asked = args.slice(1);
    const isService = object["kind"] === "Service";
    refuseUdp(asked, isService ? object : pod, isService ? "service" : "pod");
    const ports = isService ? servicePorts(asked, object, pod) : podPorts(asked, pod);
    const phase = phaseOf(pod);
    if (phase !== "Running")
      throw new Error(`unable to forward port because pod is not running. Current status=${phase}`);
    checkForwarded(ports);
    checkAddresses(flags.list("address"));
    if (!io.forward)
      throw new Error(
        `unable to listen on any of the requested ports: [${ports.join(" ")}]: this terminal cannot open ports; ask the pod from a shell in the cluster (curl) instead`,
      );
    await io.forward({ namespace: namespaceOfPod(pod), pod: podName(pod), ports, addresses: flags.list("address") });
  },
};

function checkAddresses(addresses: readonly string[]): void {
  for (const address of addresses)
    if (address !== "localhost" && !/^(\d{1,3}(\.\d{1,3}){3}|[\da-f:.]*:[\da-f:.]*)$/i.test(address))
      throw new Error(`${address} is not a valid IP`);
}
