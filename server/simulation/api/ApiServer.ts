/**
 * The generic verbs on stored objects: create, update, status, scale, delete, bind. One way in for everybody.
 *
 * Models kubernetes staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go and .../registry/rest. What is
 * particular to a kind stands in its ResourceDefinition; what a policy adds, in `admission/`. Paths, bodies and answers in
 * HTTP form are `rest/`'s matter: read `rest/RestApi.ts` next.
 */
import type { KubeObject, ObjectDraft } from "../../protocol/kubernetes/index.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import { makeCompanions, removeCompanions } from "./companions.ts";
import { apiVersionOf } from "./schema/resources.ts";
import { parseTimestamp, timestamp } from "../runtime/time.ts";
import type { Store } from "../store/Store.ts";
import { type AdmissionAttributes, type AdmissionPlugin, runAdmission } from "./admission/index.ts";
import { cloneJson, equalJson, shareEqualMembers } from "./json.ts";
import { noteOwners, ownedAfter, type OwnedWrite } from "./fieldOwners.ts";
import { ManagedFields } from "./machinery/managedFields/ManagedFields.ts";
import { entriesDiffer } from "./machinery/managedFields/managers.ts";
import { ObjectSizes } from "./objectSize.ts";
import { quote } from "./machinery/goText.ts";
import { ApiError, errorTarget, FieldError } from "./machinery/status.ts";
import type {
  Draft,
  DynamicDefinitions,
  NetworkRanges,
  ResourceDefinition,
  ResourceView,
  StrategyContext,
} from "./ResourceDefinition.ts";
import { emptyListsToNull } from "./schema/zeroValues.ts";
import { storageKey } from "./storageKey.ts";
import type { WriteContext } from "./WriteContext.ts";
import { validateMetadataOnCreate, validateMetadataOnUpdate } from "./kinds/validation/metadata.ts";

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** What a deletion did: the object that stays for now (grace, finalizers), or the one that is gone. */
export interface DeleteResult {
  readonly object: KubeObject;
  readonly gone: boolean;
}

export interface ApiServerOptions {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly network: NetworkRanges;
  readonly definitions: readonly ResourceDefinition[];
  /** Definitions beside those; made for this server. */
  readonly dynamic?: (server: ApiServer) => DynamicDefinitions;
  readonly admission: readonly AdmissionPlugin[];
  /** Objects the cluster may hold; creating more is refused. */
  readonly objectLimit?: number;
}

const NONE: readonly ResourceDefinition[] = [];

type AnyDraft = Draft<KubeObject>;

export class ApiServer {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly strategy: StrategyContext;
  /** Who owns which fields of what is stored. */
  readonly managedFields = new ManagedFields();
  private readonly sizes = new ObjectSizes();
  private readonly byResource = new Map<string, ResourceDefinition>();
  private readonly byPath = new Map<string, ResourceDefinition>();
  private readonly views = new Map<string, ResourceDefinition>();
  private readonly dynamic: DynamicDefinitions | undefined;
  private readonly admission: readonly AdmissionPlugin[];
  private readonly statusAdmission: readonly AdmissionPlugin[];
  private readonly objectLimit: number;

  constructor(options: ApiServerOptions) {
    this.store = options.store;
    this.runtime = options.runtime;
    this.strategy = { store: options.store, runtime: options.runtime, network: options.network };
    this.admission = options.admission;
    this.statusAdmission = options.admission.filter(({ seesStatus }) => seesStatus);
    this.objectLimit = options.objectLimit ?? Number.POSITIVE_INFINITY;
    for (const definition of options.definitions) {
      const { group, version, plural } = definition.names;
      this.byResource.set(definition.resource, definition);
      this.byPath.set(`${group}/${version}/${plural}`, definition);
      if (definition.view) this.views.set(definition.view.of, definition);
    }
    this.dynamic = options.dynamic?.(this);
  }

