/**
 * Binding of claims before their pod: volumes are promised to claims, provisioners are told the node, and the pod waits.
 * Models the Reserve and PreBind halves of kubernetes pkg/scheduler/framework/plugins/volumebinding.
 */
import type { PersistentVolume, PersistentVolumeClaim, Pod } from "../../protocol/kubernetes/index.ts";
import type { Client } from "../controllerkit/Client.ts";
import type { Store } from "../store/Store.ts";
import type { VolumeChoice } from "./Decision.ts";
import { isBound } from "./plugins/volumeBinding.ts";
import { CLAIMS, VOLUMES } from "./storeLookup.ts";

/** A pod that has its node and waits for its claims. */
export interface Reservation {
  readonly node: string;
  /** Claims that are not bound yet. */
  readonly claims: readonly string[];
  /** Those of them that a provisioner makes volumes for. */
  readonly provisioned: readonly string[];
  /** When to give up, in ms. */
  readonly until: number;
}

export const BIND_TIMEOUT = 600_000;
/** How often a pod's claims are looked at meanwhile, ms. */
export const BIND_LOOK = 1000;
const BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
const SELECTED_NODE = "volume.kubernetes.io/selected-node";

export class VolumeBinder {
  constructor(
    private readonly store: Store,
    private readonly client: Client,
  ) {}

  /** Starts the binding that was chosen with the node; the claims to wait for. */
  start({ metadata: { namespace = "" } }: Pod, node: string, { bind, provision }: VolumeChoice): readonly string[] {
    for (const [claimName, volumeName] of Object.entries(bind)) {
      const claim = this.claim(namespace, claimName);
      const volume = this.store.get(VOLUMES, "", volumeName) as PersistentVolume | undefined;
      if (claim && volume) this.promise(volume, claim);
    }
    for (const name of provision) {
      const claim = this.claim(namespace, name);
      if (!claim || claim.metadata.annotations?.[SELECTED_NODE] === node) continue;
      const annotations = { ...claim.metadata.annotations, [SELECTED_NODE]: node };
      this.client.update(CLAIMS, { ...claim, metadata: { ...claim.metadata, annotations } });
    }
    return [...Object.keys(bind), ...provision].filter((name) => !this.isReady(namespace, name));
  }

  isReady(namespace: string, name: string): boolean {
    const claim = this.claim(namespace, name);
    return claim !== undefined && isBound(claim);
  }

  /** Whether a claim is gone or its provisioner took the node off it, so that the pod must look for another. */
  wasGivenBack(namespace: string, name: string, { node, provisioned }: Reservation): boolean {
    const claim = this.claim(namespace, name);
    if (!claim) return true;
    return !isBound(claim) && provisioned.includes(name) && claim.metadata.annotations?.[SELECTED_NODE] !== node;
  }

  private claim(namespace: string, name: string): PersistentVolumeClaim | undefined {
    return this.store.get(CLAIMS, namespace, name) as PersistentVolumeClaim | undefined;
  }

  private promise(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    const { name, namespace, uid, resourceVersion } = claim.metadata;
    const annotations = { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: "yes" };
    const claimRef = { apiVersion: "v1", kind: "PersistentVolumeClaim", name, namespace, uid, resourceVersion };
    this.client.update(VOLUMES, {
      ...volume,
      metadata: { ...volume.metadata, ...(volume.spec?.claimRef ? undefined : { annotations }) },
      spec: { ...volume.spec, claimRef },
    } as PersistentVolume);
  }
}
