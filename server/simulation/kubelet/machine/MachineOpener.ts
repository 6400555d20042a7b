/** Makes a machine out of its stored state, to be worked on. */
import type { Container, Pod } from "../../../protocol/kubernetes/index.ts";
import { cloneJson } from "../../api/json.ts";
import { resolveImage } from "../images/registry.ts";
import { placeServer } from "./booting.ts";
import { Machine } from "./Machine.ts";
import { listensOf, type OpenMachine } from "./OpenMachine.ts";
import { type MachineState, newMachine } from "./Process.ts";
import { processEnvironment } from "./processEnvironment.ts";
import { type SurroundingsOptions, surroundingsOf } from "./surroundings.ts";

export class MachineOpener {
  constructor(private readonly options: SurroundingsOptions) {}

  /** Undefined when the container does not run. */
  open(pod: Pod, container: string): OpenMachine | undefined {
    const { owner, states, store } = this.options;
    const record = owner.record(pod.metadata.uid);
    const spec = [
      ...pod.spec.containers,
      ...(pod.spec.initContainers ?? []),
      ...((pod.spec.ephemeralContainers ?? []) as readonly Container[]),
    ].find(({ name }) => name === container);
    if (!spec || record?.containers[container]?.phase !== "running") return undefined;
    const stored = states.stored(`${pod.metadata.uid}/${container}`);
    if (stored) {
      const { files, ...rest } = stored;
      return this.openWith(pod, spec, { ...cloneJson(rest), files });
    }
    // The image's own server has run alone so far.
    const open = this.openWith(pod, spec, newMachine());
    const resolved = resolveImage(spec.image ?? "", store);
    const argv = (!("problem" in resolved) && resolved.model.argv) || ["/app"];
    placeServer(open.machine, { argv, at: processEnvironment(pod, spec, { store, record }) });
    return open;
  }

  /** `state` is private to the machine. */
  openWith(pod: Pod, spec: Container, state: MachineState): OpenMachine {
    const open = { pod, spec, touched: false, asked: false } as {
      -readonly [key in keyof OpenMachine]: OpenMachine[key];
    };
    open.machine = new Machine(state, surroundingsOf({ pod, spec }, { state, open }, this.options));
    open.listens = listensOf(open.machine);
    return open;
  }
}
