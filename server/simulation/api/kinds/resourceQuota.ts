/** ResourceQuotas. Models kubernetes pkg/apis/core/validation ValidateResourceQuota. Counting is a controller's matter. */
import type { ResourceQuota } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, invalid, required } from "./validation/errors.ts";
import { IMMUTABLE } from "./validation/names.ts";
import { isHugePages, validateResourceName, validateResourceQuantity } from "./validation/resources.ts";

type Spec = NonNullable<ResourceQuota["spec"]>;
type Amounts = { readonly [name: string]: string } | undefined;
type Requirement = NonNullable<NonNullable<Spec["scopeSelector"]>["matchExpressions"]>[number];

const OBJECTS = [
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "persistentvolumeclaims",
  "configmaps",
  "services.nodeports",
  "services.loadbalancers",
];
const AMOUNTS = ["cpu", "memory", "ephemeral-storage"];
const STANDARD = new Set([
  ...OBJECTS,
  ...AMOUNTS,
  ...AMOUNTS.map((name) => `requests.${name}`),
  ...AMOUNTS.map((name) => `limits.${name}`),
  "requests.storage",
]);
const POD_COMPUTE = new Set([
  "pods",
  "cpu",
  "memory",
  "limits.cpu",
  "limits.memory",
  "requests.cpu",
  "requests.memory",
]);
const CLAIMS = new Set(["persistentvolumeclaims", "requests.storage"]);
const SCOPES = [
  "Terminating",
  "NotTerminating",
  "BestEffort",
  "NotBestEffort",
  "PriorityClass",
  "CrossNamespacePodAffinity",
  "VolumeAttributesClass",
];
const EXISTS_ONLY = ["BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity"];
const CONFLICTS = [
  ["BestEffort", "NotBestEffort"],
  ["Terminating", "NotTerminating"],
] as const;

export const resourceQuota: ResourceDefinition<ResourceQuota> = {
  names: resourceNames("", "resourcequotas"),
  resource: "resourcequotas",
  schemaType: "core.v1.ResourceQuota",
  hasStatus: true,
  returnsDeleted: true,
  prepareCreate(draft) {
    draft.spec ??= {};
    draft.status = {};
  },
  validate: ({ spec = {} }) => validateSpec(spec),
  validateUpdate(object, old) {
    const errors = validateSpec(object.spec ?? {});
    const scopes = object.spec?.scopes ?? [];
    const before = new Set<string>(old.spec?.scopes ?? []);
    const same = new Set<string>(scopes).size === before.size && scopes.every((scope) => before.has(scope));
    return same ? errors : [...errors, invalid("spec.scopes", object.spec?.scopes ?? null, IMMUTABLE)];
  },
  validateStatusUpdate: ({ status }) => [
    ...validateAmounts(status?.hard, "status.hard"),
    ...validateAmounts(status?.used, "status.used"),
  ],
  columns: [
    NAME_COLUMN,
    textColumn("Request", "Request represents a minimum amount of cpu/memory that a container may consume."),
    textColumn(
      "Limit",
      "Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.",
    ),
    AGE_COLUMN,
  ],
  row(object, now) {
    const hard = object.status?.hard ?? {};
    const text = (limits: boolean) =>
      Object.keys(hard)
        .sort()
        .filter((name) => name.startsWith("limits.") === limits)
        .map((name) => `${name}: ${object.status?.used?.[name] ?? "0"}/${hard[name]}`)
        .join(", ");
    return [object.metadata.name, text(false), text(true), ageCell(object, now)];
  },
};

function validateSpec(spec: Spec): FieldError[] {
  return [...validateAmounts(spec.hard, "spec.hard"), ...validateScopes(spec), ...validateSelector(spec)];
}

const isStandard = (name: string): boolean =>
  STANDARD.has(name) || isHugePages(name) || name.startsWith("requests.hugepages-");

function validateAmounts(amounts: Amounts, path: string): FieldError[] {
  return Object.entries(amounts ?? {}).flatMap(([name, amount]) => {
    const at = `${path}[${name}]`;
    const errors = validateResourceName(name, at);
    if (!name.includes("/") && !isStandard(name))
      errors.push(invalid(at, name, "must be a standard resource for quota"));
    return [...errors, ...validateResourceQuantity(name, amount, at)];
  });
}

/** Whether a scope makes sense for what the quota counts. */
function fits(scope: string, name: string): boolean {
  if (!isStandard(name)) return true;
  if (scope === "BestEffort") return name === "pods";
  if (scope === "VolumeAttributesClass") return CLAIMS.has(name);
  return !SCOPES.includes(scope) || POD_COMPUTE.has(name);
}

function validateScopes({ scopes = [], hard = {} }: Spec): FieldError[] {
  const wrong = (words: string) => invalid("spec.scopes", scopes, words);
  const errors = scopes.flatMap((scope) => [
    ...(SCOPES.includes(scope) ? [] : [wrong("unsupported scope")]),
    ...Object.keys(hard)
      .sort()
      .flatMap((name) => (fits(scope, name) ? [] : [wrong("unsupported scope applied to resource")])),
  ]);
  return [...errors, ...conflicts(scopes).map(() => wrong("conflicting scopes"))];
}

function conflicts(scopes: readonly string[]): readonly unknown[] {
  return CONFLICTS.filter((pair) => pair.every((scope) => scopes.includes(scope)));
}

function validateSelector({ scopeSelector, scopes, hard = {} }: Spec): FieldError[] {
  if (!scopeSelector) return [];
  const path = "spec.scopeSelector.matchExpressions";
  const requirements = scopeSelector.matchExpressions ?? [];
  const errors = requirements.flatMap((requirement) => {
    const { scopeName } = requirement;
    const wrong = SCOPES.includes(scopeName) ? [] : [invalid(`${path}.scopeName`, scopeName, "unsupported scope")];
    const misfits = Object.keys(hard).filter((name) => !fits(scopeName, name));
    return [
      ...wrong,
      ...misfits.map(() => invalid(path, printedScopes(requirements), "unsupported scope applied to resource")),
      ...validateRequirement(requirement, path),
    ];
  });
  return [
    ...errors,
    ...conflicts(requirements.map(({ scopeName }) => scopeName)).map(() => invalid(path, scopes, "conflicting scopes")),
  ];
}

function validateRequirement({ scopeName, operator, values = [] }: Requirement, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (EXISTS_ONLY.includes(scopeName) && operator !== "Exists") {
    const words =
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    errors.push(invalid(`${path}.operator`, operator, words));
  }
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0)
      errors.push(
        required(`${path}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"),
      );
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0)
      errors.push(
        invalid(
          `${path}.values`,
          values,
          "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
        ),
      );
  } else errors.push(invalid(`${path}.operator`, operator, "not a valid selector operator"));
  return errors;
}

/** A scope selector as Go's internal type prints it. */
const printedScopes = (requirements: readonly Requirement[]): object => ({
  MatchExpressions: requirements.map(({ scopeName, operator, values }) => ({
    ScopeName: scopeName,
    Operator: operator,
    Values: values ?? null,
  })),
});
