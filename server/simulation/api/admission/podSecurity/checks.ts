/**
 * The Pod Security Standards: what the levels baseline and restricted forbid.
 * Models kubernetes pod-security-admission policy/check_*.go and registry.go.
 */
import type {
  Container,
  LifecycleHandler,
  PodSpec,
  Probe,
  SecurityContext,
} from "../../../../protocol/kubernetes/index.ts";
import { visitContainers } from "../../kinds/pod/validateAnnotations.ts";
import { quote } from "../../kinds/validation/errors.ts";
import type { LevelVersion } from "./policy.ts";

/** What is forbidden in a pod, `hostPath volumes`, and where. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

interface Subject {
  readonly spec: PodSpec;
  readonly annotations: { readonly [key: string]: string };
  readonly containers: readonly Container[];
  readonly minor: number;
}

type Check = (subject: Subject) => Violation | undefined;

/** Every violation, in the order the answer lists them: baseline's checks by name, then restricted's. */
export function violationsOf(
  spec: PodSpec,
  annotations: Subject["annotations"],
  { level, minor }: LevelVersion,
): Violation[] {
  if (level === "privileged") return [];
  const containers = visitContainers(spec, "").map(([container]) => container);
  const subject: Subject = { spec, annotations, containers, minor };
  const checks = level === "baseline" ? BASELINE : restrictedChecks(minor);
  return checks.map((check) => check(subject)).filter((violation) => violation !== undefined);
}

// Upstream puts marks around what it names and looks no further.
const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();
const plural = (word: string, count: number): string => (count === 1 ? word : `${word}s`);
const containersText = (names: readonly string[]): string => `${plural("container", names.length)} ${quoted(names)}`;
/** "pod", "container "a"" or both. */
const setters = (pod: boolean, names: readonly string[]): string =>
  [...(pod ? ["pod"] : []), ...(names.length > 0 ? [containersText(names)] : [])].join(" and ");

function namesWhere(
  { containers }: Subject,
  holds: (context: SecurityContext, container: Container) => boolean,
): string[] {
  return containers.filter((container) => holds(container.securityContext ?? {}, container)).map(({ name }) => name);
}

const isWindows = ({ spec }: Subject): boolean => spec.os?.name === "windows";
/** In a user namespace of its own root is nobody. */
const inUserNamespace = ({ spec, minor }: Subject): boolean => minor >= 35 && spec.hostUsers === false;

const appArmor: Check = (subject) => {
  const allowed = (type: string | undefined): boolean =>
    type === undefined || type === "RuntimeDefault" || type === "Localhost";
  const podType = subject.spec.securityContext?.appArmorProfile?.type;
  const names = namesWhere(subject, ({ appArmorProfile }) => !allowed(appArmorProfile?.type));
  const values = sorted(
    [podType, ...subject.containers.map(({ securityContext }) => securityContext?.appArmorProfile?.type)].filter(
      (type) => type !== undefined && !allowed(type),
    ) as string[],
  );
  const annotations = Object.entries(subject.annotations)
    .filter(([key]) => key.startsWith("container.apparmor.security.beta.kubernetes.io/"))
    .filter(([, value]) => value !== "" && value !== "runtime/default" && !value.startsWith("localhost/"))
    .map(([key, value]) => `${key}=${quote(value)}`)
    .sort();
  const who = [
    setters(!allowed(podType), names),
    annotations.length > 0 ? plural("annotation", annotations.length) : "",
  ].filter(Boolean);
  if (who.length === 0) return undefined;
  const all = [...values, ...annotations];
  return {
    reason: plural("forbidden AppArmor profile", all.length),
    detail: `${who.join(" and ")} must not set AppArmor profile type to ${quoted(all)}`,
  };
};

const DEFAULT_CAPABILITIES = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