  /** A definition for each resource, in the form it is stored in. */
  get definitions(): Iterable<ResourceDefinition> {
    const dynamic = this.dynamic?.stored() ?? [];
    return dynamic.length === 0 ? this.byResource.values() : [...this.byResource.values(), ...dynamic];
  }

  /** Definitions that objects of the cluster brought, as they are served; the same array until they change. */
  get dynamicDefinitions(): readonly ResourceDefinition[] {
    return this.dynamic?.all() ?? NONE;
  }

  find(resource: string): ResourceDefinition | undefined {
    return this.byResource.get(resource) ?? this.dynamic?.find(resource);
  }

  /** What a path leads to. */
  served(group: string, version: string, plural: string): ResourceDefinition | undefined {
    return this.byPath.get(`${group}/${version}/${plural}`) ?? this.dynamic?.served(group, version, plural);
  }

  /** The built-in resource that shows another one's objects in its own form. */
  viewOf(resource: string): ResourceDefinition | undefined {
    return this.views.get(resource);
  }

  definition(resource: string): ResourceDefinition {
    const definition = this.find(resource);
    if (!definition) throw new Error(`no resource ${resource}`);
    return definition;
  }

  /** The object, in the form of `definition`; throws NotFound. */
  get(definition: ResourceDefinition, namespace: string, name: string): KubeObject {
    const object = definition.computed
      ? definition
          .computed(this.strategy)
          .find(({ metadata }) => metadata.name === name && (metadata.namespace ?? "") === namespace)
      : this.store.get(definition.view?.of ?? definition.resource, namespace, name);
    if (!object) throw ApiError.notFound(definition, name);
    return definition.view ? this.viewed(definition.view, object) : object;
  }

  /** Stores a new object. `draft` is private to this call and already decoded and defaulted. */
  create(definition: ResourceDefinition, draft: AnyDraft, context: WriteContext): KubeObject {
    if (definition.view) {
      const stored = definition.view.toStored(draft as KubeObject) as AnyDraft;
      return this.viewed(
        definition.view,
        this.create(this.storedForm(definition.view), stored, {
          ...context,
          view: definition.view,
          through: definition,
        }),
      );
    }
    const metadata = draft.metadata;
    const owned = ownedAfter(this, definition, { draft, old: undefined, context });
    metadata.uid = this.runtime.random.uuid();
    metadata.creationTimestamp = timestamp(this.runtime.now);
    for (const field of ["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"] as const)
      delete metadata[field];
    // A dry run shows the version that was sent; nothing else with one comes here but "0".
    const draftVersion = metadata as { resourceVersion?: string };
    if (!context.dryRun || draftVersion.resourceVersion === "0") delete draftVersion.resourceVersion;
    if (definition.generation) metadata.generation = 1;
    if (context.trusted) definition.completeTrusted?.(draft);
    const attributes = {
      operation: "CREATE" as const,
      definition,
      draft,
      user: context.user,
      warnings: context.warnings,
      dryRun: context.dryRun ?? false,
      alongside: [],
    };
    runAdmission(this.admission, "mutate", attributes, this.strategy);
    this.nameNew(definition, metadata);
    definition.prepareCreate?.(draft, this.strategyFor(context));
    if (!context.trusted) {
      const own = rulesOf(definition, context).validate?.(draft as KubeObject, this.strategy) ?? [];
      if (definition.checksMetadataLast) this.refuseInvalid(definition, draft.metadata.name, own);
      this.refuseInvalid(definition, draft.metadata.name, [
        ...validateMetadataOnCreate(definition, draft as KubeObject),
        ...own,
      ]);
      context.warnings.push(...(definition.warnings?.(draft as KubeObject) ?? []));
    }
    runAdmission(this.admission, "validate", attributes, this.strategy);
    asStored(definition, draft);
    if (this.store.get(definition.resource, metadata.namespace ?? "", metadata.name))
      throw (metadata.generateName ? ApiError.generateNameConflict : ApiError.alreadyExists)(
        context.through ?? definition,
        metadata.name,
      );
    if (context.dryRun) {
      const shown = { ...draft, metadata: { ...metadata } } as KubeObject;
      this.managedFields.set(shown, owned ?? []);
      return shown;
    }
    this.refuseOverLimit();
    if (context.sent) this.sizes.check(draft as KubeObject, undefined, context.sent);
    this.putAlongside(attributes);
    makeCompanions(this, definition, { after: draft as KubeObject });
    noteOwners(this, definition, { draft, old: undefined, context, owned });
    return this.store.put(definition.resource, draft as KubeObject);
  }

