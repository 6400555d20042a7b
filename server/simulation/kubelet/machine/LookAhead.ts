/** Resting machines worked on ahead of their stored states, for readers: nothing of it is stored. */
import type { Pod } from "../../../protocol/kubernetes/index.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import type { LogLine } from "../ContainerLogs.ts";
import type { MachineOpener } from "./MachineOpener.ts";
import type { MachineStates } from "./MachineStates.ts";
import { catchUp, type OpenMachine } from "./OpenMachine.ts";
import type { MachineState } from "./Process.ts";

/** Machines kept ahead at once. */
const MOST = 64;

interface Ahead {
  readonly stored: MachineState;
  readonly open: OpenMachine;
  readonly lines: LogLine[];
}

interface LookAheadOptions {
  readonly runtime: Runtime;
  readonly states: MachineStates;
  readonly opener: MachineOpener;
}

export class LookAhead {
  private readonly ahead = new Map<string, Ahead>();

  constructor(private readonly options: LookAheadOptions) {}

  /** A container's machine as it is now; undefined when the container does not run. */
  machine(pod: Pod, container: string): OpenMachine | undefined {
    return this.look(pod, container)?.open;
  }

  /** Lines that a resting machine has written meanwhile. */
  lines(pod: Pod, container: string): readonly LogLine[] {
    return this.look(pod, container)?.lines ?? [];
  }

  forget(id: string): void {
    this.ahead.delete(id);
  }

  private look(pod: Pod, container: string): Ahead | undefined {
    const { runtime, states, opener } = this.options;
    const id = `${pod.metadata.uid}/${container}`;
    const stored = states.stored(id);
    const known = this.ahead.get(id);
    if (known && known.stored === stored) {
      catchUp(known.open, runtime.now);
      return known;
    }
    const open = opener.open(pod, container);
    if (!open) return undefined;
    // It may stay for long, and shows its files as they are now.
    open.machine.around.files.settle();
    const ahead: Ahead = { stored: stored ?? open.machine.state, open, lines: [] };
    if (stored?.rest) open.lines = ahead.lines;
    catchUp(open, runtime.now);
    if (this.ahead.size >= MOST) this.ahead.clear();
    if (stored?.rest) this.ahead.set(id, ahead);
    return ahead;
  }
}
