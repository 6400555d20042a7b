/** Profiles of `debug`: what a debugging container may do. Mirrors kubectl pkg/cmd/debug/profiles.go. */
import type { JsonObject } from "../../json.ts";

export type Style = "ephemeral" | "copy" | "node";

export interface Kept {
  readonly labels: boolean;
  readonly annotations: boolean;
  readonly liveness: boolean;
  readonly readiness: boolean;
  readonly startup: boolean;
  readonly initContainers: boolean;
}

const PROFILES = ["legacy", "general", "baseline", "restricted", "netadmin", "sysadmin"] as const;
type Profile = (typeof PROFILES)[number];

export function profileNamed(name: string): Profile {
  const found = PROFILES.find((one) => one === name);
  if (!found) throw new Error(`unknown profile: ${name}`);
  return found;
}

/** Changes a pod and its debugging container in place. */
export function applyProfile(
  profile: Profile,
  pod: JsonObject,
  { container, style, kept }: { readonly container: JsonObject; readonly style: Style; readonly kept: Kept },
): void {
  const spec = pod["spec"] as JsonObject;
  if (profile === "baseline" || profile === "restricted" || (profile === "general" && style === "node"))
    delete container["securityContext"];
  if (profile === "restricted")
    Object.assign(contextOf(container), {
      runAsNonRoot: true,
      capabilities: { drop: ["ALL"] },
      allowPrivilegeEscalation: false,
      seccompProfile: { type: "RuntimeDefault" },
    });
  if (profile === "netadmin") for (const name of ["NET_ADMIN", "NET_RAW"]) addCapability(container, name);
  if (profile === "sysadmin") contextOf(container)["privileged"] = true;
  if (profile === "general" && style !== "node") addCapability(container, "SYS_PTRACE");
  if (style === "node" && profile !== "baseline" && profile !== "restricted") {
    if (profile !== "netadmin") mountRoot(spec, container);
    Object.assign(spec, { hostNetwork: true, hostPID: true, hostIPC: true });
  }
  if (style !== "copy") return;
  const metadata = pod["metadata"] as JsonObject;
  if (!kept.labels || profile === "legacy") delete metadata["labels"];
  if (profile === "legacy") return;
  if (!kept.annotations) delete metadata["annotations"];
  for (const one of (spec["containers"] ?? []) as JsonObject[]) {
    if (!kept.liveness) delete one["livenessProbe"];
    if (!kept.readiness) delete one["readinessProbe"];
    if (!kept.startup) delete one["startupProbe"];
  }
  if (!kept.initContainers) delete spec["initContainers"];
  spec["shareProcessNamespace"] ??= true;
}

function contextOf(container: JsonObject): JsonObject {
  container["securityContext"] ??= {};
  return container["securityContext"] as JsonObject;
}

function addCapability(container: JsonObject, name: string): void {
  const context = contextOf(container);
  const capabilities = (context["capabilities"] ?? {}) as JsonObject;
  const added = (capabilities["add"] ?? []) as string[];
  context["capabilities"] = { ...capabilities, add: added.includes(name) ? added : [...added, name] };
}

function mountRoot(spec: JsonObject, container: JsonObject): void {
  spec["volumes"] = [...((spec["volumes"] ?? []) as JsonObject[]), { name: "host-root", hostPath: { path: "/" } }];
  container["volumeMounts"] = [
    ...((container["volumeMounts"] ?? []) as JsonObject[]),
    { name: "host-root", mountPath: "/host" },
  ];
}