/** Containers that add a capability outside `allowed`, and those capabilities. */
function addedCapabilities(
  subject: Subject,
  allowed: (name: string) => boolean,
): { readonly names: string[]; readonly added: string[] } {
  const bad = ({ capabilities }: SecurityContext): string[] =>
    (capabilities?.add ?? []).filter((name) => !allowed(name));
  const names = namesWhere(subject, (context) => bad(context).length > 0);
  return { names, added: sorted(subject.containers.flatMap(({ securityContext }) => bad(securityContext ?? {}))) };
}

const capabilitiesBaseline: Check = (subject) => {
  const { names, added } = addedCapabilities(subject, (name) => DEFAULT_CAPABILITIES.has(name));
  if (names.length === 0) return undefined;
  return {
    reason: "non-default capabilities",
    detail: `${containersText(names)} must not include ${quoted(added)} in securityContext.capabilities.add`,
  };
};

const hostNamespaces: Check = ({ spec }) => {
  const used = (["hostNetwork", "hostPID", "hostIPC"] as const).filter((field) => spec[field]);
  return used.length > 0
    ? { reason: "host namespaces", detail: used.map((field) => `${field}=true`).join(", ") }
    : undefined;
};

const hostPathVolumes: Check = ({ spec }) => {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name }) => name);
  return names.length > 0
    ? { reason: "hostPath volumes", detail: `${plural("volume", names.length)} ${quoted(names)}` }
    : undefined;
};

const hostPorts: Check = (subject) => {
  const names = namesWhere(subject, (_, { ports }) => ports?.some(({ hostPort }) => hostPort) ?? false);
  if (names.length === 0) return undefined;
  const ports = sorted(
    subject.containers.flatMap((container) =>
      (container.ports ?? []).filter(({ hostPort }) => hostPort).map(({ hostPort }) => String(hostPort)),
    ),
  );
  return {
    reason: "hostPort",
    detail: `${containersText(names)} ${names.length === 1 ? "uses" : "use"} ${plural("hostPort", ports.length)} ${ports.join(", ")}`,
  };
};

const hostProbes: Check = (subject) => {
  if (subject.minor < 34) return undefined;
  const hostsOf = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container): string[] => {
    const handlers: (Probe | LifecycleHandler | undefined)[] = [
      livenessProbe,
      readinessProbe,
      startupProbe,
      lifecycle?.postStart,
      lifecycle?.preStop,
    ];
    return handlers
      .flatMap((handler) => [handler?.httpGet?.host, handler?.tcpSocket?.host])
      .filter((host) => host) as string[];
  };
  const names = sorted(namesWhere(subject, (_, container) => hostsOf(container).length > 0));
  if (names.length === 0) return undefined;
  const hosts = sorted(subject.containers.flatMap(hostsOf));
  const what = "probe or lifecycle host";
  return {
    reason: what,
    detail: `${containersText(names)} ${names.length === 1 ? "uses" : "use"} ${plural(what, hosts.length)} ${quoted(hosts)}`,
  };
};

const privileged: Check = (subject) => {
  const names = namesWhere(subject, (context) => context.privileged === true);
  return names.length > 0
    ? { reason: "privileged", detail: `${containersText(names)} must not set securityContext.privileged=true` }
    : undefined;
};

const procMountAnywhere: Check = (subject) => {
  const isBad = ({ procMount }: SecurityContext): boolean => procMount !== undefined && procMount !== "Default";
  const names = namesWhere(subject, isBad);
  if (names.length === 0) return undefined;
  const types = sorted(
    subject.containers
      .filter(({ securityContext }) => isBad(securityContext ?? {}))
      .map(({ securityContext }) => securityContext?.procMount ?? ""),
  );
  return {
    reason: "procMount",
    detail: `${containersText(names)} must not set securityContext.procMount to ${quoted(types)}`,
  };
};

const procMount: Check = (subject) => (inUserNamespace(subject) ? undefined : procMountAnywhere(subject));

