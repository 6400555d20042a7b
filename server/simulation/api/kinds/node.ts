/** Nodes. Models kubernetes pkg/registry/core/node and pkg/apis/core/validation ValidateNode. */
import type { Node } from "../../../protocol/kubernetes/index.ts";
import { milliValue } from "../../runtime/quantity.ts";
import { equalJson } from "../json.ts";
import type { Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { isIPv6, parseCidr, validateCidr, warningsForCidr } from "./validation/addresses.ts";
import {
  duplicate,
  FieldError,
  forbidden,
  invalid,
  notSupported,
  PrintedValue,
  quote,
  required,
} from "./validation/errors.ts";
import { labelValue, NOT_NEGATIVE, qualifiedName } from "./validation/names.ts";

type Taint = NonNullable<Node["spec"]["taints"]>[number];
type Amounts = { readonly [name: string]: string } | undefined;

const ROLE_LABEL = "node-role.kubernetes.io/";
const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
const EMPTY_INFO = {
  machineID: "",
  systemUUID: "",
  bootID: "",
  kernelVersion: "",
  osImage: "",
  containerRuntimeVersion: "",
  kubeletVersion: "",
  kubeProxyVersion: "",
  operatingSystem: "",
  architecture: "",
};
const ADDRESSES =
  "List of addresses reachable to the node. Queried from cloud provider, if available. More info: https://kubernetes.io/docs/reference/node/node-status/#addresses Note: This field is declared as mergeable, but the merge key is not sufficiently unique, which can cause data corruption when it is merged. Callers should instead use a full-replacement patch. See https://pr.k8s.io/79391 for an example. Consumers should assume that addresses can change during the lifetime of a Node. However, there are some exceptions where this may not be possible, such as Pods that inherit a Node's address in its own status or consumers of the downward API (status.hostIP).";

export const node: ResourceDefinition<Node> = {
  names: resourceNames("", "nodes"),
  resource: "nodes",
  schemaType: "core.v1.Node",
  hasStatus: true,
  defaults: defaultNode,
  prepareCreate(draft) {
    if (draft.spec) delete draft.spec.configSource;
    if (draft.status) delete draft.status.config;
  },
  prepareUpdate(draft, old) {
    if (!old.spec?.configSource) delete draft.spec.configSource;
  },
  validate: validateNode,
  validateUpdate: (object, old) => [...validateNode(object), ...validateNodeUpdate(object, old)],
  validateStatusUpdate: validateNodeUpdate,
  warnings({ spec = {} }) {
    const warnings: string[] = [];
    if (spec.configSource) warnings.push("spec.configSource: the feature is removed");
    if (spec.externalID) warnings.push("spec.externalID: this field is deprecated, and is unused by Kubernetes");
    (spec.podCIDRs ?? []).forEach((cidr, index) => warnings.push(...warningsForCidr(`spec.podCIDRs[${index}]`, cidr)));
    return warnings;
  },
  columns: [
    NAME_COLUMN,
    textColumn("Status", "The status of the node"),
    textColumn("Roles", "The roles of the node"),
    AGE_COLUMN,
    textColumn("Version", "Kubelet Version reported by the node."),
    textColumn("Internal-IP", ADDRESSES, 1),
    textColumn("External-IP", ADDRESSES, 1),
    textColumn("OS-Image", "OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy)).", 1),
    textColumn("Kernel-Version", "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64).", 1),
    textColumn(
      "Container-Runtime",
      "ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).",
      1,
    ),
  ],
  row(object, now) {
    const info = object.status?.nodeInfo;
    const kernel = info?.kernelVersion || "<unknown>";
    return [
      object.metadata.name,
      statusText(object),
      nodeRoles(object).join(",") || "<none>",
      ageCell(object, now),
      info?.kubeletVersion ?? "",
      addressOf(object, "InternalIP"),
      addressOf(object, "ExternalIP"),
      info?.osImage || "<unknown>",
      info?.architecture ? `${kernel} (${info.architecture})` : kernel,
      info?.containerRuntimeVersion || "<unknown>",
    ];
  },
  fieldLabels: ["spec.unschedulable"],
  fieldValue: ({ spec }) => String(spec?.unschedulable ?? false),
  fieldSelectorWording: "notSupported",
  lacksNamespaceLabel: true,
};

function defaultNode(draft: Draft<Node>): void {
  const spec = (draft.spec ??= {});
  // v1 has both podCIDR and podCIDRs; the single one wins where they differ.
  if (spec.podCIDR && spec.podCIDRs?.[0] !== spec.podCIDR) spec.podCIDRs = [spec.podCIDR];
  else if (!spec.podCIDR && spec.podCIDRs?.[0]) spec.podCIDR = spec.podCIDRs[0];
  const status = (draft.status ??= {});
  if (status.capacity && !status.allocatable) status.allocatable = { ...status.capacity };
  status.daemonEndpoints ??= { kubeletEndpoint: { Port: 0 } };
  status.nodeInfo = { ...EMPTY_INFO, ...status.nodeInfo };
}

function validateNode({ spec = {}, status }: Node): FieldError[] {
  const cidrs = spec.podCIDRs ?? [];
  const errors = [
    ...validateTaints(spec.taints),
    ...validateAmounts(status?.capacity, "capacity"),
    ...validateAmounts(status?.allocatable, "allocatable"),
  ];
  errors.push(...validateFeatures(status?.declaredFeatures ?? []));
  cidrs.forEach((cidr, index) => errors.push(...validateCidr(`spec.podCIDRs[${index}]`, cidr)));
  if (cidrs.length > 1) {
    const unread = cidrs.findIndex((cidr) => !parseCidr(cidr));
    if (unread >= 0) errors.push(FieldError.internal("spec.podCIDRs", notACidr(cidrs[unread] as string, unread)));
    const six = cidrs.filter((cidr) => isIPv6(cidr.split("/")[0] ?? "")).length;
    if (cidrs.length > 2 || six !== 1)
      errors.push(invalid("spec.podCIDRs", cidrs, "may specify no more than one CIDR for each IP family"));
  }
  return errors;
}

const FEATURE = /^[A-Z][A-Za-z0-9]*(\/[A-Za-z][A-Za-z0-9]*)*$/;
const FEATURE_RULE =
  "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes";

/** Names of features, in order and each once. */
function validateFeatures(features: readonly string[]): FieldError[] {
  return features.flatMap((feature, index) => {
    const path = `status.declaredFeatures[${index}]`;
    const before = features[index - 1];
    const errors: FieldError[] = [];
    if (before === feature) errors.push(duplicate(path, feature));
    else if (before !== undefined && before > feature)
      errors.push(invalid(path, feature, "list must be sorted alphabetically"));
    if (!FEATURE.test(feature))
      errors.push(invalid(path, feature, `invalid feature name ${quote(feature)}: ${FEATURE_RULE}`));
    return errors;
  });
}

/** What Go's parser says; the value it would have given is printed too. */
const notACidr = (cidr: string, index: number): string =>
  `invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[${index}]: <nil> (invalid CIDR address: ${cidr})`;

function validateNodeUpdate(object: Node, old: Node): FieldError[] {
  const { spec = {}, status } = object;
  const errors = [
    ...validateAmounts(status?.capacity, "capacity"),
    ...validateAmounts(status?.allocatable, "allocatable"),
  ];
  const addresses = status?.addresses ?? [];
  addresses.forEach((address, index) => {
    const first = addresses.findIndex((other) => other.type === address.type && other.address === address.address);
    if (first === index) return;
    const printed = new PrintedValue(JSON.stringify({ Type: address.type, Address: address.address }));
    errors.push(new FieldError({ type: "FieldValueDuplicate", field: `status.addresses[${index}]`, value: printed }));
  });
  const before = old.spec ?? {};
  if ((before.podCIDRs ?? []).length > 0 && !equalJson(before.podCIDRs, spec.podCIDRs)) {
    errors.push(forbidden("spec.podCIDRs", 'node updates may not change podCIDR except from "" to valid'));
  }
  if (before.providerID && before.providerID !== spec.providerID) {
    errors.push(forbidden("spec.providerID", 'node updates may not change providerID except from "" to valid'));
  }
  errors.push(...validateTaints(spec.taints));
  if ((spec.externalID ?? "") !== (before.externalID ?? ""))
    errors.push(forbidden("spec.externalID", "may not be updated"));
  return errors;
}

function validateTaints(taints: readonly Taint[] = []): FieldError[] {
  return taints.flatMap((taint, index) => {
    const path = `metadata.taints[${index}]`;
    const { key = "", value = "", effect = "" } = taint as Partial<Taint>;
    const errors = qualifiedName(key).map((message) => invalid(`${path}.key`, key, message));
    const wrong = labelValue(value);
    if (wrong.length > 0) errors.push(invalid(`${path}.value`, value, wrong.join(";")));
    if (effect === "") errors.push(required(`${path}.effect`));
    else if (!EFFECTS.includes(effect)) errors.push(notSupported(`${path}.effect`, effect, EFFECTS));
    if (taints.findIndex((other) => other.key === key && other.effect === effect) < index) {
      const printed = new PrintedValue(
        JSON.stringify({ Key: key, Value: value, Effect: effect, TimeAdded: taint.timeAdded ?? null }),
      );
      const detail = "taints must be unique by key and effect pair";
      errors.push(new FieldError({ type: "FieldValueDuplicate", field: path, value: printed, detail }));
    }
    return errors;
  });
}

function validateAmounts(amounts: Amounts, which: string): FieldError[] {
  return Object.entries(amounts ?? {}).flatMap(([name, amount]) => {
    const path = `status.${which}.${name}`;
    const milli = milliValue(amount);
    if (milli < 0) return [invalid(path, amount, NOT_NEGATIVE)];
    const whole = name === "pods" || (name.includes("/") && !name.startsWith("kubernetes.io/"));
    return whole && milli % 1000 !== 0 ? [invalid(path, amount, "must be an integer")] : [];
  });
}

function statusText({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const text = ready ? (ready.status === "True" ? "Ready" : "NotReady") : "Unknown";
  return spec?.unschedulable ? `${text},SchedulingDisabled` : text;
}

/** Roles as labels tell them, sorted. */
function nodeRoles({ metadata }: Node): string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(ROLE_LABEL)) roles.add(key.slice(ROLE_LABEL.length));
    else if (key === "kubernetes.io/role") roles.add(value);
  }
  roles.delete("");
  return [...roles].sort();
}

function addressOf({ status }: Node, type: string): string {
  return status?.addresses?.find((address) => address.type === type)?.address ?? "<none>";
}
