/** How versions are converted: not at all, or by a webhook. Models validateCustomResourceConversion. */
import type { Conversion } from "../../customResources/types.ts";
import { FieldError } from "../../machinery/status.ts";
import { reviewVersionErrors, webhookServiceErrors, webhookUrlErrors } from "../validation/webhooks.ts";

const { required, forbidden, notSupported } = FieldError;
const STRATEGIES = ["None", "Webhook"];

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
  const reviews = `${path}.conversionReviewVersions`;
  return [...errors, ...(versions.length === 0 ? [required(reviews)] : reviewVersionErrors(versions, reviews))];
}
