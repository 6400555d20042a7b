/** Models kubernetes pkg/apis/core/validation ValidateServiceCreate, …Update and …StatusUpdate. */
import type { Service } from "../../../../protocol/kubernetes/index.ts";
import { parseAddress, validateAddress, validateCidr, validateEndpointAddress } from "../validation/addresses.ts";
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  PrintedValue,
  required,
} from "../validation/errors.ts";
import { validateLabels } from "../validation/metadata.ts";
import {
  dns1123Label,
  dns1123Subdomain,
  IMMUTABLE,
  portName,
  portNumber,
  qualifiedName,
  rangeText,
} from "../validation/names.ts";
import { externallyAccessible, isHeadless, needsHealthCheckPort, typeOf } from "./fields.ts";
import { validateClusterIPChange, validateClusterIPFields, validateFamilyChange } from "./validateClusterIPs.ts";

type Spec = Service["spec"];
type Port = NonNullable<Spec["ports"]>[number];

const HINTS = "service.kubernetes.io/topology-aware-hints";
const MODE = "service.kubernetes.io/topology-mode";
const RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";
const TYPES = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const PROTOCOLS = ["SCTP", "TCP", "UDP"];
const TRAFFIC = ["Cluster", "Local"];
const DISTRIBUTIONS = ["PreferClose", "PreferSameZone", "PreferSameNode"];
const DAY = 86400;

export function validateService(service: Service, old?: Service): FieldError[] {
  const { spec } = service;
  return [
    ...validateTopology(service),
    ...validateByType(service),
    ...(spec.ports ?? []).flatMap((port, index, ports) => validatePort(port, index, ports)),
    ...(spec.selector ? validateLabels(spec.selector, "spec.selector") : []),
    ...validateAffinity(spec),
    ...validateClusterIPFields(service, old),
    ...(spec.externalIPs ?? []).flatMap((ip, index) => {
      const path = `spec.externalIPs[${index}]`;
      const errors = validateAddress(path, ip, old?.spec.externalIPs);
      return errors.length > 0 ? errors : validateEndpointAddress(path, ip);
    }),
    ...(spec.type
      ? TYPES.includes(spec.type)
        ? []
        : [notSupported("spec.type", spec.type, TYPES)]
      : [required("spec.type")]),
    ...validatePortSet(spec),
    ...validateSourceRanges(service, old),
    ...validateLoadBalancerFields(spec),
    ...validateTrafficPolicies(service),
  ];
}

export function validateServiceUpdate(service: Service, old: Service): FieldError[] {
  const errors = [...validateClusterIPChange(service, old), ...validateFamilyChange(service, old)];
  if (
    typeOf(service) === "LoadBalancer" &&
    typeOf(old) === "LoadBalancer" &&
    service.spec.loadBalancerClass !== old.spec.loadBalancerClass
  ) {
    errors.push(invalid("spec.loadBalancerClass", service.spec.loadBalancerClass, "may not change once set"));
  }
  errors.push(...validateLoadBalancerClass(service.spec));
  if (
    needsHealthCheckPort(old) &&
    needsHealthCheckPort(service) &&
    old.spec.healthCheckNodePort !== service.spec.healthCheckNodePort
  ) {
    errors.push(forbidden("spec.healthCheckNodePort", IMMUTABLE));
  }
  return [...errors, ...validateService(service, old)];
}

export function validateServiceStatus(service: Service, old: Service): FieldError[] {
  const path = "status.loadBalancer.ingress";
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  if (typeOf(service) !== "LoadBalancer")
    return ingress.length > 0 ? [forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'")] : [];
  const known = (old.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [ip] : []));
  return ingress.flatMap(({ ip, ipMode, hostname }, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = ip ? validateAddress(`${at}.ip`, ip, known) : [];
    if (ipMode === undefined) {
      if (ip) errors.push(required(`${at}.ipMode`, "must be specified when `ip` is set"));
    } else if (!ip) errors.push(forbidden(`${at}.ipMode`, "may not be specified when `ip` is not set"));
    else if (ipMode !== "VIP" && ipMode !== "Proxy")
      errors.push(notSupported(`${at}.ipMode`, ipMode, ["Proxy", "VIP"]));
    if (hostname) {
      for (const message of dns1123Subdomain(hostname)) errors.push(invalid(`${at}.hostname`, hostname, message));
      if (parseAddress(hostname))
        errors.push(invalid(`${at}.hostname`, hostname, "must be a DNS name, not an IP address"));
    }
    return errors;
  });
}

