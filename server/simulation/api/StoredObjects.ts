/**
 * The last step of a write that all have allowed: what is stored of it, with its companions, its field owners and what
 * admission changes beside it; and what is shown of one that was only tried.
 */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import type { AdmissionChain } from "./admission/AdmissionChain.ts";
import type { AdmissionAttributes } from "./admission/index.ts";
import { makeCompanions, removeCompanions, type Writing } from "./companions.ts";
import { type Bookkeeper, noteOwners, type OwnedWrite } from "./fieldOwners.ts";
import { shareEqualMembers } from "./json.ts";
import { entriesDiffer } from "./machinery/managedFields/managers.ts";
import { ApiError } from "./machinery/status.ts";
import { ObjectSizes } from "./objectSize.ts";
import type { Draft, ResourceDefinition } from "./ResourceDefinition.ts";
import { emptyListsToNull } from "./schema/zeroValues.ts";

type AnyDraft = Draft<KubeObject>;
type Owned = Pick<OwnedWrite, "context" | "owned">;

interface StoredObjectsOptions {
  readonly server: Writing & Bookkeeper & { readonly admission: AdmissionChain };
  /** Objects the cluster may hold; creating more is refused. */
  readonly limit: number;
}

export class StoredObjects {
  private readonly sizes = new ObjectSizes();

  constructor(private readonly options: StoredObjectsOptions) {}

  add(
    definition: ResourceDefinition,
    draft: AnyDraft,
    { attributes, context, owned }: Owned & { readonly attributes: AdmissionAttributes },
  ): KubeObject {
    const { server } = this.options;
    const { store, managedFields } = server;
    const { metadata } = draft;
    asStored(definition, draft);
    if (store.get(definition.resource, metadata.namespace ?? "", metadata.name))
      throw (metadata.generateName ? ApiError.generateNameConflict : ApiError.alreadyExists)(
        context.through ?? definition,
        metadata.name,
      );
    if (context.dryRun) {
      const shown = { ...draft, metadata: { ...metadata } } as KubeObject;
      managedFields.set(shown, owned ?? []);
      return shown;
    }
    this.refuseOverLimit();
    if (context.sent) this.sizes.check(draft as KubeObject, undefined, context.sent);
    server.admission.putAlongside(attributes);
    makeCompanions(server, definition, { after: draft as KubeObject });
    noteOwners(server, definition, { draft, old: undefined, context, owned });
    return store.put(definition.resource, draft as KubeObject);
  }

  /** An update that changes nothing stores nothing; one that takes away the last thing a deletion waits for removes. */
  replace(
    definition: ResourceDefinition,
    draft: AnyDraft,
    { old, context, owned }: Owned & { readonly old: KubeObject },
  ): KubeObject {
    const { server } = this.options;
    draft.metadata.resourceVersion = old.metadata.resourceVersion;
    asStored(definition, draft);
    const sameOwners = owned === undefined || !entriesDiffer(server.managedFields.of(old), owned);
    if (shareEqualMembers(draft, old) && sameOwners) return old;
    noteOwners(server, definition, { draft, old, context, owned });
    if (context.dryRun) return draft as KubeObject;
    if (context.sent) this.sizes.check(draft as KubeObject, old, context.sent);
    if (isLetGo(draft)) {
      this.remove(definition, old);
      return draft as KubeObject;
    }
    makeCompanions(server, definition, { before: old, after: draft as KubeObject });
    const stored = server.store.put(definition.resource, draft as KubeObject);
    removeCompanions(server, definition, { before: old, after: stored });
    return stored;
  }

  /** The object as it was last, with the version of its removal. */
  remove(definition: ResourceDefinition, old: KubeObject): KubeObject {
    const { server } = this.options;
    const { namespace = "", name } = old.metadata;
    const object = server.store.remove(definition.resource, namespace, name) as KubeObject;
    removeCompanions(server, definition, { before: old });
    return object;
  }

  private refuseOverLimit(): void {
    const { server, limit } = this.options;
    const { size } = server.store;
    if (size < limit) return;
    throw ApiError.tooManyRequests(
      `this cluster holds ${size} objects and may hold no more; delete some and try again (이 클러스터에는 오브젝트를 더 만들 수 없어요. 몇 개를 지우고 다시 시도하세요)`,
    );
  }
}

/** The form an object has when it was written and read back. */
function asStored(definition: ResourceDefinition, draft: AnyDraft): void {
  definition.canonicalize?.(draft);
  emptyListsToNull(definition.schemaType, draft);
}

/** Nothing holds the object of a deletion any more. */
function isLetGo({ metadata, spec }: AnyDraft): boolean {
  const finalizing = (spec as { finalizers?: readonly string[] } | undefined)?.finalizers?.length ?? 0;
  return Boolean(
    metadata.deletionTimestamp &&
      !metadata.finalizers?.length &&
      finalizing === 0 &&
      !metadata.deletionGracePeriodSeconds,
  );
}
