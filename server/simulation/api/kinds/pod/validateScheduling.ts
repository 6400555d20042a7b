/** Checks of what says where a pod may run. Models kubernetes pkg/apis/core/validation/validation.go. */
import type {
  Affinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinityTerm,
  Toleration,
  TopologySpreadConstraint,
} from "../../../../protocol/kubernetes/index.ts";
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from "../validation/errors.ts";
import { validateLabelSelector } from "../validation/labelSelector.ts";
import { dns1123Subdomain, labelValue, nameIsLabel, qualifiedName } from "../validation/names.ts";

type LabelSelector = NonNullable<PodAffinityTerm["labelSelector"]>;

const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

export function validateAffinity(affinity: Affinity | undefined, path: string): FieldError[] {
  if (!affinity) return [];
  const errors: FieldError[] = [];
  const node = affinity.nodeAffinity;
  if (node?.[REQUIRED]) errors.push(...validateNodeSelector(node[REQUIRED], `${path}.nodeAffinity.${REQUIRED}`));
  (node?.[PREFERRED] ?? []).forEach(({ weight, preference }, index) => {
    const at = `${path}.nodeAffinity.${PREFERRED}[${index}]`;
    errors.push(...validateWeight(weight, at), ...validateNodeSelectorTerm(preference ?? {}, `${at}.preference`, true));
  });
  for (const side of ["podAffinity", "podAntiAffinity"] as const) {
    const terms = affinity[side];
    (terms?.[REQUIRED] ?? []).forEach((term, index) => {
      errors.push(...validateAffinityTerm(term, `${path}.${side}.${REQUIRED}[${index}]`));
    });
    (terms?.[PREFERRED] ?? []).forEach(({ weight, podAffinityTerm }, index) => {
      const at = `${path}.${side}.${PREFERRED}[${index}]`;
      errors.push(
        ...validateWeight(weight, at),
        ...validateAffinityTerm(podAffinityTerm ?? { topologyKey: "" }, `${at}.podAffinityTerm`),
      );
    });
  }
  return errors;
}

function validateWeight(weight: number | undefined, path: string): FieldError[] {
  const value = weight ?? 0;
  return value >= 1 && value <= 100 ? [] : [invalid(`${path}.weight`, value, "must be in the range 1-100")];
}

/** Errors of a required node selector (pods, persistent volumes). */
export function validateNodeSelector(selector: NodeSelector, path: string): FieldError[] {
  const terms = selector.nodeSelectorTerms ?? [];
  if (terms.length === 0) return [required(`${path}.nodeSelectorTerms`, "must have at least one node selector term")];
  return terms.flatMap((term, index) => validateNodeSelectorTerm(term, `${path}.nodeSelectorTerms[${index}]`, false));
}

/** `anyValue`: values need not be label values (preferences). */
function validateNodeSelectorTerm(term: NodeSelectorTerm, path: string, anyValue: boolean): FieldError[] {
  const errors: FieldError[] = [];
  (term.matchExpressions ?? []).forEach((requirement, index) => {
    errors.push(...validateNodeRequirement(requirement, `${path}.matchExpressions[${index}]`, anyValue));
  });
  (term.matchFields ?? []).forEach((requirement, index) => {
    errors.push(...validateNodeFieldRequirement(requirement, `${path}.matchFields[${index}]`));
  });
  return errors;
}

