/** How versions are converted: not at all, or by a webhook. Models validateCustomResourceConversion. */
import type { Conversion } from "../../customResources/types.ts";
import { FieldError } from "../../machinery/status.ts";
import { webhookServiceErrors, webhookUrlErrors } from "../validation/webhooks.ts";
import { dns1035Label } from "../validation/names.ts";

const { required, invalid, forbidden, notSupported } = FieldError;
const STRATEGIES = ["None", "Webhook"];
const REVIEW_VERSIONS = ["v1", "v1beta1"];

export function conversionErrors(conversion: Conversion | undefined, path: string): FieldError[] {
  if (!conversion) return [];
  const { strategy, webhook } = conversion;
  const errors: FieldError[] = [];
  if (!strategy) errors.push(required(`${path}.strategy`));
  else if (!STRATEGIES.includes(strategy)) errors.push(notSupported(`${path}.strategy`, strategy, STRATEGIES));
  const client = webhook?.clientConfig;
  const at = `${path}.webhookClientConfig`;
  const versions = webhook?.conversionReviewVersions ?? [];
  if (strategy !== "Webhook") {
    if (client) errors.push(forbidden(at, "should not be set when strategy is not set to Webhook"));
    if (versions.length > 0)
      errors.push(
        forbidden(`${path}.conversionReviewVersions`, "should not be set when strategy is not set to Webhook"),
      );
    return errors;
  }
  if (!client) errors.push(required(at, "required when strategy is set to Webhook"));
  else if ((client.url === undefined) === (client.service === undefined))
    errors.push(required(at, "exactly one of url or service is required"));
  else if (client.url !== undefined) errors.push(...webhookUrlErrors(client.url, `${at}.url`));
  else if (client.service) errors.push(...webhookServiceErrors(client.service, `${at}.service`));
  return [...errors, ...reviewVersionErrors(versions, `${path}.conversionReviewVersions`)];
}

function reviewVersionErrors(versions: readonly string[], path: string): FieldError[] {
  if (versions.length === 0) return [required(path)];
  const errors: FieldError[] = [];
  for (const [index, version] of versions.entries()) {
    if (versions.indexOf(version) < index) {
      errors.push(invalid(`${path}[${index}]`, version, "duplicate version"));
      continue;
    }
    for (const problem of dns1035Label(version)) errors.push(invalid(`${path}[${index}]`, version, problem));
  }
  if (!versions.some((version) => REVIEW_VERSIONS.includes(version)))
    errors.push(invalid(path, versions, `must include at least one of ${REVIEW_VERSIONS.join(", ")}`));
  return errors;
}
