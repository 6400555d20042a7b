/** Objects and lists in the form a request asks for: whole, as a Table, as metadata alone. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { ApiResponse } from "../ApiRequest.ts";
import type { ApiServer } from "../ApiServer.ts";
import { ApiError } from "../machinery/status.ts";
import { apiVersionOf } from "../schema/resources.ts";
import { answer } from "./answers.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import type { ResourceRequest } from "./ResourceRequest.ts";
import { partialMetadata, tableOf } from "./table.ts";

type Asked = Pick<ResourceRequest, "definition" | "form">;

/** One object. */
export function oneAnswer(
  api: ApiServer,
  { definition, form }: Asked,
  { status, object }: { readonly status: number; readonly object: KubeObject },
): ApiResponse {
  switch (form.transform) {
    case "none":
      return answer(status, api.managedFields.shown(object), form);
    case "Table":
      return answer(
        status,
        tableOf(definition, [object], {
          now: api.runtime.now,
          includeObject: form.includeObject,
          resourceVersion: object.metadata.resourceVersion,
          metaVersion: form.metaVersion,
        }),
        form,
      );
    case "PartialObjectMetadata":
      return answer(status, partialMetadata(api.managedFields.shown(object), definition, form.metaVersion), form);
    case "PartialObjectMetadataList":
      throw notThatForm("PartialObjectMetadataList", `is not a list (*core.${definition.names.kind})`);
  }
}

export interface PresentedList {
  readonly objects: readonly KubeObject[];
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
}

/** A list. */
export function listAnswer(
  api: ApiServer,
  { definition, form }: Asked,
  { objects, metadata }: PresentedList,
): ApiResponse {
  const { metaVersion } = form;
  switch (form.transform) {
    case "none": {
      const items = objects.map((object) => listed(definition, api.managedFields.shown(object)));
      return answer(200, listOf(definition, items, metadata), form);
    }
    case "Table": {
      const options = { now: api.runtime.now, includeObject: form.includeObject, ...metadata, metaVersion };
      return answer(200, tableOf(definition, objects, options), form);
    }
    case "PartialObjectMetadataList": {
      const items =
        objects.length === 0
          ? null
          : objects.map((object) => partialMetadata(api.managedFields.shown(object), definition, metaVersion));
      const apiVersion = `meta.k8s.io/${metaVersion ?? "v1"}`;
      return answer(200, { kind: "PartialObjectMetadataList", apiVersion, metadata, items }, form);
    }
    case "PartialObjectMetadata":
      throw notThatForm("PartialObjectMetadata", `is a list (*core.${definition.names.kind}List)`);
  }
}

/** A list's answer; those of custom resources write out an empty `continue`. */
function listOf({ names, custom }: ResourceDefinition, items: readonly object[], metadata: object): object {
  const kind = names.listKind ?? `${names.kind}List`;
  return { kind, apiVersion: apiVersionOf(names), metadata: custom ? { continue: "", ...metadata } : metadata, items };
}

const listedObjects = new WeakMap<KubeObject, object>();

/** An object in a list, the same each time: only custom resources say their kind there. */
function listed({ custom }: ResourceDefinition, object: KubeObject): object {
  if (custom) return object;
  let known = listedObjects.get(object);
  if (!known) {
    const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
    listedObjects.set(object, (known = rest));
  }
  return known;
}

function notThatForm(asked: string, problem: string): ApiError {
  return new ApiError({
    code: 406,
    reason: "NotAcceptable",
    message: `you requested ${asked}, but the requested object ${problem}`,
  });
}
