/** Texts of Warning headers about pod specs. Models kubernetes pkg/api/pod/warnings.go. */
import type { Container, KeyToPath, PodSpec, Volume } from "../../../../protocol/kubernetes/index.ts";
import { canonicalQuantity, milliValue } from "../../../runtime/quantity.ts";
import { warningsForAddress } from "../validation/addresses.ts";
import { quote } from "../validation/errors.ts";
import { labelValue } from "../validation/names.ts";
import { visitContainers } from "./validateAnnotations.ts";

const OLD_NODE_LABELS: { readonly [label: string]: string } = {
  "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
  "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  "app.kubernetes.io/created-by": "deprecated since v1.9",
  "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
  "node-role.kubernetes.io/master": 'use "node-role.kubernetes.io/control-plane" instead',
};

const OLD_ANNOTATIONS: { readonly [key: string]: string } = {
  "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
  "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
  "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
};

const OLD_VOLUMES: readonly (readonly [member: keyof Volume, message: string, shown?: string])[] = [
  ["photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"],
  ["gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"],
  ["scaleIO", "deprecated in v1.16, non-functional in v1.22+"],
  ["flocker", "deprecated in v1.22, non-functional in v1.25+"],
  ["storageos", "deprecated in v1.22, non-functional in v1.25+", "storageOS"],
  ["quobyte", "deprecated in v1.22, non-functional in v1.25+"],
  ["glusterfs", "deprecated in v1.25, non-functional in v1.26+"],
  ["cephfs", "deprecated in v1.28, non-functional in v1.31+"],
  ["rbd", "deprecated in v1.28, non-functional in v1.31+"],
];

interface Described {
  readonly spec: PodSpec;
  readonly annotations: { readonly [key: string]: string };
  /** Path of what holds spec and metadata with a trailing dot: "" for a pod, `spec.template.` for a template. */
  readonly prefix: string;
}