function validateTopology({ metadata: { annotations = {} } }: Service): FieldError[] {
  const hints = annotations[HINTS];
  const mode = annotations[MODE];
  if (hints === undefined || mode === undefined || hints === mode) return [];
  return [invalid(`metadata.annotations[${MODE}]`, mode, `must match annotations[${HINTS}] when both are specified`)];
}

function validateByType(service: Service): FieldError[] {
  const { spec } = service;
  const type = typeOf(service);
  const headless = isHeadless(service);
  const errors: FieldError[] = [];
  if (!spec.ports?.length && !headless && type !== "ExternalName") errors.push(required("spec.ports"));
  if ((type === "LoadBalancer" || type === "NodePort") && headless) {
    errors.push(invalid("spec.clusterIPs[0]", spec.clusterIPs?.[0], `may not be set to 'None' for ${type} services`));
  }
  if (type !== "ExternalName") return errors;
  const notHere = "may not be set for ExternalName services";
  if (spec.clusterIPs?.length) errors.push(forbidden("spec.clusterIPs", notHere));
  if (spec.ipFamilies?.length) errors.push(forbidden("spec.ipFamilies", notHere));
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbidden("spec.ipFamilyPolicy", notHere));
  const name = (spec.externalName ?? "").replace(/\.$/, "");
  if (name === "") errors.push(required("spec.externalName"));
  for (const message of name === "" ? [] : dns1123Subdomain(name))
    errors.push(invalid("spec.externalName", name, message));
  return errors;
}

function validatePort(port: Port, index: number, ports: readonly Port[]): FieldError[] {
  const path = `spec.ports[${index}]`;
  const errors: FieldError[] = [];
  const add = (field: string, value: unknown, messages: readonly string[]) => {
    for (const message of messages) errors.push(invalid(`${path}.${field}`, value, message));
  };
  if (!port.name) {
    if (ports.length > 1) errors.push(required(`${path}.name`));
  } else {
    add("name", port.name, dns1123Label(port.name));
    if (ports.findIndex(({ name }) => name === port.name) < index) errors.push(duplicate(`${path}.name`, port.name));
  }
  add("port", port.port ?? 0, portNumber(port.port ?? 0));
  if (!port.protocol) errors.push(required(`${path}.protocol`));
  else if (!PROTOCOLS.includes(port.protocol)) errors.push(notSupported(`${path}.protocol`, port.protocol, PROTOCOLS));
  const target = port.targetPort ?? 0;
  add("targetPort", target, typeof target === "number" ? portNumber(target) : portName(target));
  if (port.appProtocol !== undefined) add("appProtocol", port.appProtocol, qualifiedName(port.appProtocol));
  return errors;
}

function validateAffinity(spec: Spec): FieldError[] {
  const config = spec.sessionAffinityConfig;
  const path = "spec.sessionAffinityConfig";
  switch (spec.sessionAffinity) {
    case undefined:
      return [required("spec.sessionAffinity")];
    case "None":
      return config ? [forbidden(path, "must not be set when session affinity is None")] : [];
    case "ClientIP": {
      const why = "when session affinity type is ClientIP";
      if (!config) return [required(path, why)];
      if (!config.clientIP) return [required(`${path}.clientIP`, why)];
      const seconds = config.clientIP.timeoutSeconds;
      if (seconds === undefined) return [required(`${path}.clientIP.timeoutSeconds`, why)];
      if (seconds > 0 && seconds <= DAY) return [];
      return [invalid(`${path}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${DAY}`)];
    }
    default:
      return spec.sessionAffinity === ""
        ? [required("spec.sessionAffinity")]
        : [notSupported("spec.sessionAffinity", spec.sessionAffinity, ["ClientIP", "None"])];
  }
}

