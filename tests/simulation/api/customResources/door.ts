/** A cluster asked through its front door, for tests about custom resources. */
import type { KubeObject } from "../../../../server/protocol/kubernetes/index.ts";
import type { ApiRequest, ApiResponse, UserInfo } from "../../../../server/simulation/api/ApiRequest.ts";
import { Cluster, type ClusterOptions } from "../../../../server/simulation/cluster.ts";

const ADMIN: UserInfo = { username: "admin", groups: ["system:masters", "system:authenticated"] };
const START = 1_780_000_000_000;
export const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
export const WIDGETS = "/apis/lab.example/v1/namespaces/default/widgets";

export type Body = KubeObject & {
  readonly message?: string;
  readonly status?: never;
  readonly spec?: never;
  readonly items?: readonly Body[];
};

export interface Answer extends ApiResponse {
  readonly body: Body;
}

export class Door {
  constructor(
    public cluster: Cluster,
    private readonly options: ClusterOptions,
  ) {}

  static open(options: Partial<ClusterOptions> = {}): Door {
    const all: ClusterOptions = { seed: 3, now: START, nodes: "none", freezeObjects: true, ...options };
    return new Door(Cluster.create(all), all);
  }

  ask(method: ApiRequest["method"], path: string, body?: unknown, more: Partial<ApiRequest> = {}): Answer {
    const request: ApiRequest = {
      method,
      path,
      user: ADMIN,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      contentType: method === "PATCH" ? "application/merge-patch+json" : "application/json",
      ...more,
    };
    return this.cluster.apply({ type: "request", request }, 1) as Answer;
  }

  /** Makes something, which must succeed. */
  make(path: string, body: unknown): Body {
    const answer = this.ask("POST", path, body);
    if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.body.message}`);
    return answer.body;
  }

  pass(seconds: number): void {
    this.cluster.advance(this.cluster.runtime.now + seconds * 1000);
  }

  /** The cluster as it comes back from its snapshot, written out and read again. */
  restore(): void {
    const snapshot = JSON.parse(JSON.stringify(this.cluster.snapshot())) as Parameters<typeof Cluster.restore>[0];
    this.cluster = Cluster.restore(snapshot, this.options);
  }
}

/** A definition of `widgets.lab.example` with one version. */
export function widgets(schema: object, version: object = {}, spec: object = {}): object {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.lab.example" },
    spec: {
      group: "lab.example",
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget", shortNames: ["wd"] },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema }, ...version }],
      ...spec,
    },
  };
}

export const OPEN = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

export function widget(name: string, more: object = {}): object {
  return { apiVersion: "lab.example/v1", kind: "Widget", metadata: { name }, ...more };
}