export function warningsForPodSpec(described: Described): string[] {
  const { spec, annotations, prefix } = described;
  const warnings: string[] = [];
  warnings.push(...warningsForPlacement(spec, prefix));
  for (const [key, message] of Object.entries(OLD_ANNOTATIONS)) {
    if (key in annotations) warnings.push(`${prefix}metadata.annotations[${key}]: ${message}`);
  }
  (spec.volumes ?? []).forEach((volume, index) => {
    for (const [member, message, shown] of OLD_VOLUMES) {
      if (volume[member] !== undefined) warnings.push(`${prefix}spec.volumes[${index}].${shown ?? member}: ${message}`);
    }
  });
  warnings.push(...warningsForOverlaps(spec.volumes ?? []), ...warningsForRepetition(spec, prefix));
  for (const name of ["memory", "ephemeral-storage"])
    warnings.push(...fractional(spec.overhead?.[name], `${prefix}spec.overhead[${name}]`));
  warnings.push(...warningsForContainers(described), ...warningsForPorts(spec, prefix));
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) {
    warnings.push(
      `${prefix}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
    );
  }
  warnings.push(...warningsForAffinity(spec, prefix));
  (spec.dnsConfig?.nameservers ?? []).forEach((server, index) => {
    warnings.push(...warningsForAddress(`${prefix}spec.dnsConfig.nameservers[${index}]`, server));
  });
  (spec.hostAliases ?? []).forEach(({ ip }, index) => {
    warnings.push(...warningsForAddress(`${prefix}spec.hostAliases[${index}].ip`, ip));
  });
  return warnings;
}

function warningsForPlacement(spec: PodSpec, prefix: string): string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(spec.nodeSelector ?? {})) {
    if (OLD_NODE_LABELS[key]) warnings.push(`${prefix}spec.nodeSelector[${key}]: ${OLD_NODE_LABELS[key]}`);
  }
  const node = spec.affinity?.nodeAffinity;
  const path = `${prefix}spec.affinity.nodeAffinity`;
  const required = node?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const preferred = node?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const terms = [
    ...required.map((term, index) => ({
      term,
      at: `${path}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${index}]`,
      values: false,
    })),
    ...preferred.map(({ preference }, index) => ({
      term: preference ?? {},
      at: `${path}.preferredDuringSchedulingIgnoredDuringExecution[${index}].preference`,
      values: true,
    })),
  ];
  for (const { term, at, values } of terms) {
    (term.matchExpressions ?? []).forEach((expression, index) => {
      const old = OLD_NODE_LABELS[expression.key];
      if (old) warnings.push(`${at}.matchExpressions[${index}].key: ${expression.key} is ${old}`);
      if (!values) return;
      (expression.values ?? []).forEach((value, valueIndex) => {
        for (const message of labelValue(value))
          warnings.push(`${at}.matchExpressions[${index}].values[${valueIndex}]: ${value} is invalid, ${message}`);
      });
    });
  }
  (spec.topologySpreadConstraints ?? []).forEach(({ topologyKey, labelSelector }, index) => {
    const at = `${prefix}spec.topologySpreadConstraints[${index}]`;
    const old = OLD_NODE_LABELS[topologyKey];
    if (old) warnings.push(`${at}.topologyKey: ${topologyKey} is ${old}`);
    if (!labelSelector) warnings.push(`${at}.labelSelector: a null labelSelector results in matching no pod`);
  });
  return warnings;
}

function warningsForRepetition(spec: PodSpec, prefix: string): string[] {
  const warnings: string[] = [];
  const addresses = new Set<string>();
  (spec.hostAliases ?? []).forEach(({ ip }, index) => {
    if (addresses.has(ip)) warnings.push(`${prefix}spec.hostAliases[${index}].ip: duplicate ip ${quote(ip)}`);
    addresses.add(ip);
  });
  const names = new Set<string>();
  const secrets = spec.imagePullSecrets ?? [];
  secrets.forEach(({ name = "" }, index) => {
    if (names.has(name)) warnings.push(`${prefix}spec.imagePullSecrets[${index}].name: duplicate name ${quote(name)}`);
    names.add(name);
  });
  secrets.forEach(({ name = "" }, index) => {
    if (!name) warnings.push(`${prefix}spec.imagePullSecrets[${index}].name: invalid empty name ""`);
  });
  return warnings;
}

function fractional(amount: string | undefined, path: string): string[] {
  if (amount === undefined || milliValue(amount) % 1000 === 0) return [];
  return [`${path}: fractional byte value ${quote(canonicalQuantity(amount))} is invalid, must be an integer`];
}

const SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
const APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";

function warningsForContainers({ spec, annotations, prefix }: Described): string[] {
  const warnings: string[] = [];
  const seccomp = (key: string): string =>
    `${prefix}metadata.annotations[${key}]: non-functional in v1.27+; use the "seccompProfile" field instead`;
  if (!spec.securityContext?.seccompProfile && SECCOMP_POD in annotations) warnings.push(seccomp(SECCOMP_POD));
  for (const [container, path] of visitContainers(spec, `${prefix}spec`)) {
    const key = SECCOMP_CONTAINER + container.name;
    if (!container.securityContext?.seccompProfile && key in annotations) warnings.push(seccomp(key));
    const armor = APP_ARMOR + container.name;
    // A pod has the field by now, whoever gave it.
    if ((prefix === "" || !container.securityContext?.appArmorProfile) && armor in annotations) {
      warnings.push(
        `${prefix}metadata.annotations[${armor}]: deprecated since v1.30; use the "appArmorProfile" field instead`,
      );
    }
    for (const name of ["memory", "ephemeral-storage"]) {
      for (const list of ["limits", "requests"] as const) {
        warnings.push(...fractional(container.resources?.[list]?.[name], `${path}.resources.${list}[${name}]`));
      }
    }
    warnings.push(...warningsForEnv(container, path));
  }
  return warnings;
}

/** A repeated variable is fine only where it extends the earlier one: `A=$(A):more`. */
function warningsForEnv(container: Container, path: string): string[] {
  const warnings: string[] = [];
  const names = new Set<string>();
  (container.env ?? []).forEach(({ name, value = "", valueFrom }, index) => {
    const reference = `$(${name})`;
    if (names.has(name) && (valueFrom || value === reference || !value.includes(reference))) {
      warnings.push(
        `${path}.env[${index}]: hides previous definition of ${quote(name)}, which may be dropped when using apply`,
      );
    }
    names.add(name);
  });
  return warnings;
}

interface Port {
  readonly path: string;
  readonly hostIP: string;
  readonly hostPort: number;
}

function warningsForPorts(spec: PodSpec, prefix: string): string[] {
  const warnings: string[] = [];
  const ports = new Map<string, Port[]>();
  const names = new Map<string, string>();
  const aboutNames: string[] = [];
  for (const [container, at] of visitContainers(spec, `${prefix}spec`)) {
    (container.ports ?? []).forEach(({ name, containerPort, hostPort = 0, hostIP = "", protocol = "" }, index) => {
      const path = `${at}.ports[${index}]`;
      if (hostIP && hostPort === 0) {
        const shown = `{Name:${name ?? ""} HostPort:0 ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
        warnings.push(`${path}: hostIP set without hostPort: ${shown}`);
      }
      const key = `${containerPort}/${protocol}`;
      const others = ports.get(key) ?? [];
      for (const other of others) {
        const onlyOneHasAddress = (hostIP === "") !== (other.hostIP === "");
        if (hostIP === other.hostIP && hostPort === other.hostPort)
          warnings.push(`${path}: duplicate port definition with ${other.path}`);
        else if (hostPort === 0 || other.hostPort === 0)
          warnings.push(`${path}: overlapping port definition with ${other.path}`);
        else if (hostPort === other.hostPort && onlyOneHasAddress)
          warnings.push(`${path}: dangerously ambiguous port definition with ${other.path}`);
      }
      ports.set(key, [...others, { path, hostIP, hostPort }]);
      if (!name) return;
      const first = names.get(name);
      if (first === undefined) names.set(name, path);
      else
        aboutNames.push(
          `${path}: duplicate port name ${quote(name)} with ${first}, services and probes that select ports by name will use ${first}`,
        );
    });
  }
  return [...warnings, ...aboutNames];
}