  /** Replaces an object's metadata and spec. `draft` is private; its `metadata.resourceVersion` is checked when given. */
  update(definition: ResourceDefinition, draft: AnyDraft, context: WriteContext): KubeObject {
    if (definition.view) {
      const stored = definition.view.toStored(draft as KubeObject) as AnyDraft;
      return this.viewed(
        definition.view,
        this.update(this.storedForm(definition.view), stored, {
          ...context,
          view: definition.view,
          through: definition,
        }),
      );
    }
    const { metadata } = draft;
    const old = this.store.get(definition.resource, metadata.namespace ?? "", metadata.name);
    if (!old) {
      if (definition.createOnUpdate && !metadata.uid) return this.create(definition, draft, context);
      throw ApiError.notFound(definition, metadata.name);
    }
    this.checkVersion(definition, draft, { old, context });
    if (definition.unconditionalUpdate === false && !metadata.resourceVersion && !context.trusted && !context.patch)
      throw mustNameVersion(definition, metadata.name);
    const owned = ownedAfter(this, definition, { draft, old, context });
    this.keepSystemFields(metadata, old);
    if (definition.hasStatus) {
      if (old.status === undefined) delete draft.status;
      else draft.status = old.status as AnyDraft["status"];
    }
    if (!context.trusted) definition.prepareUpdate?.(draft, old, this.strategyFor(context));
    if (definition.generation && (definition.changesGeneration?.(draft, old) ?? !equalJson(draft.spec, old.spec)))
      metadata.generation = (old.metadata.generation ?? 0) + 1;
    if (!context.trusted) this.admitUpdate(definition, draft, { old, context });
    return this.finishUpdate(definition, draft, { old, context, owned });
  }

  private strategyFor({ dryRun }: WriteContext): StrategyContext {
    return dryRun ? { ...this.strategy, dryRun } : this.strategy;
  }

  /** Replaces the status only. */
  updateStatus(definition: ResourceDefinition, draft: AnyDraft, context: WriteContext): KubeObject {
    if (definition.view) {
      const stored = definition.view.toStored(draft as KubeObject) as AnyDraft;
      return this.viewed(
        definition.view,
        this.updateStatus(this.storedForm(definition.view), stored, {
          ...context,
          view: definition.view,
          through: definition,
        }),
      );
    }
    const { metadata } = draft;
    const old = this.get(definition, metadata.namespace ?? "", metadata.name);
    this.checkVersion(definition, draft, { old, context });
    if (definition.unconditionalUpdate === false && !metadata.resourceVersion && !context.trusted && !context.patch)
      throw mustNameVersion(definition, metadata.name);
    const owned = ownedAfter(this, definition, { draft, old, context });
    this.keepSystemFields(metadata, old);
    if (definition.statusKeepsMetadata && !context.trusted)
      for (const field of ["labels", "annotations", "finalizers"] as const) keepField(metadata, old.metadata, field);
    const next = { ...old, metadata: statusMetadata(metadata, old), status: draft.status } as AnyDraft;
    if (!context.trusted) {
      definition.prepareStatusUpdate?.(next, old, this.strategy);
      this.refuseInvalid(definition, metadata.name, [
        ...validateMetadataOnUpdate(definition, next as KubeObject, old),
        ...(rulesOf(definition, context).validateStatusUpdate?.(next as KubeObject, old) ?? []),
      ]);
      this.admitOther(definition, next, { operation: "UPDATE", old, context, subresource: "status" });
      runAdmission(
        this.statusAdmission,
        "validate",
        {
          operation: "UPDATE",
          definition,
          draft: next,
          old,
          user: context.user,
          subresource: "status",
          warnings: context.warnings,
          alongside: [],
        },
        this.strategy,
      );
    }
    return this.finishUpdate(definition, next, { old, context, owned });
  }