function validatePortSet({ ports = [], type }: Spec): FieldError[] {
  const errors: FieldError[] = [];
  ports.forEach((port, index) => {
    if (type === "ClusterIP" && port.nodePort)
      errors.push(forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
  });
  ports.forEach((port, index) => {
    if (
      port.nodePort &&
      ports.findIndex((other) => other.protocol === port.protocol && other.nodePort === port.nodePort) < index
    ) {
      errors.push(duplicate(`spec.ports[${index}].nodePort`, port.nodePort));
    }
  });
  ports.forEach((port, index) => {
    if (ports.findIndex((other) => other.protocol === port.protocol && other.port === port.port) === index) return;
    // The key upstream compares, a Go struct with the other fields empty.
    const key = { Name: "", Protocol: port.protocol, AppProtocol: null, Port: port.port, TargetPort: 0, NodePort: 0 };
    errors.push(duplicate(`spec.ports[${index}]`, new PrintedValue(JSON.stringify(key))));
  });
  return errors;
}

function validateSourceRanges(service: Service, old: Service | undefined): FieldError[] {
  const { spec } = service;
  const balancer = spec.type === "LoadBalancer";
  const ranges = spec.loadBalancerSourceRanges ?? [];
  if (ranges.length > 0) {
    // Upstream spells this one path with a capital letter.
    const path = "spec.LoadBalancerSourceRanges";
    const known = (old?.spec.loadBalancerSourceRanges ?? []).map((range) => range.trim());
    return [
      ...(balancer ? [] : [forbidden(path, ONLY_LOAD_BALANCER)]),
      ...ranges.flatMap((range, index) => validateCidr(`${path}[${index}]`, range.trim(), known)),
    ];
  }
  const text = service.metadata.annotations?.[RANGES];
  if (text === undefined) return [];
  const path = `metadata.annotations[${RANGES}]`;
  const errors = balancer ? [] : [forbidden(path, ONLY_LOAD_BALANCER)];
  if (old?.metadata.annotations?.[RANGES] !== text && text.trim() !== "")
    errors.push(...text.split(",").flatMap((range) => validateCidr(path, range.trim())));
  return errors;
}

function validateLoadBalancerFields(spec: Spec): FieldError[] {
  const balancer = spec.type === "LoadBalancer";
  const errors: FieldError[] = [];
  if (spec.allocateLoadBalancerNodePorts !== undefined && !balancer)
    errors.push(forbidden("spec.allocateLoadBalancerNodePorts", ONLY_LOAD_BALANCER));
  if (spec.allocateLoadBalancerNodePorts === undefined && balancer)
    errors.push(required("allocateLoadBalancerNodePorts"));
  return [...errors, ...validateLoadBalancerClass(spec)];
}

function validateLoadBalancerClass({ type, loadBalancerClass }: Spec): FieldError[] {
  if (loadBalancerClass === undefined) return [];
  if (type !== "LoadBalancer") return [forbidden("spec.loadBalancerClass", ONLY_LOAD_BALANCER)];
  return qualifiedName(loadBalancerClass).map((message) =>
    invalid("spec.loadBalancerClass", loadBalancerClass, message),
  );
}

function validateTrafficPolicies(service: Service): FieldError[] {
  const {
    externalTrafficPolicy: external,
    internalTrafficPolicy: internal,
    healthCheckNodePort: health = 0,
    trafficDistribution,
    type,
  } = service.spec;
  const errors: FieldError[] = [];
  const at = "spec.externalTrafficPolicy";
  if (!externallyAccessible(service)) {
    if (external) errors.push(invalid(at, external, "may only be set for externally-accessible services"));
  } else if (!external) errors.push(required(at));
  else if (!TRAFFIC.includes(external)) errors.push(notSupported(at, external, TRAFFIC));
  const healthAt = "spec.healthCheckNodePort";
  if (!needsHealthCheckPort(service)) {
    if (health !== 0)
      errors.push(
        invalid(
          healthAt,
          health,
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
        ),
      );
  } else if (health === 0) errors.push(required(healthAt));
  else if (portNumber(health).length > 0) errors.push(invalid(healthAt, health, rangeText(1, 65535)));
  if (internal === undefined) {
    if (type === "NodePort" || type === "LoadBalancer" || type === "ClusterIP")
      errors.push(required("spec.internalTrafficPolicy"));
  } else if (!TRAFFIC.includes(internal)) errors.push(notSupported("spec.internalTrafficPolicy", internal, TRAFFIC));
  if (trafficDistribution !== undefined && !DISTRIBUTIONS.includes(trafficDistribution)) {
    errors.push(notSupported("spec.trafficDistribution", trafficDistribution, DISTRIBUTIONS));
  }
  return errors;
}