function warningsForAffinity(spec: PodSpec, prefix: string): string[] {
  const warnings: string[] = [];
  const words = "a null labelSelector results in matching no pod";
  for (const side of ["podAffinity", "podAntiAffinity"] as const) {
    const path = `${prefix}spec.affinity.${side}`;
    (spec.affinity?.[side]?.requiredDuringSchedulingIgnoredDuringExecution ?? []).forEach(
      ({ labelSelector }, index) => {
        if (!labelSelector)
          warnings.push(`${path}.requiredDuringSchedulingIgnoredDuringExecution[${index}].labelSelector: ${words}`);
      },
    );
    (spec.affinity?.[side]?.preferredDuringSchedulingIgnoredDuringExecution ?? []).forEach(
      ({ podAffinityTerm }, index) => {
        if (!podAffinityTerm?.labelSelector) {
          warnings.push(
            `${path}.preferredDuringSchedulingIgnoredDuringExecution[${index}].podAffinityTerm.labelSelector: ${words}`,
          );
        }
      },
    );
  }
  return warnings;
}

/** A file of a volume and, in projected volumes, where it comes from. */
interface VolumeFile {
  readonly path: string;
  readonly source: string;
}

function warningsForOverlaps(volumes: readonly Volume[]): string[] {
  const warnings: string[] = [];
  for (const volume of volumes) {
    const warn = (what: string, overlaps: readonly string[]): void => {
      for (const overlap of overlaps)
        warnings.push(`volume ${quote(volume.name)} (${what}): overlapping paths: ${overlap}`);
    };
    const { configMap, secret, downwardAPI, projected } = volume;
    if (configMap?.items) warn(`ConfigMap ${quote(configMap.name ?? "")}`, overlapsOf(filesOf(configMap.items, "")));
    if (secret?.items) warn(`Secret ${quote(secret.secretName ?? "")}`, overlapsOf(filesOf(secret.items, "")));
    if (downwardAPI?.items) warn("DownwardAPI", overlapsOf(filesOf(downwardAPI.items, "")));
    if (!projected) continue;
    const files: VolumeFile[] = [];
    for (const source of projected.sources ?? []) {
      if (Object.keys(source).length === 0)
        warnings.push(`volume ${quote(volume.name)} (Projected) has no sources provided`);
      if (source.configMap?.items)
        files.push(...filesOf(source.configMap.items, `ConfigMap ${quote(source.configMap.name ?? "")}`));
      else if (source.secret?.items)
        files.push(...filesOf(source.secret.items, `Secret ${quote(source.secret.name ?? "")}`));
      else if (source.downwardAPI?.items) files.push(...filesOf(source.downwardAPI.items, "DownwardAPI"));
      else if (source.serviceAccountToken)
        files.push({ path: source.serviceAccountToken.path, source: "ServiceAccountToken" });
    }
    warn("Projected", overlapsOf(files));
  }
  return warnings;
}

function filesOf(items: readonly Pick<KeyToPath, "path">[], source: string): VolumeFile[] {
  return items.map(({ path }) => ({ path, source }));
}

function overlapsOf(files: readonly VolumeFile[]): string[] {
  const overlaps: string[] = [];
  const seen: VolumeFile[] = [];
  const show = ({ path, source }: VolumeFile): string => (source ? `${quote(path)} (${source})` : quote(path));
  for (const { path, source } of files) {
    const file = { path: path.replace(/\/+$/, ""), source };
    for (const other of seen) {
      if (file.path === "" || other.path === "") continue;
      if (`${other.path}/`.startsWith(`${file.path}/`) || `${file.path}/`.startsWith(`${other.path}/`))
        overlaps.push(`${show(file)} with ${show(other)}`);
    }
    seen.push(file);
  }
  return overlaps;
}
