import type { Pod } from "../../../protocol/kubernetes/index.ts";
import type { PodRecord } from "../records.ts";

/** What the machines ask of the kubelet. */
export interface MachineOwner {
  record(uid: string): PodRecord | undefined;
  /** Process 1 of a container has ended. */
  ended(pod: Pod, container: string, end: { readonly code: number; readonly reason?: string }): void;
  /** Files or ports changed: what looks at them looks again. */
  touched(pod: Pod, container: string): void;
  /** A container's use of memory or CPU has changed. */
  levelled(pod: Pod): void;
  /** A signal to the image's own server as process 1. */
  signalled(pod: Pod, container: string, number: number): void;
}
