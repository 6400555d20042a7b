/** What kubelets remember of pods: plain data in the runtime's state, so that a snapshot holds every running process. */
import type { Container } from "../../protocol/kubernetes/index.ts";
import type { Program } from "./images/ImageModel.ts";

export type Resources = NonNullable<Container["resources"]>;

/** A container's end, as `state.terminated` tells it. */
export interface Ended {
  readonly exitCode: number;
  readonly reason: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly containerId: string;
  readonly message?: string;
  /** Its container was removed: nobody knows when it ran. */
  readonly removed?: true;
}

export interface ProbeRecord {
  /** Next run; undefined while the outcome cannot change. */
  next?: number;
  successes: number;
  failures: number;
  /** What the probe has made of the container; undefined before the first result. */
  result?: boolean;
}

export type ProbeKind = "startupProbe" | "livenessProbe" | "readinessProbe";

export interface ContainerRecord {
  phase: "waiting" | "running" | "exited";
  /** While waiting. */
  reason?: string;
  message?: string;
  containerId?: string;
  startedAt?: number;
  ended?: Ended;
  last?: Ended;
  restarts: number;
  /** Crash back-off: the delay the next crash waits, and when it was last raised. */
  crash?: { delay: number; at: number };
  /** Image pull back-off in ms. */
  pullDelay?: number;
  /** When ErrImagePull turns into ImagePullBackOff. */
  flipAt?: number;
  /** Not to be started before. */
  notBefore: number;
  program?: Program;
  /** Its environment, where later objects would give another one. */
  env?: { readonly [name: string]: string };
  step: number;
  files: string[];
  started: boolean;
  ready: boolean;
  probes: { [kind in ProbeKind]?: ProbeRecord };
  /** A signal is on its way: when the process ends and with what code. */
  kill?: { at: number; code: number };
  /** When the grace it was told to end with is over. */
  graceEnd?: number;
  /** A sidecar that is to end after others: when its own hook is done. */
  turn?: { from: number };
  /** Why its last start came to nothing, until it is started again. */
  trouble?: { readonly reason: string; readonly message: string };
  /** When TERM reaches process 1, after the preStop hook. */
  termAt?: number;
}

/** What a kubelet is doing for a pod right now; it does one thing at a time. */
export interface Operation {
  readonly kind: "sandbox" | "pull" | "create" | "hook";
  readonly container: string;
  readonly began: number;
  /** When pulling itself began, after waiting for others. */
  readonly pullBegan?: number;
  readonly due: number;
  /** Of a hook that came to nothing: why. */
  readonly problem?: string;
}

export interface PodRecord {
  readonly uid: string;
  readonly node: string;
  readonly startTime: number;
  /** Of a static pod: its mirror in the API, the hash of the file it is of, and when that was first seen. */
  readonly mirror?:
    | { readonly namespace: string; readonly name: string; readonly hash: string; readonly seen: string }
    | undefined;
  ip?: string;
  operation?: Operation;
  containers: { [name: string]: ContainerRecord };
  /** Resources the containers have, where the spec may ask for others; set from the first resize on. */
  allocated?: { [container: string]: Resources };
  /** A resize that is not done, as its condition tells it. */
  resize?: {
    readonly type: "PodResizePending" | "PodResizeInProgress";
    readonly reason: string;
    readonly message: string;
  };
  /** ms until a mount that failed is tried again. */
  mountDelay?: number;
  /** When the status is written next. */
  statusAt?: number;
  stopping?: true;
  /** A container's rule starts the whole pod again: when the kubelet sees it. */
  anewAt?: number;
  /** Past its deadline: Failed with this when the last container has stopped. */
  ending?: { readonly reason: string; readonly message: string };
  /** Its node wanted its room back: what the condition DisruptionTarget says. */
  disruption?: string;
  /** Refused at admission or past its deadline: reason and message of the whole pod. */
  failed?: { readonly reason: string; readonly message: string };
}

/** A container's end on its way: left out, the reason is told by the code, and the message by what the container left. */
export interface ContainerEnd {
  readonly name: string;
  readonly container: ContainerRecord;
  readonly code: number;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
}

export function newContainer(reason: string): ContainerRecord {
  return {
    phase: "waiting",
    reason,
    restarts: 0,
    notBefore: 0,
    step: 0,
    files: [],
    started: false,
    ready: false,
    probes: {},
  };
}

/** The running container, other than `except`, that listens on a port; a pod's containers share its ports. */
export function listenerOf({ containers }: PodRecord, port: number, except?: string): string | undefined {
  return Object.keys(containers).find((name) => {
    const { phase, program } = containers[name] as ContainerRecord;
    return name !== except && phase === "running" && (program?.listens.includes(port) ?? false);
  });
}