  /** Sets spec.replicas through the scale subresource. */
  updateScale(
    definition: ResourceDefinition,
    old: KubeObject,
    scale: { readonly replicas: number; readonly context: WriteContext },
  ): KubeObject {
    const scaled = definition.scale?.withReplicas(old, scale.replicas);
    if (!scaled) throw ApiError.notFound(definition, old.metadata.name);
    return this.update(definition, { ...scaled, metadata: { ...scaled.metadata } } as AnyDraft, {
      ...scale.context,
      trusted: definition.custom === undefined,
    });
  }

  /** Begins or completes the deletion of an object. */
  delete(
    definition: ResourceDefinition,
    old: KubeObject,
    request: { readonly options: DeleteOptions; readonly context: WriteContext },
  ): DeleteResult {
    const { options, context } = request;
    const { metadata } = old;
    checkPreconditions(definition, old, options.preconditions);
    if (!context.trusted)
      this.admitOther(definition, old as AnyDraft, { operation: "DELETE", old, context, subresource: "" });
    const draft = { ...old, metadata: { ...metadata } } as AnyDraft;
    this.managedFields.keep(old, draft);
    const grace = definition.gracePeriod?.(old, options.gracePeriodSeconds) ?? 0;
    // A deletion that goes on is only ever shortened.
    if (metadata.deletionTimestamp && this.goesOn(definition, old, grace)) return { object: old, gone: false };
    const waits =
      this.setFinalizers(definition, draft, options) |
      Number(definition.prepareDelete?.(draft, this.strategy) ?? false);
    if (waits === 0 && grace === 0) {
      // Kinds that know a grace are marked first, with none left: a version of its own, as watches see it.
      if (definition.gracePeriod) this.markDeleted(definition, draft, { old, grace });
      if (context.dryRun) return { object: definition.gracePeriod ? (draft as KubeObject) : old, gone: true };
      if (definition.gracePeriod && !equalJson(draft, old)) this.store.put(definition.resource, draft as KubeObject);
      const object = this.store.remove(definition.resource, metadata.namespace ?? "", metadata.name) as KubeObject;
      this.managedFields.keep(old, object);
      removeCompanions(this, definition, { before: old });
      return { object, gone: true };
    }
    this.markDeleted(definition, draft, { old, grace });
    if (context.dryRun || equalJson(draft, old))
      return { object: context.dryRun ? (draft as KubeObject) : old, gone: false };
    return { object: this.store.put(definition.resource, draft as KubeObject), gone: false };
  }

  /** Admission and validation of an update, with the warnings it gives. */
  private admitUpdate(
    definition: ResourceDefinition,
    draft: AnyDraft,
    { old, context }: { readonly old: KubeObject; readonly context: WriteContext },
  ): void {
    const attributes = {
      operation: "UPDATE" as const,
      definition,
      draft,
      old,
      user: context.user,
      subresource: context.writer?.subresource ?? "",
      warnings: context.warnings,
      alongside: [],
    };
    runAdmission(this.admission, "mutate", attributes, this.strategy);
    this.refuseInvalid(definition, draft.metadata.name, [
      ...validateMetadataOnUpdate(definition, draft as KubeObject, old),
      ...(rulesOf(definition, context).validateUpdate?.(draft as KubeObject, old, this.strategy) ?? []),
    ]);
    context.warnings.push(...(definition.warnings?.(draft as KubeObject, old) ?? []));
    runAdmission(this.admission, "validate", attributes, this.strategy);
    if (!context.dryRun) this.putAlongside(attributes);
  }