const seLinux: Check = (subject) => {
  const types = new Set([
    "",
    "container_t",
    "container_init_t",
    "container_kvm_t",
    ...(subject.minor >= 31 ? ["container_engine_t"] : []),
  ]);
  type Options = SecurityContext["seLinuxOptions"];
  const isBad = (options: Options): boolean =>
    options !== undefined && (!types.has(options.type ?? "") || Boolean(options.user) || Boolean(options.role));
  const pod = subject.spec.securityContext?.seLinuxOptions;
  const names = namesWhere(subject, ({ seLinuxOptions }) => isBad(seLinuxOptions));
  if (!isBad(pod) && names.length === 0) return undefined;
  const all = [pod, ...subject.containers.map(({ securityContext }) => securityContext?.seLinuxOptions)].filter(
    (options) => options !== undefined,
  );
  const badTypes = sorted(all.map(({ type = "" }) => type).filter((type) => !types.has(type)));
  const data = [
    ...(badTypes.length > 0 ? [`${plural("type", badTypes.length)} ${quoted(badTypes)}`] : []),
    ...(all.some(({ user }) => user) ? ["user may not be set"] : []),
    ...(all.some(({ role }) => role) ? ["role may not be set"] : []),
  ];
  return {
    reason: "seLinuxOptions",
    detail: `${setters(isBad(pod), names)} set forbidden securityContext.seLinuxOptions: ${data.join("; ")}`,
  };
};

const validSeccomp = (type: string | undefined): boolean => type === "RuntimeDefault" || type === "Localhost";

const seccompBaseline: Check = (subject) => {
  if (subject.minor < 19) return undefined;
  const isBad = (type: string | undefined): boolean => type !== undefined && !validSeccomp(type);
  const pod = subject.spec.securityContext?.seccompProfile?.type;
  const names = namesWhere(subject, ({ seccompProfile }) => isBad(seccompProfile?.type));
  if (!isBad(pod) && names.length === 0) return undefined;
  const values = sorted(
    [pod, ...subject.containers.map(({ securityContext }) => securityContext?.seccompProfile?.type)].filter(
      isBad,
    ) as string[],
  );
  return {
    reason: "seccompProfile",
    detail: `${setters(isBad(pod), names)} must not set securityContext.seccompProfile.type to ${quoted(values)}`,
  };
};

