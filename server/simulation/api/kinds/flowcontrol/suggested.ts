/**
 * The flow control objects of a new cluster, two of each kind fixed and the rest suggested.
 * Models apiserver pkg/apis/flowcontrol/bootstrap, as data: what differs from object to object.
 */
import type { FlowSchema, ObjectDraft, PriorityLevelConfiguration } from "../../../../protocol/kubernetes/index.ts";
import { deepFreeze } from "../../../store/deepFreeze.ts";

type LevelSpec = NonNullable<PriorityLevelConfiguration["spec"]>;
type SchemaSpec = NonNullable<FlowSchema["spec"]>;
type Subject = NonNullable<NonNullable<SchemaSpec["rules"]>[number]["subjects"]>[number];

const API_VERSION = "flowcontrol.apiserver.k8s.io/v1";
/** The server keeps these objects as they were suggested, unless somebody takes the annotation's word back. */
const KEPT = { "apf.kubernetes.io/autoupdate-spec": "true" };

const queued = (...[shares, lendable, queues, hand]: readonly [number, number, number, number]): LevelSpec => ({
  type: "Limited",
  limited: {
    nominalConcurrencyShares: shares,
    lendablePercent: lendable,
    limitResponse: { type: "Queue", queuing: { queues, handSize: hand, queueLengthLimit: 50 } },
  },
});
const LEVELS: { readonly [name: string]: LevelSpec } = {
  "catch-all": {
    type: "Limited",
    limited: { nominalConcurrencyShares: 5, lendablePercent: 0, limitResponse: { type: "Reject" } },
  },
  exempt: { type: "Exempt", exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } },
  system: queued(30, 33, 64, 6),
  "node-high": queued(40, 25, 64, 6),
  "leader-election": queued(10, 0, 16, 4),
  "workload-high": queued(40, 50, 128, 6),
  "workload-low": queued(100, 90, 128, 6),
  "global-default": queued(20, 50, 128, 6),
};

const groups = (...names: readonly string[]): Subject[] => names.map((name) => ({ kind: "Group", group: { name } }));
const users = (...names: readonly string[]): Subject[] => names.map((name) => ({ kind: "User", user: { name } }));
const SYSTEM_ACCOUNTS: Subject = {
  kind: "ServiceAccount",
  serviceAccount: { name: "*", namespace: "kube-system" },
};
const EVERYBODY = groups("system:unauthenticated", "system:authenticated");
const ANYTHING = {
  resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true, namespaces: ["*"] }],
  nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
};
const leases = (verbs: readonly string[]) => ({
  verbs,
  apiGroups: ["coordination.k8s.io"],
  resources: ["leases"],
  namespaces: ["*"],
});

interface Flow {
  readonly level: string;
  readonly precedence: number;
  readonly by?: "ByUser" | "ByNamespace";
  readonly subjects: readonly Subject[];
  readonly what?: object;
}
const FLOWS: { readonly [name: string]: Flow } = {
  exempt: { level: "exempt", precedence: 1, subjects: groups("system:masters") },
  "catch-all": { level: "catch-all", precedence: 10_000, by: "ByUser", subjects: EVERYBODY },
  "system-nodes": { level: "system", precedence: 500, by: "ByUser", subjects: groups("system:nodes") },
  "system-node-high": {
    level: "node-high",
    precedence: 400,
    by: "ByUser",
    subjects: groups("system:nodes"),
    what: {
      resourceRules: [
        {
          verbs: ["*"],
          apiGroups: [""],
          resources: ["nodes", "nodes/status"],
          clusterScope: true,
          namespaces: ["*"],
        },
        leases(["*"]),
      ],
    },
  },
  probes: {
    level: "exempt",
    precedence: 2,
    subjects: EVERYBODY,
    what: { nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/healthz", "/readyz", "/livez"] }] },
  },
  "system-leader-election": {
    level: "leader-election",
    precedence: 100,
    by: "ByUser",
    subjects: [...users("system:kube-controller-manager", "system:kube-scheduler"), SYSTEM_ACCOUNTS],
    what: { resourceRules: [leases(["get", "create", "update"])] },
  },
  "kube-controller-manager": {
    level: "workload-high",
    precedence: 800,
    by: "ByNamespace",
    subjects: users("system:kube-controller-manager"),
  },
  "kube-scheduler": {
    level: "workload-high",
    precedence: 800,
    by: "ByNamespace",
    subjects: users("system:kube-scheduler"),
  },
  "kube-system-service-accounts": {
    level: "workload-high",
    precedence: 900,
    by: "ByNamespace",
    subjects: [SYSTEM_ACCOUNTS],
  },
  "service-accounts": {
    level: "workload-low",
    precedence: 9000,
    by: "ByUser",
    subjects: groups("system:serviceaccounts"),
  },
  "global-default": { level: "global-default", precedence: 9900, by: "ByUser", subjects: EVERYBODY },
};

const flowSpec = ({ level, precedence, by, subjects, what = ANYTHING }: Flow): SchemaSpec =>
  ({
    priorityLevelConfiguration: { name: level },
    matchingPrecedence: precedence,
    ...(by ? { distinguisherMethod: { type: by } } : {}),
    rules: [{ subjects, ...what }],
  }) as SchemaSpec;

const levels = deepFreeze(Object.entries(LEVELS));
const flows = deepFreeze(Object.entries(FLOWS).map(([name, flow]) => [name, flowSpec(flow)] as const));
const isMandatory = ([name]: readonly [string, unknown]): boolean => name === "exempt" || name === "catch-all";

/** Specs nobody may change, by name. */
export const MANDATORY_PRIORITY_LEVELS: ReadonlyMap<string, LevelSpec> = new Map(levels.filter(isMandatory));
export const MANDATORY_FLOW_SCHEMAS: ReadonlyMap<string, SchemaSpec> = new Map(flows.filter(isMandatory));

/** What a new cluster has, in the order to create it; specs are frozen and shared. */
export const FLOW_CONTROL_OBJECTS: readonly { readonly resource: string; readonly object: ObjectDraft }[] = [
  ...levels.map(([name, spec]) => ({
    resource: "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
    object: bootstrapped("PriorityLevelConfiguration", name, spec),
  })),
  ...flows.map(([name, spec]) => ({
    resource: "flowschemas.flowcontrol.apiserver.k8s.io",
    object: bootstrapped("FlowSchema", name, spec),
  })),
];

function bootstrapped(kind: string, name: string, spec: object): ObjectDraft {
  const status =
    kind === "FlowSchema"
      ? {
          conditions: [
            {
              type: "Dangling",
              status: "False",
              reason: "Found",
              message: `This FlowSchema references the PriorityLevelConfiguration object named "${(spec as SchemaSpec).priorityLevelConfiguration.name}" and it exists`,
            },
          ],
        }
      : {};
  return {
    apiVersion: API_VERSION,
    kind,
    metadata: { name, annotations: KEPT },
    spec,
    status,
  } as unknown as ObjectDraft;
}
