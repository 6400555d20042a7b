/** Rules of Ingresses. Models kubernetes pkg/apis/networking/validation. */
import type {
  HTTPIngressPath,
  Ingress,
  IngressBackend,
  IngressLoadBalancerIngress,
  IngressRule,
  IngressTLS,
} from "../../../../protocol/kubernetes/index.ts";
import { printedAbsent } from "../../schema/zeroValues.ts";
import { isIPv4, isIPv6, validateAddress } from "../validation/addresses.ts";
import { type FieldError, invalid, notSupported, required } from "../validation/errors.ts";
import {
  dns1123Label,
  dns1123Subdomain,
  nameIsSubdomain,
  portName,
  portNumber,
  wildcardSubdomain,
} from "../validation/names.ts";
import { validateTypedReference } from "../validation/references.ts";

export const CLASS_ANNOTATION = "kubernetes.io/ingress.class";

const PATH_TYPES = ["Exact", "ImplementationSpecific", "Prefix"];
const FORBIDDEN_SEQUENCES = ["//", "/./", "/../", "%2f", "%2F"];
const FORBIDDEN_ENDINGS = ["/..", "/."];
const ABSOLUTE = "must be an absolute path";

export function validateIngress({ spec = {} }: Ingress): FieldError[] {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec;
  const errors: FieldError[] = [];
  if (rules.length === 0 && !defaultBackend)
    errors.push(
      invalid(
        "spec",
        spec.rules ?? printedAbsent(spec, "rules"),
        "either `defaultBackend` or `rules` must be specified",
      ),
    );
  if (defaultBackend) errors.push(...validateBackend(defaultBackend, "spec.defaultBackend"));
  rules.forEach((rule, index) => errors.push(...validateRule(rule, `spec.rules[${index}]`)));
  tls.forEach((each, index) => errors.push(...validateTls(each, `spec.tls[${index}]`)));
  if (ingressClassName !== undefined)
    for (const message of nameIsSubdomain(ingressClassName, false))
      errors.push(invalid("spec.ingressClassName", ingressClassName, message));
  return errors;
}

/** On creation the annotation of old must not say another class. */
export function validateNewIngress(ingress: Ingress): FieldError[] {
  const annotation = ingress.metadata.annotations?.[CLASS_ANNOTATION];
  const name = ingress.spec?.ingressClassName;
  const errors = validateIngress(ingress);
  if (annotation !== undefined && name !== undefined && annotation !== name)
    errors.push(
      invalid(`annotations.${CLASS_ANNOTATION}`, annotation, "must match `ingressClassName` when both are specified"),
    );
  return errors;
}

export function validateIngressStatus({ status }: Ingress): FieldError[] {
  const points: readonly IngressLoadBalancerIngress[] = status?.loadBalancer?.ingress ?? [];
  return points.flatMap(({ ip, hostname }, index) => {
    const path = `status.loadBalancer.ingress[${index}]`;
    const errors = ip ? validateAddress(`${path}.ip`, ip) : [];
    if (hostname) {
      for (const message of dns1123Subdomain(hostname)) errors.push(invalid(`${path}.hostname`, hostname, message));
      if (isIPv4(hostname) || isIPv6(hostname))
        errors.push(invalid(`${path}.hostname`, hostname, "must be a DNS name, not an IP address"));
    }
    return errors;
  });
}

const hostMessages = (host: string): readonly string[] =>
  host.includes("*") ? wildcardSubdomain(host) : dns1123Subdomain(host);

function validateTls({ hosts = [], secretName }: IngressTLS, path: string): FieldError[] {
  const errors = hosts.flatMap((host, index) =>
    hostMessages(host).map((message) => invalid(`${path}.hosts[${index}]`, host, message)),
  );
  if (secretName)
    for (const message of nameIsSubdomain(secretName, false))
      errors.push(invalid(`${path}.secretName`, secretName, message));
  return errors;
}

function validateRule({ host, http }: IngressRule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (host) {
    if (isIPv4(host) || isIPv6(host))
      errors.push(invalid(`${path}.host`, host, "must be a DNS name, not an IP address"));
    for (const message of hostMessages(host)) errors.push(invalid(`${path}.host`, host, message));
  }
  if (!http) return errors;
  if (!http.paths?.length) errors.push(required(`${path}.http.paths`));
  (http.paths ?? []).forEach((each, index) => errors.push(...validatePath(each, `${path}.http.paths[${index}]`)));
  return errors;
}

function validatePath({ path: text = "", pathType, backend }: HTTPIngressPath, path: string): FieldError[] {
  if ((pathType ?? undefined) === undefined) return [required(`${path}.pathType`, "pathType must be specified")];
  const errors: FieldError[] = [];
  const at = `${path}.path`;
  if (pathType === "Exact" || pathType === "Prefix") {
    if (!text.startsWith("/")) errors.push(invalid(at, text, ABSOLUTE));
    for (const sequence of FORBIDDEN_SEQUENCES)
      if (text.includes(sequence)) errors.push(invalid(at, text, `must not contain '${sequence}'`));
    for (const ending of FORBIDDEN_ENDINGS)
      if (text.endsWith(ending)) errors.push(invalid(at, text, `cannot end with '${ending}'`));
  } else if (pathType === "ImplementationSpecific") {
    if (text !== "" && !text.startsWith("/")) errors.push(invalid(at, text, ABSOLUTE));
  } else errors.push(notSupported(`${path}.pathType`, pathType, PATH_TYPES));
  return [...errors, ...validateBackend(backend, `${path}.backend`)];
}

function validateBackend({ resource, service }: IngressBackend, path: string): FieldError[] {
  if (resource && service) return [invalid(path, "", "cannot set both resource and service backends")];
  if (resource) return validateTypedReference(resource, `${path}.resource`);
  if (!service) return [invalid(path, "", "resource or service backend is required")];
  const errors: FieldError[] = [];
  const { name, port: { name: named = "", number = 0 } = {} } = service;
  if (!name) errors.push(required(`${path}.service.name`));
  else for (const message of dns1123Label(name)) errors.push(invalid(`${path}.service.name`, name, message));
  if (named && number) errors.push(invalid(path, "", "cannot set both port name & port number"));
  else if (named)
    for (const message of portName(named)) errors.push(invalid(`${path}.service.port.name`, named, message));
  else if (number)
    for (const message of portNumber(number)) errors.push(invalid(`${path}.service.port.number`, number, message));
  else errors.push(required(path, "port name or number is required"));
  return errors;
}