const SYSCTLS: readonly (readonly [since: number, names: readonly string[]])[] = [
  [
    0,
    [
      "kernel.shm_rmid_forced",
      "net.ipv4.ip_local_port_range",
      "net.ipv4.tcp_syncookies",
      "net.ipv4.ping_group_range",
      "net.ipv4.ip_unprivileged_port_start",
    ],
  ],
  [27, ["net.ipv4.ip_local_reserved_ports"]],
  [
    29,
    [
      "net.ipv4.tcp_keepalive_time",
      "net.ipv4.tcp_fin_timeout",
      "net.ipv4.tcp_keepalive_intvl",
      "net.ipv4.tcp_keepalive_probes",
    ],
  ],
  [32, ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"]],
];

const sysctls: Check = ({ spec, minor }) => {
  const allowed = new Set(SYSCTLS.filter(([since]) => minor >= since).flatMap(([, names]) => names));
  const names = (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !allowed.has(name));
  return names.length > 0 ? { reason: "forbidden sysctls", detail: names.join(", ") } : undefined;
};

const hostProcess: Check = (subject) => {
  const pod = subject.spec.securityContext?.windowsOptions?.hostProcess === true;
  const names = namesWhere(subject, ({ windowsOptions }) => windowsOptions?.hostProcess === true);
  if (!pod && names.length === 0) return undefined;
  return {
    reason: "hostProcess",
    detail: `${setters(pod, names)} must not set securityContext.windowsOptions.hostProcess=true`,
  };
};

const privilegeEscalation: Check = (subject) => {
  if (subject.minor < 8 || (subject.minor >= 25 && isWindows(subject))) return undefined;
  const names = namesWhere(subject, ({ allowPrivilegeEscalation }) => allowPrivilegeEscalation !== false);
  if (names.length === 0) return undefined;
  return {
    reason: "allowPrivilegeEscalation != false",
    detail: `${containersText(names)} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

const capabilitiesRestricted: Check = (subject) => {
  if (subject.minor >= 25 && isWindows(subject)) return undefined;
  const keeping = namesWhere(subject, ({ capabilities }) => !capabilities?.drop?.includes("ALL"));
  const { names, added } = addedCapabilities(subject, (name) => name === "NET_BIND_SERVICE");
  const details = [
    ...(keeping.length > 0 ? [`${containersText(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(names.length > 0
      ? [`${containersText(names)} must not include ${quoted(added)} in securityContext.capabilities.add`]
      : []),
  ];
  return details.length > 0 ? { reason: "unrestricted capabilities", detail: details.join("; ") } : undefined;
};

const ALLOWED_VOLUMES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
] as const;

const restrictedVolumes: Check = ({ spec }) => {
  const bad = (spec.volumes ?? []).filter((volume) => !ALLOWED_VOLUMES.some((source) => volume[source] !== undefined));
  if (bad.length === 0) return undefined;
  const types = sorted(bad.map((volume) => Object.keys(volume).find((member) => member !== "name") ?? "unknown"));
  const names = quoted(bad.map(({ name }) => name));
  const uses = bad.length === 1 ? "uses" : "use";
  return {
    reason: "restricted volume types",
    detail: `${plural("volume", bad.length)} ${names} ${uses} ${plural("restricted volume type", types.length)} ${quoted(types)}`,
  };
};

const runAsNonRoot: Check = (subject) => {
  if (inUserNamespace(subject)) return undefined;
  const pod = subject.spec.securityContext?.runAsNonRoot;
  const reason = "runAsNonRoot != true";
  const explicit = namesWhere(subject, (context) => context.runAsNonRoot === false);
  if (pod === false || explicit.length > 0)
    return { reason, detail: `${setters(pod === false, explicit)} must not set securityContext.runAsNonRoot=false` };
  const implicit = pod === true ? [] : namesWhere(subject, (context) => context.runAsNonRoot === undefined);
  return implicit.length > 0
    ? { reason, detail: `pod or ${containersText(implicit)} must set securityContext.runAsNonRoot=true` }
    : undefined;
};

const runAsUser: Check = (subject) => {
  if (subject.minor < 23 || inUserNamespace(subject)) return undefined;
  const pod = subject.spec.securityContext?.runAsUser === 0;
  const names = namesWhere(subject, (context) => context.runAsUser === 0);
  if (!pod && names.length === 0) return undefined;
  return { reason: "runAsUser=0", detail: `${setters(pod, names)} must not set runAsUser=0` };
};

const seccompRestricted: Check = (subject) => {
  if (subject.minor >= 25 && isWindows(subject)) return undefined;
  const explicit = seccompBaseline(subject);
  if (explicit || subject.spec.securityContext?.seccompProfile) return explicit;
  const implicit = namesWhere(subject, ({ seccompProfile }) => seccompProfile === undefined);
  if (implicit.length === 0) return undefined;
  return {
    reason: "seccompProfile",
    detail: `pod or ${containersText(implicit)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  };
};

const BASELINE: readonly Check[] = [
  appArmor,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbes,
  privileged,
  procMount,
  seLinux,
  seccompBaseline,
  sysctls,
  hostProcess,
];

/** Restricted's checks replace the laxer baseline ones about the same thing, from the version on that has them. */
function restrictedChecks(minor: number): readonly Check[] {
  const replaced = new Set<Check>([hostPathVolumes]);
  const own: Check[] = [privilegeEscalation];
  if (minor >= 22) {
    own.push(capabilitiesRestricted);
    replaced.add(capabilitiesBaseline);
  }
  if (minor >= 35) {
    own.push(procMountAnywhere);
    replaced.add(procMount);
  }
  own.push(restrictedVolumes, runAsNonRoot, runAsUser);
  if (minor >= 19) {
    own.push(seccompRestricted);
    replaced.add(seccompBaseline);
  }
  return [...BASELINE.filter((check) => !replaced.has(check)), ...own];
}
