/**
 * The generic verbs on stored objects: create, update, status, scale, delete. One way in for everybody.
 *
 * Models kubernetes staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go and .../registry/rest. What is
 * particular to a kind stands in its ResourceDefinition; what a policy adds, in `admission/`; what comes to the store in the
 * end, in `StoredObjects.ts`. Paths, bodies and answers in HTTP form are `rest/`'s matter: read `rest/RestApi.ts` next.
 */
import type { KubeObject, ObjectDraft } from "../../protocol/kubernetes/index.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import { timestamp } from "../runtime/time.ts";
import type { Store } from "../store/Store.ts";
import { AdmissionChain } from "./admission/AdmissionChain.ts";
import type { AdmissionPlugin } from "./admission/index.ts";
import { Definitions } from "./Definitions.ts";
import { checkPreconditions, type DeleteOptions, goesOn, markDeleted, setFinalizers } from "./deletion.ts";
import { cloneJson, equalJson } from "./json.ts";
import { ownedAfter } from "./fieldOwners.ts";
import { ManagedFields } from "./machinery/managedFields/ManagedFields.ts";
import { ApiError, type FieldError } from "./machinery/status.ts";
import type {
  Draft,
  DynamicDefinitions,
  NetworkRanges,
  ResourceDefinition,
  ResourceView,
  StrategyContext,
} from "./ResourceDefinition.ts";
import { StoredObjects } from "./StoredObjects.ts";
import { keepLabels, keepSystemFields, statusMetadata } from "./systemFields.ts";
import { checkVersion } from "./versions.ts";
import type { WriteContext } from "./WriteContext.ts";
import { validateMetadataOnCreate, validateMetadataOnUpdate } from "./kinds/validation/metadata.ts";

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

type AnyDraft = Draft<KubeObject>;

export class ApiServer {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly strategy: StrategyContext;
  /** Who owns which fields of what is stored. */
  readonly managedFields = new ManagedFields();
  readonly admission: AdmissionChain;
  readonly definitions: Definitions;
  private readonly objects: StoredObjects;

  constructor(options: ApiServerOptions) {
    this.store = options.store;
    this.runtime = options.runtime;
    this.strategy = { store: options.store, runtime: options.runtime, network: options.network };
    this.admission = new AdmissionChain({
      plugins: options.admission,
      strategy: this.strategy,
      managedFields: this.managedFields,
      definition: (resource) => this.definition(resource),
    });
    this.objects = new StoredObjects({ server: this, limit: options.objectLimit ?? Number.POSITIVE_INFINITY });
    let dynamic: DynamicDefinitions | undefined;
    this.definitions = new Definitions(options.definitions, () => dynamic);
    dynamic = options.dynamic?.(this);
  }

  /** The definition of a resource that is there for certain. */
  definition(resource: string): ResourceDefinition {
    const definition = this.definitions.find(resource);
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
    const { view } = definition;
    if (view) return this.throughView(view, { definition, draft, context }, (...write) => this.create(...write));
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
    this.admission.mutate(attributes);
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
    this.admission.validate(attributes);
    return this.objects.add(definition, draft, { attributes, context, owned });
  }

  /** Replaces an object's metadata and spec. `draft` is private; its `metadata.resourceVersion` is checked when given. */
  update(definition: ResourceDefinition, draft: AnyDraft, context: WriteContext): KubeObject {
    const { view } = definition;
    if (view) return this.throughView(view, { definition, draft, context }, (...write) => this.update(...write));
    const { metadata } = draft;
    const old = this.store.get(definition.resource, metadata.namespace ?? "", metadata.name);
    if (!old) {
      if (definition.createOnUpdate && !metadata.uid) return this.create(definition, draft, context);
      throw ApiError.notFound(definition, metadata.name);
    }
    checkVersion(definition, draft, { old, context });
    const owned = ownedAfter(this, definition, { draft, old, context });
    keepSystemFields(metadata, old);
    if (definition.hasStatus) {
      if (old.status === undefined) delete draft.status;
      else draft.status = old.status as AnyDraft["status"];
    }
    const attributes = updateAttributes(definition, draft, { old, context });
    if (!context.trusted) {
      // What admission gives back is no change.
      this.admission.mutate(attributes);
      definition.prepareUpdate?.(draft, old, this.strategyFor(context));
    }
    if (definition.generation && (definition.changesGeneration?.(draft, old) ?? !equalJson(draft.spec, old.spec)))
      metadata.generation = (old.metadata.generation ?? 0) + 1;
    if (!context.trusted) this.admitUpdate(attributes, context);
    return this.objects.replace(definition, draft, { old, context, owned });
  }

  private strategyFor({ dryRun }: WriteContext): StrategyContext {
    return dryRun ? { ...this.strategy, dryRun } : this.strategy;
  }

  /** Replaces the status only. */
  updateStatus(definition: ResourceDefinition, draft: AnyDraft, context: WriteContext): KubeObject {
    const { view } = definition;
    if (view) return this.throughView(view, { definition, draft, context }, (...write) => this.updateStatus(...write));
    const { metadata } = draft;
    const old = this.get(definition, metadata.namespace ?? "", metadata.name);
    checkVersion(definition, draft, { old, context });
    const owned = ownedAfter(this, definition, { draft, old, context });
    keepSystemFields(metadata, old);
    if (definition.statusKeepsMetadata && !context.trusted) keepLabels(metadata, old.metadata);
    const next = { ...old, metadata: statusMetadata(metadata, old), status: draft.status } as AnyDraft;
    if (!context.trusted) {
      definition.prepareStatusUpdate?.(next, old, this.strategy);
      this.refuseInvalid(definition, metadata.name, [
        ...validateMetadataOnUpdate(definition, next as KubeObject, old),
        ...(rulesOf(definition, context).validateStatusUpdate?.(next as KubeObject, old) ?? []),
      ]);
      this.admission.validateStatus(definition, next, { old, context });
    }
    return this.objects.replace(definition, next, { old, context, owned });
  }