  /** Asks whether a token of the account may be made: a creation of its subresource. */
  admitToken(account: KubeObject, context: WriteContext): void {
    const definition = this.definition("serviceaccounts");
    this.admitOther(definition, account as AnyDraft, { operation: "CREATE", context, subresource: "token" });
  }

  /** Asks whether somebody may connect to an object: exec, attach, portforward, proxy and what is like them here. */
  admitConnection(
    definition: ResourceDefinition,
    {
      namespace,
      name,
      subresource,
    }: { readonly namespace: string; readonly name: string; readonly subresource: string },
    context: WriteContext,
  ): void {
    const draft = { metadata: { name, ...(namespace === "" ? {} : { namespace }) } } as unknown as AnyDraft;
    this.admitOther(definition, draft, { operation: "CONNECT", context, subresource });
  }

  /** Asks the few who care about deletions and subresources. */
  private admitOther(
    definition: ResourceDefinition,
    draft: AnyDraft,
    about: {
      readonly operation: "CREATE" | "UPDATE" | "DELETE" | "CONNECT";
      readonly old?: KubeObject;
      readonly context: WriteContext;
      readonly subresource: string;
    },
  ): void {
    const { operation, old, subresource, context } = about;
    const { user, warnings, dryRun = false } = context;
    const attributes = {
      operation,
      definition,
      draft,
      ...(old ? { old } : {}),
      user,
      warnings,
      dryRun,
      subresource,
      alongside: [],
    };
    runAdmission(this.admission, "validateOther", attributes, this.strategy);
  }

  private finishUpdate(
    definition: ResourceDefinition,
    draft: AnyDraft,
    { old, context, owned }: Pick<OwnedWrite, "context" | "owned"> & { readonly old: KubeObject },
  ): KubeObject {
    draft.metadata.resourceVersion = old.metadata.resourceVersion;
    asStored(definition, draft);
    const sameOwners = owned === undefined || !entriesDiffer(this.managedFields.of(old), owned);
    if (shareEqualMembers(draft, old) && sameOwners) return old;
    noteOwners(this, definition, { draft, old, context, owned });
    if (context.dryRun) return draft as KubeObject;
    if (context.sent) this.sizes.check(draft as KubeObject, old, context.sent);
    const { metadata } = draft;
    const finalizing = (draft.spec as { finalizers?: readonly string[] } | undefined)?.finalizers?.length ?? 0;
    if (
      metadata.deletionTimestamp &&
      !metadata.finalizers?.length &&
      finalizing === 0 &&
      !metadata.deletionGracePeriodSeconds
    ) {
      this.store.remove(definition.resource, metadata.namespace ?? "", metadata.name);
      removeCompanions(this, definition, { before: old });
      return draft as KubeObject;
    }
    makeCompanions(this, definition, { before: old, after: draft as KubeObject });
    const stored = this.store.put(definition.resource, draft as KubeObject);
    removeCompanions(this, definition, { before: old, after: stored });
    return stored;
  }

  private storedForm({ of, stored }: ResourceView): ResourceDefinition {
    return stored ?? this.definition(of);
  }

  private viewed(view: ResourceView, stored: KubeObject): KubeObject {
    const shown = view.fromStored(stored);
    this.managedFields.keep(stored, shown);
    return shown;
  }

  private putAlongside({ alongside }: AdmissionAttributes): void {
    for (const { resource, object } of alongside) {
      const { namespace = "", name } = object.metadata;
      const next = { ...object, metadata: { ...object.metadata } };
      const old = this.store.get(resource, namespace, name);
      const kind = this.definition(resource);
      const writer = {
        manager: "kube-apiserver",
        apiVersion: apiVersionOf(kind.names),
        subresource: "status",
        time: timestamp(this.runtime.now),
      };
      if (old) this.managedFields.note(next, { before: old, kind, writer });
      this.store.put(resource, next);
    }
  }

