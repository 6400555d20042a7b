/** The name and namespace of a body against those of its path. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import { ApiError } from "../machinery/status.ts";
import type { Draft } from "../ResourceDefinition.ts";
import type { ResourceRequest } from "./ResourceRequest.ts";

/** Name and namespace in a body must be those of the path. */
export function checkNames({ info }: ResourceRequest, draft: Draft<KubeObject>): void {
  if (!draft.metadata.name) throw nameMissing(info.name);
  if (draft.metadata.name !== info.name) throw nameMismatch(draft.metadata.name, info.name);
  checkNamespace(info.namespace, draft);
}

export function checkNamespace(namespace: string, draft: Draft<KubeObject>): void {
  if (draft.metadata.namespace && namespace !== "" && draft.metadata.namespace !== namespace) {
    throw namespaceMismatch();
  }
  if (namespace !== "") draft.metadata.namespace = namespace;
}

export function nameMissing(want: string): ApiError {
  return ApiError.badRequest(`the name of the object (${want} based on URL) was undeterminable: name must be provided`);
}

function nameMismatch(has: string, want: string): ApiError {
  return ApiError.badRequest(`the name of the object (${has}) does not match the name on the URL (${want})`);
}

export function namespaceMismatch(): ApiError {
  return ApiError.badRequest("the namespace of the provided object does not match the namespace sent on the request");
}
