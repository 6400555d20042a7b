/** The stored states of all containers' machines, by `<pod uid>/<container>`, and those that are open: they count first. */
import type { Runtime } from "../../runtime/Runtime.ts";
import { type FileEntry, sizeOf } from "./FileTree.ts";
import type { MachineOwner } from "./MachineOwner.ts";
import type { OpenMachine } from "./OpenMachine.ts";
import type { MachineState } from "./Process.ts";

export class MachineStates {
  readonly opened = new Map<string, OpenMachine>();

  constructor(
    private readonly runtime: Runtime,
    private readonly owner: MachineOwner,
  ) {}

  private get all(): Map<string, MachineState> {
    return this.runtime.state<MachineState>("machines");
  }

  stored(id: string): MachineState | undefined {
    return this.all.get(id);
  }

  store(id: string, state: MachineState): void {
    this.all.set(id, state);
  }

  delete(id: string): void {
    this.all.delete(id);
  }

  has(id: string): boolean {
    return this.all.has(id);
  }

  private current(id: string): MachineState | undefined {
    return this.opened.get(id)?.machine.state ?? this.all.get(id);
  }

  /** Bytes of what a container wrote in its own file system. */
  writtenBytes(id: string): number {
    const files = this.all.get(id)?.files ?? {};
    let total = 0;
    for (const path in files) total += sizeOf(files[path] as FileEntry);
    return total;
  }

  /** Bytes a container has left at its terminationMessagePath. */
  message(id: string): string {
    return this.current(id)?.message?.data ?? "";
  }

  /** The container of a pod in which a process started by hand listens on a port. */
  listener(uid: string, port: number): string | undefined {
    const record = this.owner.record(uid);
    for (const name of Object.keys(record?.containers ?? {})) {
      const state = this.current(`${uid}/${name}`);
      if (!state) continue;
      for (const pid of Object.keys(state.processes)) if (state.processes[pid]?.listens?.includes(port)) return name;
    }
    return undefined;
  }
}