  /** Sets spec.replicas through the scale subresource. */
  updateScale(
    definition: ResourceDefinition,
    old: KubeObject,
    scale: { readonly replicas: number; readonly context: WriteContext },
  ): KubeObject {
    const scaled = definition.scale?.withReplicas(old, scale.replicas);
    if (!scaled) throw ApiError.notFound(definition, old.metadata.name);
    const { context } = scale;
    if (!context.trusted)
      this.admission.validateOther(definition, scaled as AnyDraft, {
        operation: "UPDATE",
        old: this.get(definition, old.metadata.namespace ?? "", old.metadata.name),
        context,
        subresource: "scale",
      });
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
    definition.checkDelete?.(old);
    if (!context.trusted)
      this.admission.validateOther(definition, old as AnyDraft, { operation: "DELETE", old, context, subresource: "" });
    const draft = { ...old, metadata: { ...metadata } } as AnyDraft;
    this.managedFields.keep(old, draft);
    const grace = definition.gracePeriod?.(old, options.gracePeriodSeconds) ?? 0;
    // A deletion that goes on is only ever shortened.
    if (metadata.deletionTimestamp && goesOn(definition, old, grace)) return { object: old, gone: false };
    const waits =
      setFinalizers(definition, draft, options) | Number(definition.prepareDelete?.(draft, this.strategy) ?? false);
    if (waits === 0 && grace === 0) {
      // Kinds that know a grace are marked first, with none left: a version of its own, as watches see it.
      if (definition.gracePeriod) markDeleted(definition, draft, { old, grace, now: this.runtime.now });
      if (context.dryRun) return { object: definition.gracePeriod ? (draft as KubeObject) : old, gone: true };
      if (definition.gracePeriod && !equalJson(draft, old)) this.store.put(definition.resource, draft as KubeObject);
      const object = this.objects.remove(definition, old);
      this.managedFields.keep(old, object);
      return { object, gone: true };
    }
    markDeleted(definition, draft, { old, grace, now: this.runtime.now });
    if (context.dryRun || equalJson(draft, old))
      return { object: context.dryRun ? (draft as KubeObject) : old, gone: false };
    return { object: this.store.put(definition.resource, draft as KubeObject), gone: false };
  }

  /** Admission and validation of an update, with the warnings it gives. */
  private admitUpdate(attributes: UpdateAttributes, context: WriteContext): void {
    const { definition, draft, old } = attributes;
    this.refuseInvalid(definition, draft.metadata.name, [
      ...validateMetadataOnUpdate(definition, draft as KubeObject, old),
      ...(rulesOf(definition, context).validateUpdate?.(draft as KubeObject, old, this.strategy) ?? []),
    ]);
    context.warnings.push(...(definition.warnings?.(draft as KubeObject, old) ?? []));
    this.admission.validate(attributes);
    if (!context.dryRun) this.admission.putAlongside(attributes);
  }

  /** Writes an object that came in the form of a view as the one that is stored, and shows what became of it. */
  private throughView(
    view: ResourceView,
    asked: { readonly definition: ResourceDefinition; readonly draft: AnyDraft; readonly context: WriteContext },
    write: (definition: ResourceDefinition, draft: AnyDraft, context: WriteContext) => KubeObject,
  ): KubeObject {
    const stored = view.toStored(asked.draft as KubeObject) as AnyDraft;
    const kind = view.stored ?? this.definition(view.of);
    return this.viewed(view, write(kind, stored, { ...asked.context, view, through: asked.definition }));
  }

  private viewed(view: ResourceView, stored: KubeObject): KubeObject {
    const shown = view.fromStored(stored);
    this.managedFields.keep(stored, shown);
    return shown;
  }

  private nameNew(definition: ResourceDefinition, metadata: AnyDraft["metadata"]): void {
    if (metadata.name || !metadata.generateName) return;
    const base = metadata.generateName.slice(0, 58);
    do metadata.name = base + this.runtime.random.suffix();
    while (this.store.get(definition.resource, metadata.namespace ?? "", metadata.name));
  }

  private refuseInvalid(definition: ResourceDefinition, name: string, errors: readonly FieldError[]): void {
    if (errors.length > 0) throw ApiError.invalid(definition, name ?? "", errors);
  }
}

/** Whose checks a write must meet: a view may have some of its own. */
function rulesOf(definition: ResourceDefinition, { view }: WriteContext): ResourceDefinition | ResourceView {
  return view && !view.stored ? view : definition;
}

/** A private copy of what a component hands over to be created. */
export function draftOf(object: ObjectDraft): AnyDraft {
  return cloneJson(object) as unknown as AnyDraft;
}

type UpdateAttributes = ReturnType<typeof updateAttributes>;

function updateAttributes(
  definition: ResourceDefinition,
  draft: AnyDraft,
  { old, context }: { readonly old: KubeObject; readonly context: WriteContext },
) {
  return {
    operation: "UPDATE" as const,
    definition,
    draft,
    old,
    user: context.user,
    subresource: context.writer?.subresource ?? "",
    warnings: context.warnings,
    alongside: [],
  };
}
