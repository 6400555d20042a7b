/**
 * The whole of an object of which the page holds only what is small: asked of the API, or of the moment of the past that is shown.
 * Without React.
 */
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import { isTrimmed } from "../../../server/protocol/trimmed.ts";
import type { RoomConnection } from "../../client/RoomConnection.ts";
import { refusalIn } from "../../client/answers.ts";
import { pathOf } from "../../editor/resourcePaths.ts";
import type { Selection } from "../view.ts";

export type WholeLine = Pick<RoomConnection, "request" | "moment" | "getSnapshot">;

/** Several parts of the screen that want the same ask once. */
const coming = new WeakMap<KubeObject, Promise<KubeObject>>();

/** Rejects with ConnectionLost, RequestRefused, or an Error with the server's words. What is whole already is given back. */
export function wholeObject(line: WholeLine, resource: string, object: KubeObject): Promise<KubeObject> {
  if (!isTrimmed(object)) return Promise.resolve(object);
  const known = coming.get(object);
  if (known) return known;
  const asked = ask(line, resource, object).finally(() => coming.delete(object));
  coming.set(object, asked);
  return asked;
}

async function ask(line: WholeLine, resource: string, { apiVersion, metadata }: KubeObject): Promise<KubeObject> {
  const at = { resource, namespace: metadata.namespace ?? "", name: metadata.name };
  const { past } = line.getSnapshot();
  if (past) return objectThen(line, past.time, at);
  const answer = await line.request("GET", pathOf(resource, apiVersion, at));
  const refusal = refusalIn(answer);
  if (refusal !== undefined) throw new Error(refusal);
  return answer.body as KubeObject;
}

/** An object whole, as it was at a cluster time, ms. Rejects as `wholeObject` does. */
export async function objectThen(line: WholeLine, time: number, { resource, namespace, name }: Selection) {
  const { objects } = await line.moment(time, { resource, namespace, name });
  const object = objects[resource]?.[0];
  if (!object) throw new Error(`${resource} "${name}" not found`);
  return object;
}
