/** IngressClasses. Models kubernetes pkg/registry/networking/ingressclass and pkg/apis/networking/validation. */
import type { IngressClass, IngressClassParametersReference } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, forbidden, invalid, notSupported, required, tooLong } from "./validation/errors.ts";
import { validateImmutable } from "./validation/metadata.ts";
import { dns1123Label, dns1123Subdomain } from "./validation/names.ts";
import { validateTypedReference } from "./validation/references.ts";

const LONGEST_CONTROLLER = 250;
const SCOPES = ["Cluster", "Namespace"];
const PATH = /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/;

const DEFAULT_ANNOTATION = "ingressclass.kubernetes.io/is-default-class";

export const ingressClass: ResourceDefinition<IngressClass> = {
  names: resourceNames("networking.k8s.io", "ingressclasses"),
  resource: "ingressclasses.networking.k8s.io",
  schemaType: "networking.v1.IngressClass",
  generation: true,
  unconditionalUpdate: true,
  defaults({ spec }) {
    if (spec?.parameters) spec.parameters.scope ??= "Cluster";
  },
  validate: validateClass,
  validateUpdate: (object, old) => [
    ...validateImmutable(object.spec?.controller ?? "", old.spec?.controller ?? "", "spec.controller"),
    ...validateClass(object),
  ],
  columns: [
    NAME_COLUMN,
    textColumn("Controller", "Controller that is responsible for handling this class"),
    textColumn("Parameters", "A reference to a resource with additional parameters"),
    AGE_COLUMN,
  ],
  row: (object, now) => [
    object.metadata.annotations?.[DEFAULT_ANNOTATION] === "true"
      ? `${object.metadata.name} (default)`
      : object.metadata.name,
    object.spec?.controller ?? "",
    parametersCell(object.spec?.parameters),
    ageCell(object, now),
  ],
};

function parametersCell(parameters: IngressClassParametersReference | undefined): string {
  if (!parameters) return "<none>";
  const { apiGroup, kind, name } = parameters;
  return `${kind}${apiGroup === undefined ? "" : `.${apiGroup}`}/${name}`;
}

function validateClass({ spec = {} }: IngressClass): FieldError[] {
  const { controller = "", parameters } = spec;
  const errors: FieldError[] = [];
  if (controller.length > LONGEST_CONTROLLER) errors.push(tooLong("spec.controller", LONGEST_CONTROLLER));
  errors.push(...validateDomainPrefixedPath(controller, "spec.controller"));
  if (parameters) errors.push(...validateParameters(parameters, "spec.parameters"));
  return errors;
}

/** `acme.io/foo`. Models apimachinery pkg/util/validation IsDomainPrefixedPath. */
function validateDomainPrefixedPath(text: string, path: string): FieldError[] {
  if (text === "") return [required(path)];
  const slash = text.indexOf("/");
  const [host, rest] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash <= 0 || rest === "") return [invalid(path, text, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const errors = dns1123Subdomain(host).map((message) => invalid(path, host, message));
  if (!PATH.test(rest)) errors.push(invalid(path, rest, "Invalid path"));
  return errors;
}

function validateParameters(parameters: IngressClassParametersReference, path: string): FieldError[] {
  const errors = validateTypedReference(parameters, path);
  const { scope, namespace } = parameters;
  if (scope === undefined) return [...errors, required(`${path}.scope`)];
  if (!SCOPES.includes(scope)) errors.push(notSupported(`${path}.scope`, scope, SCOPES));
  if (scope === "Namespace") {
    if (namespace === undefined) errors.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"));
    else for (const message of dns1123Label(namespace)) errors.push(invalid(`${path}.namespace`, namespace, message));
  }
  if (scope === "Cluster" && namespace !== undefined)
    errors.push(forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  return errors;
}