  private nameNew(definition: ResourceDefinition, metadata: AnyDraft["metadata"]): void {
    if (metadata.name || !metadata.generateName) return;
    const base = metadata.generateName.slice(0, 58);
    do metadata.name = base + this.runtime.random.suffix();
    while (this.store.get(definition.resource, metadata.namespace ?? "", metadata.name));
  }

  private checkVersion(
    definition: ResourceDefinition,
    draft: AnyDraft,
    { old, context }: { readonly old: KubeObject; readonly context: WriteContext },
  ): void {
    const { uid, resourceVersion, name } = draft.metadata;
    if (uid && uid !== old.metadata.uid && !context.patch) {
      throw ApiError.conflict(
        context.through ?? definition,
        name,
        `StorageError: invalid object, Code: 4, Key: ${storageKey(definition, old, context.dryRun)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
      );
    }
    if (resourceVersion && !/^\d+$/.test(resourceVersion))
      throw ApiError.plain(`strconv.ParseUint: parsing ${quote(resourceVersion)}: invalid syntax`);
    if (resourceVersion && resourceVersion !== "0" && resourceVersion !== old.metadata.resourceVersion) {
      throw ApiError.modified(context.through ?? definition, name);
    }
  }

  private keepSystemFields(metadata: AnyDraft["metadata"], old: KubeObject): void {
    const known = old.metadata;
    metadata.uid ||= known.uid;
    metadata.creationTimestamp = known.creationTimestamp;
    for (const field of ["generation", "generateName"] as const) {
      if (known[field] === undefined) delete metadata[field];
      else (metadata[field] as unknown) = known[field];
    }
    // Never taken away; given where there is none, validation refuses it.
    for (const field of ["deletionTimestamp", "deletionGracePeriodSeconds"] as const) {
      if (known[field] !== undefined) (metadata[field] as unknown) = known[field];
    }
  }

  /** Adds or removes the finalizers the propagation policy asks for; 1 when any finalizer holds the object. */
  private setFinalizers(definition: ResourceDefinition, draft: AnyDraft, options: DeleteOptions): 0 | 1 {
    const has = (draft.metadata.finalizers as readonly string[] | undefined) ?? [];
    if (definition.collectsNoGarbage) return has.length > 0 ? 1 : 0;
    const asked =
      options.propagationPolicy ??
      (options.orphanDependents === undefined ? undefined : options.orphanDependents ? "Orphan" : "Background");
    const already = has.includes("orphan") ? "Orphan" : has.includes("foregroundDeletion") ? "Foreground" : undefined;
    const policy = asked ?? already ?? definition.defaultPropagation ?? "Background";
    const finalizers = has.filter((finalizer) => finalizer !== "orphan" && finalizer !== "foregroundDeletion");
    if (policy === "Orphan") finalizers.push("orphan");
    if (policy === "Foreground") finalizers.push("foregroundDeletion");
    if (finalizers.length === 0) delete draft.metadata.finalizers;
    else if (!equalJson(finalizers, has)) draft.metadata.finalizers = finalizers;
    return finalizers.length > 0 ? 1 : 0;
  }

  /** Sets deletionTimestamp now + grace; a second deletion may only shorten the wait. */
  private markDeleted(
    definition: ResourceDefinition,
    draft: AnyDraft,
    { old, grace }: { readonly old: KubeObject; readonly grace: number },
  ): void {
    const { metadata } = draft;
    const before = old.metadata;
    if (before.deletionTimestamp && (before.deletionGracePeriodSeconds ?? 0) <= grace) return;
    const since = before.deletionTimestamp
      ? parseTimestamp(before.deletionTimestamp) - (before.deletionGracePeriodSeconds ?? 0) * 1000
      : this.runtime.now;
    metadata.deletionTimestamp = timestamp(Math.max(since, 0) + grace * 1000);
    // A kind with a deletion of its own knows no grace.
    if (!definition.prepareDelete) metadata.deletionGracePeriodSeconds = grace;
    if (definition.generation && !definition.prepareDelete && !before.deletionTimestamp && before.generation)
      metadata.generation = before.generation + 1;
  }

  /** Whether a deletion was begun that another one cannot change: a grace no longer than this, or a namespace being emptied. */
  private goesOn(definition: ResourceDefinition, { metadata, spec }: KubeObject, grace: number): boolean {
    const left = metadata.deletionGracePeriodSeconds;
    if (definition.gracePeriod) return left !== undefined && grace >= left;
    return (
      definition.prepareDelete !== undefined &&
      ((spec as { finalizers?: readonly string[] } | undefined)?.finalizers ?? []).length > 0
    );
  }

  private refuseInvalid(definition: ResourceDefinition, name: string, errors: readonly FieldError[]): void {
    if (errors.length > 0) throw ApiError.invalid(definition, name ?? "", errors);
  }

  private refuseOverLimit(): void {
    if (this.store.size < this.objectLimit) return;
    throw ApiError.tooManyRequests(
      `this cluster holds ${this.store.size} objects and may hold no more; delete some and try again (이 클러스터에는 오브젝트를 더 만들 수 없어요. 몇 개를 지우고 다시 시도하세요)`,
    );
  }
}

/** Refuses a deletion meant for another object of the name, or another version; store.go words it by kind. */
function checkPreconditions(
  definition: ResourceDefinition,
  { metadata }: KubeObject,
  asked: DeleteOptions["preconditions"],
): void {
  for (const [field, has, want] of [
    ["UID", metadata.uid, asked?.uid],
    ["ResourceVersion", metadata.resourceVersion, asked?.resourceVersion],
  ] as const) {
    if (want === undefined || want === has) continue;
    if (definition.prepareDelete) {
      throw ApiError.conflict(
        definition,
        metadata.name,
        `Precondition failed: ${field} in precondition: ${want}, ${field} in object meta: ${has}`,
      );
    }
    const { group, kind } = definition.names;
    throw ApiError.conflict(
      errorTarget(group, kind),
      metadata.name,
      `the ${field} in the precondition (${want}) does not match the ${field} in record (${has}). The object might have been ${field === "UID" ? "deleted and then recreated" : "modified"}`,
    );
  }
}

/** Whose checks a write must meet: a view may have some of its own. */
function rulesOf(definition: ResourceDefinition, { view }: WriteContext): ResourceDefinition | ResourceView {
  return view && !view.stored ? view : definition;
}

/** Refuses an update that does not say of which version it is. */
/** The form an object has when it was written and read back. */
function asStored(definition: ResourceDefinition, draft: AnyDraft): void {
  definition.canonicalize?.(draft);
  emptyListsToNull(definition.schemaType, draft);
}

function mustNameVersion({ names }: ResourceDefinition, name: string): ApiError {
  const error = FieldError.invalid("metadata.resourceVersion", 0, "must be specified for an update");
  return ApiError.invalid(errorTarget(names.group, names.plural), name, [error]);
}

/** A status update may change metadata too, but not the owners and names the spec's side holds. */
function keepField(
  metadata: AnyDraft["metadata"],
  old: KubeObject["metadata"],
  field: "labels" | "annotations" | "finalizers",
): void {
  if (old[field] === undefined) delete metadata[field];
  else (metadata[field] as unknown) = old[field];
}

function statusMetadata(metadata: AnyDraft["metadata"], old: KubeObject): KubeObject["metadata"] {
  return { ...metadata, ownerReferences: old.metadata.ownerReferences } as KubeObject["metadata"];
}

/** A private copy of what a component hands over to be created. */
export function draftOf(object: ObjectDraft): AnyDraft {
  return cloneJson(object) as unknown as AnyDraft;
}
