/**
 * Follows a container's log: what is there, then what is added, until the container ends. It reads again a few times a
 * second while somebody follows, since lines are no objects and leave no trace in the store.
 */
import type { ApiRequest, ApiResponse, UserInfo } from "../simulation/api/ApiRequest.ts";
import type { ClusterDoor } from "./ClusterDoor.ts";

const READ_EVERY_MS = 300;

export interface LogFollow {
  readonly door: ClusterDoor;
  readonly user: UserInfo;
  readonly who: string;
  /** `/api/v1/namespaces/x/pods/y/log?…`; a `follow` in it is ignored. */
  readonly path: string;
  readonly onText: (text: string) => void;
  /** Called once: the container or the pod ended. Not after `close`. */
  readonly onEnd: () => void;
}

/** Resolves to a function that stops following, or to the API's refusal. */
export async function followLog(follow: LogFollow): Promise<(() => void) | ApiResponse> {
  const { door, user, who, onText, onEnd } = follow;
  const url = new URL(follow.path, "http://cluster");
  url.searchParams.delete("follow");
  const read = (path: string): Promise<ApiResponse> =>
    door.request({ method: "GET", path, user, accept: "application/json, */*" } satisfies ApiRequest, who);
  const first = await read(url.pathname + url.search);
  if (first.status !== 200) return first;
  for (const limit of ["tailLines", "sinceSeconds", "sinceTime", "limitBytes"]) url.searchParams.delete(limit);
  const whole = url.pathname + url.search;
  const podPath = url.pathname.replace(/\/log$/, "");
  let held = textOf(await read(whole));
  let open = true;
  let timer: NodeJS.Timeout | undefined;
  onText(textOf(first));
  const step = async (): Promise<void> => {
    // The pod first: what it wrote before it ended is then read below.
    const ended = hasEnded(await read(podPath), url.searchParams.get("container"));
    const answer = await read(whole);
    if (!open) return;
    if (answer.status === 200) {
      const text = textOf(answer);
      if (text !== held) onText(addedText(held, text));
      held = text;
    }
    if (ended || answer.status !== 200) {
      open = false;
      return onEnd();
    }
    timer = setTimeout(run, READ_EVERY_MS);
  };
  const run = (): void => {
    step().catch(() => {
      if (open) onEnd();
      open = false;
    });
  };
  timer = setTimeout(run, READ_EVERY_MS);
  return () => {
    open = false;
    clearTimeout(timer);
  };
}

function textOf({ status, body }: ApiResponse): string {
  return status === 200 && typeof body === "string" ? body : "";
}

/** What came after `held`; of a log whose beginning was dropped meanwhile, what follows its last lines. */
function addedText(held: string, text: string): string {
  if (text.startsWith(held)) return text.slice(held.length);
  const tail = held.slice(-400);
  const at = tail === "" ? -1 : text.lastIndexOf(tail);
  return at < 0 ? text : text.slice(at + tail.length);
}

interface PodLike {
  readonly status?: {
    readonly phase?: string;
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly state?: { readonly running?: object; readonly waiting?: object };
    }[];
  };
}

function hasEnded({ status, body }: ApiResponse, container: string | null): boolean {
  if (status !== 200) return true;
  const pod = body as PodLike;
  const statuses = pod.status?.containerStatuses ?? [];
  const found = container ? statuses.find(({ name }) => name === container) : statuses[0];
  if (pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed") return true;
  return found?.state !== undefined && !found.state.running;
}
