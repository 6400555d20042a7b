/**
 * What containers and nodes use, as the metrics server last scraped it. The kubelets answer; autoscalers and
 * metrics.k8s.io ask. Worked out when somebody asks: nothing is scraped while nobody looks.
 */

export interface ContainerUsage {
  readonly name: string;
  /** Nanocores, the mean over the window. */
  readonly cpu: number;
  /** Working set, bytes. */
  readonly memory: number;
}

export interface Usage {
  /** End of the window, cluster ms. */
  readonly at: number;
  /** Length of the window, ms. */
  readonly window: number;
}

export interface PodUsage extends Usage {
  /** Running containers only. */
  readonly containers: readonly ContainerUsage[];
}

export interface NodeUsage extends Usage {
  /** Nanocores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

export interface UsageSource {
  /** Undefined while there is none: not running, or not yet for a whole window. */
  ofPod(namespace: string, name: string): PodUsage | undefined;
  ofNode(name: string): NodeUsage | undefined;
  /**
   * When a later look could show something else though nothing new happens (a window ends, a container is old enough);
   * undefined when the pod's usage is at rest.
   */
  changesAt(namespace: string, name: string): number | undefined;
  /** Hears of pods whose use of CPU or memory has begun to change. Listeners take note only. Returns how to stop. */
  subscribe(listener: (namespace: string, name: string) => void): () => void;
}

/** A cluster without kubelets uses nothing. */
export const NO_USAGE: UsageSource = {
  ofPod: () => undefined,
  ofNode: () => undefined,
  changesAt: () => undefined,
  subscribe: () => () => {},
};
