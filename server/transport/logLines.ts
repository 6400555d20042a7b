/** Reading a container's log and its pod through the cluster's API: what followers of logs have in common. */
import type { ApiRequest, ApiResponse, UserInfo } from "../simulation/api/ApiRequest.ts";
import type { ClusterDoor } from "./ClusterDoor.ts";

/** Who reads. */
export interface LogReader {
  readonly door: ClusterDoor;
  readonly user: UserInfo;
  readonly who: string;
}

export function readLog({ door, user, who }: LogReader, url: URL): Promise<ApiResponse> {
  const path = url.pathname + url.search;
  return door.request({ method: "GET", path, user, accept: "application/json, */*" } satisfies ApiRequest, who);
}

/** The pod whose log `url` is. */
export function podOf(url: URL): URL {
  return new URL(url.pathname.replace(/\/log$/, ""), url);
}

export function linesOf({ status, body }: ApiResponse): readonly string[] {
  if (status !== 200 || typeof body !== "string" || body === "") return [];
  return body.replace(/\n$/, "").split("\n");
}

/** A line's time as the log writes it: such times sort as texts. */
export function timeOf(line: string): string {
  const at = line.indexOf(" ");
  return at < 0 ? line : line.slice(0, at);
}

interface StatusLike {
  readonly name: string;
  readonly restartCount?: number;
  readonly state?: { readonly running?: object; readonly waiting?: object };
}

interface PodLike {
  readonly status?: {
    readonly phase?: string;
    readonly containerStatuses?: readonly StatusLike[];
    readonly initContainerStatuses?: readonly StatusLike[];
    readonly ephemeralContainerStatuses?: readonly StatusLike[];
  };
}

/** Whether the container is over, and how often it was restarted. */
export function stateOf(
  { status, body }: ApiResponse,
  container: string | undefined,
): { readonly ended: boolean; readonly restarts?: number | undefined } {
  if (status !== 200) return { ended: true };
  const { phase, containerStatuses = [], ...others } = (body as PodLike).status ?? {};
  const all = [
    ...containerStatuses,
    ...(others.initContainerStatuses ?? []),
    ...(others.ephemeralContainerStatuses ?? []),
  ];
  const found = container ? all.find(({ name }) => name === container) : all[0];
  const over = phase === "Succeeded" || phase === "Failed" || (found?.state !== undefined && !found.state.running);
  return { ended: over, restarts: found?.restartCount };
}
