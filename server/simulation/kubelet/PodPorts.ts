/** What listens on the ports of pods, and what it answers there. */
import type { HttpRequest, HttpResponse } from "../controllerkit/Processes.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Launcher } from "./Launcher.ts";
import type { Machines } from "./machine/Machines.ts";
import type { PodRecords } from "./PodRecords.ts";
import { rearm } from "./probing.ts";
import { listenerOf } from "./records.ts";

interface PodPortsOptions {
  readonly runtime: Runtime;
  readonly records: PodRecords;
  readonly machines: Machines;
  readonly launcher: Launcher;
}

export class PodPorts {
  private inProbe = false;

  constructor(private readonly options: PodPortsOptions) {}

  /** The container of a pod that listens on a port. */
  listener(podUid: string, port: number): string | undefined {
    const { records, machines } = this.options;
    const record = records.get(podUid);
    return record && (listenerOf(record, port) ?? machines.listener(podUid, port));
  }

  http(podUid: string, request: HttpRequest): HttpResponse | undefined {
    const { runtime, records, machines, launcher } = this.options;
    const known = records.get(podUid);
    const name = known && this.listener(podUid, request.port);
    const pod = known && name !== undefined ? records.podOf(podUid, known) : undefined;
    if (!known || name === undefined || !pod) return undefined;
    if (listenerOf(known, request.port) === undefined) return machines.http(pod, name, request);
    let response: HttpResponse | undefined;
    records.change(pod, (record) => {
      const container = record.containers[name];
      if (container) response = launcher.serve(pod, name, { container, request });
      if (!this.inProbe) rearm(pod, record, { name, now: runtime.now });
    });
    return response;
  }

  /** Asks for a probe: what it does changes nothing that probes would have to look at again. */
  probe<T>(ask: () => T): T {
    this.inProbe = true;
    try {
      return ask();
    } finally {
      this.inProbe = false;
    }
  }
}
