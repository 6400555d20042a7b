/**
 * Webhook configurations, stored and checked. Nobody is called: there is no webhook in a simulated network to answer.
 * Models kubernetes pkg/apis/admissionregistration.
 */
import type { Webhook, WebhookConfiguration } from "../policies/types.ts";
import { FieldError } from "../machinery/status.ts";
import type { Column, Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { FAILURE_POLICIES, MATCH_POLICIES, matchConditionErrors, ruleErrors } from "./validation/admissionRules.ts";
import { validateLabelSelector } from "./validation/labelSelector.ts";
import { dns1123Label, dns1123Subdomain } from "./validation/names.ts";
import { REVIEW_VERSIONS, reviewVersionErrors, webhookServiceErrors, webhookUrlErrors } from "./validation/webhooks.ts";

const { required, invalid, notSupported, duplicate } = FieldError;
const GROUP = "admissionregistration.k8s.io";
const SIDE_EFFECTS = ["None", "NoneOnDryRun"];
const REINVOCATION = ["IfNeeded", "Never"];
const WEBHOOKS: Column = {
  name: "Webhooks",
  type: "integer",
  description: "Webhooks indicates the number of webhooks registered in this configuration",
};

const shared = {
  generation: true,
  unconditionalUpdate: false,
  columns: [NAME_COLUMN, WEBHOOKS, AGE_COLUMN],
  row: (object: WebhookConfiguration, now: number) => [
    object.metadata.name,
    object.webhooks?.length ?? 0,
    ageCell(object, now),
  ],
  changesGeneration: (draft: Draft<WebhookConfiguration>, old: WebhookConfiguration) =>
    // An empty list given is not yet the stored none.
    (draft.webhooks?.length === 0 && !old.webhooks) || JSON.stringify(draft.webhooks) !== JSON.stringify(old.webhooks),
};

export const validatingWebhookConfiguration: ResourceDefinition<WebhookConfiguration> = {
  ...shared,
  names: resourceNames(GROUP, "validatingwebhookconfigurations"),
  resource: `validatingwebhookconfigurations.${GROUP}`,
  schemaType: "admissionregistration.v1.ValidatingWebhookConfiguration",
  defaults: ({ webhooks }) => webhooks?.forEach((webhook) => setDefaults(webhook)),
  validate: (object) => errorsOf(object, false),
  validateUpdate: (object) => errorsOf(object, false),
};

export const mutatingWebhookConfiguration: ResourceDefinition<WebhookConfiguration> = {
  ...shared,
  names: resourceNames(GROUP, "mutatingwebhookconfigurations"),
  resource: `mutatingwebhookconfigurations.${GROUP}`,
  schemaType: "admissionregistration.v1.MutatingWebhookConfiguration",
  defaults({ webhooks }) {
    for (const webhook of webhooks ?? []) {
      setDefaults(webhook);
      webhook.reinvocationPolicy ??= "Never";
    }
  },
  validate: (object) => errorsOf(object, true),
  validateUpdate: (object) => errorsOf(object, true),
};

function setDefaults(webhook: Draft<Webhook>): void {
  webhook.failurePolicy ??= "Fail";
  webhook.matchPolicy ??= "Equivalent";
  webhook.namespaceSelector ??= {};
  webhook.objectSelector ??= {};
  webhook.timeoutSeconds ??= 10;
  for (const rule of webhook.rules ?? []) rule.scope ??= "*";
  const service = webhook.clientConfig?.service;
  if (service) service.port ??= 443;
}

function errorsOf({ webhooks = [] }: WebhookConfiguration, mutating: boolean): FieldError[] {
  return webhooks.flatMap((webhook, index) => {
    const path = `webhooks[${index}]`;
    const errors = [
      ...webhookErrors(webhook, path, mutating),
      ...reviewErrors(webhook, `${path}.admissionReviewVersions`),
    ];
    if (webhook.name && webhooks.findIndex(({ name }) => name === webhook.name) < index)
      errors.push(duplicate(`${path}.name`, webhook.name));
    return errors;
  });
}

function webhookErrors(webhook: Webhook, path: string, mutating: boolean): FieldError[] {
  const errors = nameErrors(webhook.name ?? "", `${path}.name`);
  webhook.rules?.forEach((rule, index) => errors.push(...ruleErrors(rule, `${path}.rules[${index}]`)));
  const among = (field: "failurePolicy" | "matchPolicy" | "reinvocationPolicy", values: readonly string[]): void => {
    const value = webhook[field];
    if (value !== undefined && !values.includes(value)) errors.push(notSupported(`${path}.${field}`, value, values));
  };
  among("failurePolicy", FAILURE_POLICIES);
  among("matchPolicy", MATCH_POLICIES);
  const { sideEffects, timeoutSeconds, namespaceSelector, objectSelector, clientConfig = {} } = webhook;
  if (sideEffects === undefined || sideEffects === null)
    errors.push(required(`${path}.sideEffects`, `must specify one of ${SIDE_EFFECTS.join(", ")}`));
  else if (!SIDE_EFFECTS.includes(sideEffects))
    errors.push(notSupported(`${path}.sideEffects`, sideEffects, SIDE_EFFECTS));
  if (timeoutSeconds !== undefined && (timeoutSeconds > 30 || timeoutSeconds < 1))
    errors.push(
      invalid(`${path}.timeoutSeconds`, timeoutSeconds, "the timeout value must be between 1 and 30 seconds"),
    );
  if (namespaceSelector) errors.push(...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`));
  if (objectSelector) errors.push(...validateLabelSelector(objectSelector, `${path}.objectSelector`));
  if (mutating) among("reinvocationPolicy", REINVOCATION);
  const { url, service } = clientConfig;
  const at = `${path}.clientConfig`;
  if ((url === undefined) === (service === undefined))
    errors.push(required(at, "exactly one of url or service is required"));
  else if (url !== undefined) errors.push(...webhookUrlErrors(url, `${at}.url`));
  else if (service) errors.push(...webhookServiceErrors(service, `${at}.service`));
  return [...errors, ...matchConditionErrors(webhook.matchConditions, `${path}.matchConditions`, false)];
}

/** A name with at least three parts. */
function nameErrors(name: string, path: string): FieldError[] {
  if (name === "") return [required(path)];
  const problems = dns1123Subdomain(name);
  if (problems.length > 0) return [invalid(path, name, problems.join(","))];
  const parts = name.split(".");
  if (parts.length < 3)
    return [invalid(path, name, "should be a domain with at least three segments separated by dots")];
  return parts.flatMap((part) => dns1123Label(part).map((problem) => invalid(path, part, problem)));
}

function reviewErrors({ admissionReviewVersions: versions }: Webhook, path: string): FieldError[] {
  if (!versions?.length) return [required(path, `must specify one of ${REVIEW_VERSIONS.join(", ")}`)];
  return reviewVersionErrors(versions, path);
}
