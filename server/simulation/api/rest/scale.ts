/** The scale subresource: how many replicas an object has and should have, whatever its kind. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { ApiResponse } from "../ApiRequest.ts";
import type { ApiServer } from "../ApiServer.ts";
import type { WriteContext } from "../WriteContext.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "../kinds/columns.ts";
import type { ManagedFieldsEntry } from "../machinery/managedFields/managers.ts";
import { entriesAfterScale, entriesAfterScaleWrite, entriesOfScale } from "../machinery/managedFields/scaleEntries.ts";
import { ApiError, FieldError } from "../machinery/status.ts";
import type { Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { apiVersionOf } from "../schema/resources.ts";
import { appliedDraft } from "./apply.ts";
import { decodeBody, isApply, patchedObject } from "./bodies.ts";
import { checkNames } from "./names.ts";
import { oneAnswer } from "./presenting.ts";
import type { ResourceRequest } from "./ResourceRequest.ts";

interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas: number; readonly selector?: string };
}

const SCALE: ResourceDefinition<Scale> = {
  names: {
    group: "autoscaling",
    version: "v1",
    plural: "scales",
    singular: "scale",
    kind: "Scale",
    namespaced: true,
    shortNames: [],
    categories: [],
    verbs: [],
    subresources: {},
  },
  resource: "scales.autoscaling",
  schemaType: "autoscaling.v1.Scale",
  columns: [
    textColumn("Name", NAME_COLUMN.description),
    {
      name: "Desired",
      type: "integer",
      description: "replicas is the desired number of instances for the scaled object.",
    },
    {
      name: "Available",
      type: "integer",
      description: "replicas is the actual number of observed instances of the scaled object.",
    },
    AGE_COLUMN,
  ],
  row: (object, now) => [
    object.metadata.name,
    object.spec?.replicas ?? 0,
    object.status?.replicas ?? 0,
    ageCell(object, now),
  ],
};

/** The same of a custom resource, in the words of the server that serves those. */
const CUSTOM_SCALE = {
  ...SCALE,
  columns: [
    NAME_COLUMN,
    { name: "Desired", type: "integer", description: "Number of desired replicas" },
    { name: "Available", type: "integer", description: "Number of actual replicas" },
    AGE_COLUMN,
  ],
};

export function serveScale(api: ApiServer, resource: ResourceRequest, context: WriteContext): ApiResponse {
  const { info, definition } = resource;
  const { scale } = definition;
  if (!scale) throw ApiError.noSuchResource();
  const shown = (object: KubeObject): Scale => {
    const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
    const replicas = scale.replicas(object);
    return {
      kind: "Scale",
      apiVersion: "autoscaling/v1",
      metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
      spec: replicas === 0 ? {} : { replicas },
      status: {
        replicas: scale.statusReplicas(object),
        ...(scale.selector(object) ? { selector: scale.selector(object) } : {}),
      },
    };
  };
  const present = (object: KubeObject): ApiResponse =>
    oneAnswer(
      api,
      { definition: (definition.custom ? CUSTOM_SCALE : SCALE) as unknown as ResourceDefinition, form: resource.form },
      { status: 200, object: shown(object) },
    );
  if (info.verb === "get") return present(api.get(definition, info.namespace, info.name));
  let wanted: Draft<Scale>;
  let managedFields: readonly ManagedFieldsEntry[] | undefined;
  if (info.verb === "patch" && isApply(resource.request)) {
    const current = api.get(definition, info.namespace, info.name);
    const owners = api.managedFields.of(current);
    const target = {
      kind: SCALE,
      current: shown(current),
      entries: entriesOfScale(owners),
      now: api.runtime.now,
    };
    const applied = appliedDraft(resource, target, context.warnings);
    wanted = applied.draft as Draft<Scale>;
    managedFields = entriesAfterScale(owners, applied.entries, apiVersionOf(definition.names));
  } else if (info.verb === "patch")
    wanted = patchedScale(resource, shown(api.get(definition, info.namespace, info.name)), context.warnings);
  else {
    wanted = decodeBody(resource, SCALE, context.warnings) as Draft<Scale>;
    checkNames(resource, wanted as Draft<KubeObject>);
  }
  const object = api.get(definition, info.namespace, info.name);
  const replicas = wanted.spec?.replicas ?? 0;
  // What a custom resource may have is its schema's matter.
  if (replicas < 0 && !definition.custom) {
    throw ApiError.invalid(SCALE, info.name, [
      FieldError.invalid("spec.replicas", replicas, "must be greater than or equal to 0"),
    ]);
  }
  const { resourceVersion, uid } = wanted.metadata;
  const meant = {
    ...object,
    metadata: { ...object.metadata, ...(resourceVersion ? { resourceVersion } : {}), ...(uid ? { uid } : {}) },
  };
  const owners = api.managedFields.of(object);
  if (!managedFields && !definition.custom && context.writer && owners.length > 0) {
    const write = { manager: context.writer.manager || "unknown", before: scale.replicas(object), after: replicas };
    const written = entriesAfterScaleWrite(entriesOfScale(owners), write);
    managedFields = entriesAfterScale(owners, written, apiVersionOf(definition.names));
  }
  const owned = managedFields ? { ...context, managedFields } : context;
  return present(api.updateScale(definition, meant, { replicas, context: owned }));
}

function patchedScale(resource: ResourceRequest, current: Scale, warnings: string[]): Draft<Scale> {
  return patchedObject({ ...resource, definition: SCALE, whole: () => current }, current, warnings) as Draft<Scale>;
}
