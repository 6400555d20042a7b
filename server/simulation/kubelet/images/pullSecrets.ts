/** Whether a pod's imagePullSecrets open the registry an image needs to be logged in to. */
import type { Pod, Secret } from "../../../protocol/kubernetes/index.ts";
import { base64Problem, decodeText } from "../../api/machinery/base64.ts";
import type { Store } from "../../store/Store.ts";
import type { ResolvedImage } from "./registry.ts";

interface DockerConfig {
  readonly auths?: {
    readonly [registry: string]:
      | { readonly auth?: string; readonly username?: string; readonly password?: string }
      | undefined;
  };
}

export function mayPull(pod: Pod, { name, login }: ResolvedImage, store: Store): boolean {
  if (login === undefined) return true;
  const registry = name.split("/")[0] ?? "";
  const names =
    registry === "docker.io"
      ? ["docker.io", "https://index.docker.io/v1/", "index.docker.io"]
      : [registry, `https://${registry}`];
  for (const { name: secretName = "" } of pod.spec.imagePullSecrets ?? []) {
    const secret = store.get("secrets", pod.metadata.namespace ?? "", secretName) as Secret | undefined;
    const data = secret?.data?.[".dockerconfigjson"];
    if (data === undefined || base64Problem(data) !== undefined) continue;
    const { auths = {} } = configOf(decodeText(data));
    for (const each of names) {
      const entry = Object.hasOwn(auths, each) ? auths[each] : undefined;
      if (!entry) continue;
      const given =
        entry.auth !== undefined && base64Problem(entry.auth) === undefined
          ? decodeText(entry.auth)
          : `${entry.username ?? ""}:${entry.password ?? ""}`;
      if (given === login) return true;
    }
  }
  return false;
}

function configOf(text: string): DockerConfig {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as DockerConfig) : {};
  } catch {
    return {};
  }
}