function validateNodeRequirement(
  { key = "", operator, values = [] }: NodeSelectorRequirement,
  path: string,
  anyValue: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0)
      errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0)
      errors.push(forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else if (operator === "Gt" || operator === "Lt") {
    if (values.length !== 1)
      errors.push(required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
  } else errors.push(invalid(`${path}.operator`, operator ?? "", "not a valid selector operator"));
  for (const message of qualifiedName(key)) errors.push(invalid(`${path}.key`, key, message));
  if (anyValue) return errors;
  values.forEach((value, index) => {
    for (const message of labelValue(value)) errors.push(invalid(`${path}.values[${index}]`, value, message));
  });
  return errors;
}

function validateNodeFieldRequirement(
  { key = "", operator, values = [] }: NodeSelectorRequirement,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (operator === "In" || operator === "NotIn") {
    if (values.length !== 1)
      errors.push(
        required(`${path}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"),
      );
  } else errors.push(invalid(`${path}.operator`, operator ?? "", "not a valid selector operator"));
  if (key !== "metadata.name") return [...errors, invalid(`${path}.key`, key, "not a valid field selector key")];
  values.forEach((value, index) => {
    for (const message of dns1123Subdomain(value)) errors.push(invalid(`${path}.values[${index}]`, value, message));
  });
  return errors;
}

function validateAffinityTerm(term: PodAffinityTerm, path: string): FieldError[] {
  const errors = validateLabelSelector(term.labelSelector, `${path}.labelSelector`);
  errors.push(...validateLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`));
  for (const name of term.namespaces ?? []) {
    for (const message of nameIsLabel(name, false)) errors.push(invalid(`${path}.namespace`, name, message));
  }
  errors.push(...validateLabelKeys(term, path));
  const key = term.topologyKey ?? "";
  if (!key) errors.push(required(`${path}.topologyKey`, "can not be empty"));
  for (const message of qualifiedName(key)) errors.push(invalid(`${path}.topologyKey`, key, message));
  return errors;
}

interface LabelKeys {
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
  readonly labelSelector?: LabelSelector;
}

function validateLabelKeys(
  { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector }: LabelKeys,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const lists = [
    ["matchLabelKeys", matchLabelKeys],
    ["mismatchLabelKeys", mismatchLabelKeys],
  ] as const;
  for (const [list, keys] of lists) {
    if (keys.length === 0) continue;
    if (!labelSelector)
      errors.push(forbidden(`${path}.${list}`, "must not be specified when labelSelector is not set"));
    else {
      keys.forEach((key, index) => {
        for (const message of qualifiedName(key)) errors.push(invalid(`${path}.${list}[${index}]`, key, message));
      });
    }
  }
  errors.push(...validateMergedKeys(matchLabelKeys, labelSelector, path));
  matchLabelKeys.forEach((key, index) => {
    if (!mismatchLabelKeys.includes(key)) return;
    errors.push(
      invalid(`${path}.matchLabelKeys[${index}]`, key, "exists in both matchLabelKeys and mismatchLabelKeys"),
    );
  });
  return errors;
}

/**
 * A key of matchLabelKeys must not stand in the selector as well. The strategy has merged each key into the selector as an
 * expression by now, so it is the second mention that counts.
 */
function validateMergedKeys(keys: readonly string[], selector: LabelSelector | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set(Object.keys(selector?.matchLabels ?? {}));
  for (const { key } of selector?.matchExpressions ?? []) {
    const index = keys.lastIndexOf(key);
    if (index >= 0 && seen.has(key))
      errors.push(invalid(`${path}[${index}]`, key, "exists in both matchLabelKeys and labelSelector"));
    seen.add(key);
  }
  return errors;
}

const SCHEDULE_ACTIONS = ["DoNotSchedule", "ScheduleAnyway"];
const NODE_POLICIES = ["Honor", "Ignore"];

export function validateSpreadConstraints(
  constraints: readonly TopologySpreadConstraint[],
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  constraints.forEach((constraint, index) => {
    const at = `${path}[${index}]`;
    const { maxSkew = 0, topologyKey, whenUnsatisfiable = "", minDomains } = constraint;
    if (maxSkew <= 0) errors.push(invalid(`${at}.maxSkew`, maxSkew, "must be greater than zero"));
    if (!topologyKey) errors.push(required(`${at}.topologyKey`, "can not be empty"));
    if (!SCHEDULE_ACTIONS.includes(whenUnsatisfiable))
      errors.push(notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable, SCHEDULE_ACTIONS));
    const again = constraints
      .slice(index + 1)
      .some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable);
    if (again)
      errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`));
    if (minDomains !== undefined) {
      if (minDomains <= 0) errors.push(invalid(`${at}.minDomains`, minDomains, "must be greater than zero"));
      if (whenUnsatisfiable !== "DoNotSchedule") {
        errors.push(
          invalid(
            `${at}.minDomains`,
            minDomains,
            `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`,
          ),
        );
      }
    }
    for (const field of ["nodeAffinityPolicy", "nodeTaintsPolicy"] as const) {
      const policy = constraint[field];
      if (policy !== undefined && !NODE_POLICIES.includes(policy))
        errors.push(notSupported(`${at}.${field}`, policy, NODE_POLICIES));
    }
    errors.push(
      ...validateLabelKeys({ matchLabelKeys: constraint.matchLabelKeys, labelSelector: constraint.labelSelector }, at),
    );
    errors.push(...validateLabelSelector(constraint.labelSelector, `${at}.labelSelector`));
  });
  return errors;
}

const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

export function validateTolerations(tolerations: readonly Toleration[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  tolerations.forEach((toleration, index) => {
    const at = `${path}[${index}]`;
    const { key = "", operator = "", value = "", effect = "", tolerationSeconds } = toleration;
    if (key) for (const message of qualifiedName(key)) errors.push(invalid(`${at}.key`, key, message));
    if (!key && operator !== "Exists") {
      errors.push(
        invalid(
          `${at}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    }
    if (tolerationSeconds !== undefined && effect !== "NoExecute") {
      errors.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    if (operator === "" || operator === "Equal") {
      const messages = labelValue(value);
      if (messages.length > 0) errors.push(invalid(`${at}.operator`, value, messages.join(";")));
    } else if (operator === "Exists") {
      if (value) errors.push(invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else {
      const comparing = (operator as string) === "Lt" || (operator as string) === "Gt";
      errors.push(
        notSupported(`${at}.operator`, operator, comparing ? ["Equal", "Exists", "Lt", "Gt"] : ["Equal", "Exists"]),
      );
    }
    if (effect && !EFFECTS.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, EFFECTS));
  });
  return errors;
}
