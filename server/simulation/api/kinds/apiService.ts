/**
 * APIServices: which server answers for a group and version. Those of the API server itself are there from the start;
 * others are stored and checked, and nothing is passed on to them.
 * Models kube-aggregator pkg/apis/apiregistration/validation and pkg/registry/apiservice.
 */
import type { APIService, ObjectDraft } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition, ResourceNames } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, invalid, notSupported, quote, required } from "./validation/errors.ts";
import { dns1035Label, dns1123Subdomain, portNumber } from "./validation/names.ts";

const LAST_GROUP_PRIORITY = 20_000;
const LAST_VERSION_PRIORITY = 1000;
const STATUSES = ["True", "False", "Unknown"];
const DEFAULT_PORT = 443;

export const apiService: ResourceDefinition<APIService> = {
  names: resourceNames("apiregistration.k8s.io", "apiservices"),
  resource: "apiservices.apiregistration.k8s.io",
  schemaType: "apiregistration.v1.APIService",
  hasStatus: true,
  unconditionalUpdate: false,
  defaults({ spec }) {
    if (spec?.service) spec.service.port ??= DEFAULT_PORT;
  },
  prepareCreate(draft) {
    draft.status = {};
  },
  // The name says group and version, which `validate` holds it to.
  validateName: () => [],
  validate: validateService,
  validateUpdate: (object) => validateService(object),
  validateStatusUpdate: ({ status }) =>
    (status?.conditions ?? []).flatMap((condition, index) =>
      STATUSES.includes(condition.status)
        ? []
        : [notSupported(`status.conditions[${index}].status`, condition.status, STATUSES)],
    ),
  columns: [
    NAME_COLUMN,
    textColumn("Service", "The reference to the service that hosts this API endpoint."),
    textColumn("Available", "Whether this service is available."),
    AGE_COLUMN,
  ],
  row(object, now) {
    const service = object.spec?.service;
    const condition = object.status?.conditions?.find(({ type }) => type === "Available");
    const shown = condition?.status ?? "Unknown";
    return [
      object.metadata.name,
      service ? `${service.namespace ?? ""}/${service.name ?? ""}` : "Local",
      shown !== "True" && condition?.reason ? `${shown} (${condition.reason})` : shown,
      ageCell(object, now),
    ];
  },
};

function validateService({ metadata, spec }: APIService): FieldError[] {
  const { group = "", version = "", groupPriorityMinimum: groupRank, versionPriority: rank, service } = spec ?? {};
  const errors: FieldError[] = [];
  const name = `${version}.${group}`;
  if (metadata.name && metadata.name !== name)
    errors.push(invalid("metadata.name", metadata.name, `must be \`spec.version+"."+spec.group\`: ${quote(name)}`));
  if (group === "" && version !== "v1")
    errors.push(required("spec.group", "only v1 may have an empty group and it better be legacy kube"));
  if (group !== "") for (const message of dns1123Subdomain(group)) errors.push(invalid("spec.group", group, message));
  for (const message of dns1035Label(version)) errors.push(invalid("spec.version", version, message));
  if (!groupRank || groupRank <= 0 || groupRank > LAST_GROUP_PRIORITY)
    errors.push(
      invalid("spec.groupPriorityMinimum", groupRank ?? 0, `must be positive and less than ${LAST_GROUP_PRIORITY}`),
    );
  if (!rank || rank <= 0 || rank > LAST_VERSION_PRIORITY)
    errors.push(invalid("spec.versionPriority", rank ?? 0, `must be positive and less than ${LAST_VERSION_PRIORITY}`));
  return [...errors, ...(service ? validateReference(spec) : validateLocal(spec))];
}

function validateLocal(spec: APIService["spec"]): FieldError[] {
  const errors: FieldError[] = [];
  if (spec?.caBundle)
    errors.push(
      invalid("spec.caBundle", `${atob(spec.caBundle).length} bytes`, "local APIServices may not have a caBundle"),
    );
  if (spec?.insecureSkipTLSVerify)
    errors.push(invalid("spec.insecureSkipTLSVerify", true, "local APIServices may not have insecureSkipTLSVerify"));
  return errors;
}

function validateReference(spec: APIService["spec"]): FieldError[] {
  const { namespace, name, port = 0 } = spec?.service ?? {};
  const errors: FieldError[] = [];
  if (!namespace) errors.push(required("spec.service.namespace"));
  if (!name) errors.push(required("spec.service.name"));
  const wrong = portNumber(port);
  if (wrong.length > 0) errors.push(invalid("spec.service.port", port, `port is not valid: ${wrong.join(", ")}`));
  if (spec?.insecureSkipTLSVerify && spec.caBundle)
    errors.push(invalid("spec.insecureSkipTLSVerify", true, "may not be true if caBundle is present"));
  return errors;
}

/** Priorities of groups; of versions that are not the usual 15. Models cmd/kube-apiserver/app/aggregator.go. */
const GROUP_PRIORITIES: { readonly [group: string]: number } = {
  "": 18_000,
  "apiregistration.k8s.io": 18_000,
  apps: 17_800,
  "events.k8s.io": 17_750,
  "authentication.k8s.io": 17_700,
  "authorization.k8s.io": 17_600,
  autoscaling: 17_500,
  batch: 17_400,
  "certificates.k8s.io": 17_300,
  "networking.k8s.io": 17_200,
  policy: 17_100,
  "rbac.authorization.k8s.io": 17_000,
  "storage.k8s.io": 16_800,
  "apiextensions.k8s.io": 16_700,
  "admissionregistration.k8s.io": 16_700,
  "scheduling.k8s.io": 16_600,
  "coordination.k8s.io": 16_500,
  "node.k8s.io": 16_300,
  "discovery.k8s.io": 16_200,
  "resource.k8s.io": 16_200,
  "flowcontrol.apiserver.k8s.io": 16_100,
};
const VERSION_PRIORITIES: { readonly [groupVersion: string]: number } = {
  "/v1": 1,
  "autoscaling/v2": 30,
  "flowcontrol.apiserver.k8s.io/v1": 21,
  "resource.k8s.io/v1": 21,
};
const USUAL_PRIORITY = 15;

/** The APIServices of the groups that a server answers for itself; the aggregator's own group has none. */
export function localApiServices(names: Iterable<ResourceNames>, since: string): readonly ObjectDraft[] {
  const found = new Map<string, ObjectDraft>();
  for (const { group, version } of names) {
    const name = `${version}.${group}`;
    const rank = GROUP_PRIORITIES[group];
    if (found.has(name) || rank === undefined || group === "apiregistration.k8s.io") continue;
    found.set(name, {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name, labels: { "kube-aggregator.kubernetes.io/automanaged": "onstart" } },
      spec: {
        ...(group === "" ? {} : { group }),
        version,
        groupPriorityMinimum: rank,
        versionPriority: VERSION_PRIORITIES[`${group}/${version}`] ?? USUAL_PRIORITY,
      },
      status: { conditions: [available(since)] },
    } as unknown as ObjectDraft);
  }
  return [...found.values()];
}

function available(since: string) {
  return {
    type: "Available",
    status: "True",
    lastTransitionTime: since,
    reason: "Local",
    message: "Local APIServices are always available",
  } as const;
}
