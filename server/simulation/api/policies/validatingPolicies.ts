/**
 * ValidatingAdmissionPolicies asked about a write. Models apiserver pkg/admission/plugin/policy/validating.
 */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { AdmissionAttributes, AdmissionPlugin } from "../admission/AdmissionPlugin.ts";
import { authorize } from "../authorization/authorize.ts";
import { ApiError } from "../machinery/status.ts";
import type { StrategyContext } from "../ResourceDefinition.ts";
import { compilePolicy } from "./compilePolicy.ts";
import { PolicyRun } from "./PolicyRun.ts";
import { matches } from "./matching.ts";
import { paramsOf, PolicyError } from "./params.ts";
import { BINDING_RESOURCE, POLICY_RESOURCE, type PolicyBinding, type ValidatingAdmissionPolicy } from "./types.ts";

/** Writes of policies themselves are nobody's matter but the validators'. */
const EXEMPT = new Set([
  POLICY_RESOURCE,
  BINDING_RESOURCE,
  "mutatingadmissionpolicies.admissionregistration.k8s.io",
  "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
  "validatingwebhookconfigurations.admissionregistration.k8s.io",
  "mutatingwebhookconfigurations.admissionregistration.k8s.io",
]);
const CODES: { readonly [reason: string]: number } = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
  Invalid: 422,
};

interface Denial {
  readonly policy: ValidatingAdmissionPolicy;
  readonly binding: PolicyBinding | undefined;
  readonly message: string;
  readonly reason: string;
}

export const validatingAdmissionPolicies: AdmissionPlugin = {
  name: "ValidatingAdmissionPolicy",
  validate: ask,
  validateOther: ask,
};

function ask(attributes: AdmissionAttributes, context: StrategyContext): void {
  if (EXEMPT.has(attributes.definition.resource)) return;
  const bindings = [...context.store.list(BINDING_RESOURCE)] as PolicyBinding[];
  if (bindings.length === 0) return;
  const policies = [...context.store.list(POLICY_RESOURCE)] as ValidatingAdmissionPolicy[];
  const denials: Denial[] = [];
  for (const policy of policies.sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1))) {
    const own = bindings.filter(({ spec }) => spec.policyName === policy.metadata.name);
    if (own.length === 0 || !matches(policy.spec.matchConstraints, attributes, context)) continue;
    for (const binding of own)
      if (matches(binding.spec.matchResources, attributes, context))
        denials.push(...askBinding(policy, binding, { attributes, context }));
  }
  if (denials[0]) throw refusal(denials[0], attributes);
}

function askBinding(
  policy: ValidatingAdmissionPolicy,
  binding: PolicyBinding,
  { attributes, context }: { readonly attributes: AdmissionAttributes; readonly context: StrategyContext },
): Denial[] {
  const denials: Denial[] = [];
  const strict = (policy.spec.failurePolicy ?? "Fail") === "Fail";
  const deny = (message: string, reason = "Invalid"): void => void denials.push({ policy, binding, message, reason });
  let params: readonly (KubeObject | undefined)[];
  try {
    params = paramsOf(policy, binding, { attributes, store: context.store });
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    if (strict) deny(`failed to configure binding: ${error.message}`);
    return denials;
  }
  const compiled = compilePolicy(policy.spec);
  const decide = (asked: Parameters<typeof authorize>[0]) => authorize(asked, context.store);
  for (const param of params) {
    const run = new PolicyRun(compiled, { attributes, param, store: context.store, decide });
    for (const { message, reason, failed } of run.decisions(strict)) {
      if (failed && !strict) continue;
      for (const action of binding.spec.validationActions ?? []) {
        if (action === "Deny") deny(message, reason);
        else if (action === "Warn")
          attributes.warnings.push(
            `Validation failed for ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}': ${message}`,
          );
      }
    }
    if (strict) for (const problem of run.annotationProblems()) deny(problem);
  }
  return denials;
}

function refusal({ policy, binding, message, reason }: Denial, { definition, draft }: AdmissionAttributes): ApiError {
  const { group, plural } = definition.names;
  const by = binding ? ` with binding '${binding.metadata.name}'` : "";
  const text = `ValidatingAdmissionPolicy '${policy.metadata.name}'${by} denied request: ${message}`;
  const name = draft.metadata.name || draft.metadata.generateName || "Unknown";
  const resource = group === "" ? plural : `${plural}.${group}`;
  return new ApiError({
    code: CODES[reason] ?? 422,
    reason,
    message: `${resource} "${name}" is forbidden: ${text}`,
    details: { name, ...(group === "" ? {} : { group }), kind: plural, causes: [{ message: text }] },
  });
}
