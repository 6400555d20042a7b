/** From an object to its pods: the pod itself, or those its selector means. Mirrors kubectl pkg/polymorphichelpers. */
import type { CommandContext } from "../../cli/Command.ts";
import { at, isObject, type JsonObject } from "../../json.ts";
import { goSortedOrder } from "../../print/goSort.ts";
import { selectorText } from "./selectorText.ts";
import { watchEvents } from "../../rest/watching.ts";

const BY_LABEL_SELECTOR: { readonly [kind: string]: string } = {
  "apps/v1/Deployment": "*v1.Deployment",
  "apps/v1/ReplicaSet": "*v1.ReplicaSet",
  "apps/v1/StatefulSet": "*v1.StatefulSet",
  "apps/v1/DaemonSet": "*v1.DaemonSet",
  "batch/v1/Job": "*v1.Job",
};

/** The Go type of an object, as errors name it. */
export function goTypeOf(object: JsonObject): string {
  return `*${String(object["apiVersion"]).split("/").pop() ?? ""}.${String(object["kind"])}`;
}

export function isPod(object: JsonObject): boolean {
  return object["kind"] === "Pod" && object["apiVersion"] === "v1";
}

/** The pod selector of a workload or Service. Throws for what has none. */
export function podSelectorOf(object: JsonObject): string {
  const kind = `${String(object["apiVersion"])}/${String(object["kind"])}`;
  const selector = at(object, "spec", "selector");
  if (kind === "v1/ReplicationController") return selectorText({ matchLabels: isObject(selector) ? selector : {} });
  if (kind === "v1/Service") {
    if (!isObject(selector) || Object.keys(selector).length === 0)
      throw new Error(
        `invalid service '${String(at(object, "metadata", "name"))}': Service is defined without a selector`,
      );
    return selectorText({ matchLabels: selector });
  }
  if (Object.hasOwn(BY_LABEL_SELECTOR, kind)) return selectorText(isObject(selector) ? selector : {});
  throw new Error(`selector for ${goTypeOf(object)} not implemented`);
}

export interface Wanted {
  readonly namespace: string;
  readonly selector: string;
  readonly timeoutMs: number;
  less(left: JsonObject, right: JsonObject): boolean;
}

/** The pods a selector means, the best first; waits for one when there is none. */
export async function sortedPods(
  { session, io }: CommandContext,
  { namespace, selector, timeoutMs, less }: Wanted,
): Promise<readonly JsonObject[]> {
  const client = await session.client();
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const list = (await client.json("GET", path, { query: [["labelSelector", selector]] })) as JsonObject;
  const items = ((list["items"] ?? []) as JsonObject[]).map((pod) => ({ ...pod, apiVersion: "v1", kind: "Pod" }));
  if (items.length > 0) {
    const order = goSortedOrder(items.length, (left, right) =>
      less(items[left] as JsonObject, items[right] as JsonObject),
    );
    return order.map((index) => items[index] as JsonObject);
  }
  const ended = new AbortController();
  void io.sleep(timeoutMs, ended.signal).then(() => ended.abort());
  try {
    const version = String(at(list, "metadata", "resourceVersion") ?? "");
    const events = watchEvents(client, path, {
      query: [
        ["labelSelector", selector],
        ["resourceVersion", version],
      ],
      signal: ended.signal,
    });
    for await (const { type, object } of events) if (type === "ADDED" || type === "MODIFIED") return [object];
  } finally {
    ended.abort();
  }
  throw new Error("timed out waiting for the condition");
}
