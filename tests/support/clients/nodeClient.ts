/** @kubernetes/client-node on a cluster, and what one writes around it: a leader election over Leases, streams into texts. */
import { Writable } from "node:stream";
import * as k8s from "@kubernetes/client-node";

export function configOf(kubeconfig: string): k8s.KubeConfig {
  const config = new k8s.KubeConfig();
  config.loadFromFile(kubeconfig);
  return config;
}

/** A writable that remembers. */
export class Sink extends Writable {
  private readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.chunks.push(Buffer.from(chunk));
    done();
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }
}

export const pod = (name: string, container: object = {}, spec: object = {}): k8s.V1Pod => ({
  metadata: { name, labels: { app: name } },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: "c", image: "nginx", ports: [{ containerPort: 80 }], ...container }],
    ...spec,
  },
});

export async function untilReady(api: k8s.CoreV1Api, name: string): Promise<k8s.V1Pod> {
  for (;;) {
    const found = await api.readNamespacedPod({ namespace: "default", name });
    if (found.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True")) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One who wants to lead, by client-go's rules: take the Lease when it is free or stale, renew it while leading. */
export class Candidate {
  leads = false;
  private readonly api: k8s.CoordinationV1Api;

  constructor(
    config: k8s.KubeConfig,
    private readonly options: {
      readonly name: string;
      readonly lease: string;
      readonly seconds: number;
      readonly now: () => Date;
    },
  ) {
    this.api = config.makeApiClient(k8s.CoordinationV1Api);
  }

  /** One round; what somebody else wrote in between is a lost round, not an error. */
  async round(): Promise<boolean> {
    const { name, lease, seconds, now } = this.options;
    const time = new k8s.V1MicroTime(now().toISOString());
    try {
      const found = await this.api.readNamespacedLease({ namespace: "default", name: lease }).catch(ignoreNotFound);
      if (!found) {
        const spec = {
          holderIdentity: name,
          leaseDurationSeconds: seconds,
          acquireTime: time,
          renewTime: time,
          leaseTransitions: 0,
        };
        await this.api.createNamespacedLease({ namespace: "default", body: { metadata: { name: lease }, spec } });
        return (this.leads = true);
      }
      const spec = found.spec ?? {};
      const fresh =
        spec.renewTime !== undefined && now().getTime() - new Date(spec.renewTime).getTime() < seconds * 1000;
      const own = spec.holderIdentity === name;
      if (!own && spec.holderIdentity && fresh) return (this.leads = false);
      const taken = own ? {} : { acquireTime: time, leaseTransitions: (spec.leaseTransitions ?? 0) + 1 };
      const body = {
        ...found,
        spec: { ...spec, holderIdentity: name, leaseDurationSeconds: seconds, renewTime: time, ...taken },
      };
      await this.api.replaceNamespacedLease({ namespace: "default", name: lease, body });
      return (this.leads = true);
    } catch (error) {
      if (codeOf(error) === 409) return (this.leads = false);
      throw error;
    }
  }
}

export function codeOf(error: unknown): number | undefined {
  return error instanceof k8s.ApiException ? error.code : undefined;
}

function ignoreNotFound(error: unknown): undefined {
  if (codeOf(error) !== 404) throw error;
  return undefined;
}
