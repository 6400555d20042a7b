/** gRPC's health protocol as a probe asks it. Models kubernetes pkg/probe/grpc. */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import { nativeProgramAt } from "./commands/native.ts";
import { NOT_SERVING } from "./images/ImageModel.ts";
import type { Machines } from "./machine/Machines.ts";
import { listenerOf, type PodRecord } from "./records.ts";

/** What the server says that listens in a container; undefined where it speaks something else. */
export function healthOf(
  machines: Machines,
  {
    pod,
    record,
    name,
    port,
  }: { readonly pod: Pod; readonly record: PodRecord; readonly name: string; readonly port: number },
): string | undefined {
  const program =
    listenerOf(record, port) === name
      ? record.containers[name]?.program
      : machines.look(pod, name, (machine) => nativeProgramAt(machine, port));
  if (!program?.grpc?.includes(port)) return undefined;
  return program.state === NOT_SERVING ? NOT_SERVING : "SERVING";
}
