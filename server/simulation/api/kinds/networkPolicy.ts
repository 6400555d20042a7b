/** NetworkPolicies. Models kubernetes pkg/registry/networking/networkpolicy and pkg/apis/networking/validation. */
import type {
  IPBlock,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from "../../../protocol/kubernetes/index.ts";
import { isEmptySelector, validateLabelSelector } from "./validation/labelSelector.ts";
import { selectorText } from "../machinery/selectors.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { cidrContains, parseCidr, validateCidr } from "./validation/addresses.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "./validation/errors.ts";
import { portName, portNumber } from "./validation/names.ts";

const PROTOCOLS = ["TCP", "UDP", "SCTP"];
const TYPES: readonly ("Ingress" | "Egress")[] = ["Ingress", "Egress"];

export const networkPolicy: ResourceDefinition<NetworkPolicy> = {
  names: resourceNames("networking.k8s.io", "networkpolicies"),
  resource: "networkpolicies.networking.k8s.io",
  schemaType: "networking.v1.NetworkPolicy",
  generation: true,
  unconditionalUpdate: true,
  defaults(draft) {
    const spec = (draft.spec ??= {});
    spec.podSelector ??= {};
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
      for (const port of rule.ports ?? []) port.protocol ??= "TCP";
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? [...TYPES] : ["Ingress"];
  },
  validate: validatePolicy,
  validateUpdate: validatePolicy,
  columns: [
    NAME_COLUMN,
    textColumn(
      "Pod-Selector",
      "podSelector selects the pods to which this NetworkPolicy object applies. The array of rules is applied to any pods selected by this field. An empty selector matches all pods in the policy's namespace. Multiple network policies can select the same set of pods. In this case, the ingress rules for each are combined additively. This field is optional. If it is not specified, it defaults to an empty selector.",
    ),
    AGE_COLUMN,
  ],
  row: (object, now) => {
    const selector = object.spec?.podSelector ?? {};
    return [object.metadata.name, isEmptySelector(selector) ? "<none>" : selectorText(selector), ageCell(object, now)];
  },
};

function validatePolicy({ spec = {} }: NetworkPolicy): FieldError[] {
  const errors = validateLabelSelector(spec.podSelector, "spec.podSelector");
  for (const [direction, rules, peers] of [
    ["ingress", spec.ingress ?? [], "from"],
    ["egress", spec.egress ?? [], "to"],
  ] as const) {
    rules.forEach((rule, index) => {
      const path = `spec.${direction}[${index}]`;
      (rule.ports ?? []).forEach((port, at) => errors.push(...validatePort(port, `${path}.ports[${at}]`)));
      const named = (
        rule as { readonly from?: readonly NetworkPolicyPeer[]; readonly to?: readonly NetworkPolicyPeer[] }
      )[peers];
      (named ?? []).forEach((peer, at) => errors.push(...validatePeer(peer, `${path}.${peers}[${at}]`)));
    });
  }
  const { policyTypes = [] } = spec;
  if (policyTypes.length > TYPES.length)
    return [...errors, invalid("spec.policyTypes", policyTypes, "may not specify more than two policyTypes")];
  policyTypes.forEach((type, index) => {
    if (!TYPES.includes(type)) errors.push(notSupported(`spec.policyTypes[${index}]`, type, TYPES));
  });
  return errors;
}

function validatePort({ protocol, port, endPort }: NetworkPolicyPort, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (protocol !== undefined && !PROTOCOLS.includes(protocol))
    errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
  const at = `${path}.endPort`;
  if (port === undefined) {
    if (endPort !== undefined) errors.push(invalid(at, endPort, "may not be specified when `port` is not specified"));
  } else if (typeof port === "number") {
    for (const message of portNumber(port)) errors.push(invalid(`${path}.port`, port, message));
    if (endPort !== undefined) {
      if (endPort < port) errors.push(invalid(at, port, "must be greater than or equal to `port`"));
      for (const message of portNumber(endPort)) errors.push(invalid(at, endPort, message));
    }
  } else {
    if (endPort !== undefined) errors.push(invalid(at, endPort, "may not be specified when `port` is non-numeric"));
    for (const message of portName(port)) errors.push(invalid(`${path}.port`, port, message));
  }
  return errors;
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, path: string): FieldError[] {
  const errors = [
    ...validateLabelSelector(podSelector, `${path}.podSelector`),
    ...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`),
    ...(ipBlock ? validateBlock(ipBlock, `${path}.ipBlock`) : []),
  ];
  if (!podSelector && !namespaceSelector && !ipBlock) errors.push(required(path, "must specify a peer"));
  else if (ipBlock && (podSelector || namespaceSelector))
    errors.push(forbidden(path, "may not specify both ipBlock and another peer"));
  return errors;
}

function validateBlock({ cidr, except = [] }: IPBlock, path: string): FieldError[] {
  if (!cidr) return [required(`${path}.cidr`)];
  const errors = validateCidr(`${path}.cidr`, cidr);
  const outer = parseCidr(cidr);
  if (!outer) return errors;
  for (const [index, each] of except.entries()) {
    const at = `${path}.except[${index}]`;
    const inner = parseCidr(each);
    errors.push(...validateCidr(at, each));
    if (!inner) return errors;
    if (!cidrContains(outer, inner.network) || inner.length <= outer.length)
      errors.push(invalid(at, each, "must be a strict subset of `cidr`"));
  }
  return errors;
}
