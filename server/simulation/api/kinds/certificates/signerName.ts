/** Names of signers, `example.com/my-signer`. Models kubernetes pkg/apis/core/validation/names.go. */
import { type FieldError, invalid, quote, required, tooLong } from "../validation/errors.ts";
import { dns1123Label, dns1123Subdomain } from "../validation/names.ts";

const LONGEST_DOMAIN = 253;
/** A domain, a slash, a label, a dot and a subdomain. */
const LONGEST_PATH = 63 + 1 + 253;

export function validateSignerName(name: string, path: string): FieldError[] {
  if (name === "") return [required(path)];
  const [domain = "", rest = "", ...more] = name.split("/");
  if (more.length > 0 || !name.includes("/")) {
    const detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [invalid(path, name, detail)];
  }
  const errors: FieldError[] = [];
  if (domain.length > LONGEST_DOMAIN) errors.push(tooLong(path, LONGEST_DOMAIN));
  const labels = domain.split(".");
  errors.push(...firstWrong(labels, { path, whole: domain, check: dns1123Label }));
  if (labels.length < 2)
    errors.push(invalid(path, domain, "should be a domain with at least two segments separated by dots"));
  errors.push(...firstWrong(rest.split("."), { path, whole: rest, check: dns1123Subdomain }));
  if (rest.length > LONGEST_PATH) errors.push(tooLong(path, LONGEST_PATH));
  return errors;
}

/** What is wrong with the first bad label; further ones would only repeat it. */
function firstWrong(
  labels: readonly string[],
  rules: { readonly path: string; readonly whole: string; readonly check: (label: string) => readonly string[] },
): FieldError[] {
  for (const label of labels) {
    const wrong = rules.check(label);
    if (wrong.length > 0)
      return wrong.map((message) => invalid(rules.path, rules.whole, `validating label ${quote(label)}: ${message}`));
  }
  return [];
}
