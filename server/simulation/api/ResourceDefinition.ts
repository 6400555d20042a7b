/**
 * One built-in resource as data: its names, defaults, rules and columns. The API server's verbs are generic and read
 * only this table, so a new kind is one file in `kinds/` and one line in `kinds/index.ts`.
 *
 * Models kubernetes pkg/registry (strategies), pkg/apis (defaults, validation) and pkg/printers (columns).
 */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import type { FieldSet } from "./machinery/managedFields/FieldSet.ts";
import type { FieldError } from "./machinery/status.ts";
import type { StructType } from "./schema/Schema.ts";

/** A private deep copy that defaulting, admission and strategies may change in place. */
export type Draft<T> = T extends object ? { -readonly [Key in keyof T]: Draft<T[Key]> } : T;

/** What a strategy may ask of the cluster: objects to look at, time, chance. */
export interface StrategyContext {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly network: NetworkRanges;
  /** Nothing will be stored: addresses and ports are made up. */
  readonly dryRun?: boolean;
}

export interface NetworkRanges {
  /** CIDR of Service addresses, `10.96.0.0/12`. */
  readonly services: string;
  /** CIDR pod addresses come from, `20.96.0.0/12`. */
  readonly pods: string;
}

/** An object beside another one; without a body it is not made with it, but goes with it. */
export interface Companion {
  /** As the store's tables are called. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly body?: object;
}

/** A Table column as the real server describes it; `priority` 1 shows with `-o wide` only. */
export interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "date";
  readonly format?: string;
  readonly description: string;
  readonly priority?: number;
}

/** A mark on a Table row: pods that have ended. */
export interface RowCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export type Cell = string | number | boolean | null | readonly unknown[];

/** Where the scale subresource reads and writes. */
export interface ScaleAccess<T> {
  replicas(object: T): number;
  withReplicas(object: T, replicas: number): T;
  statusReplicas(object: T): number;
  /** The selector as text, `app=a`. */
  selector(object: T): string;
}

/** A subresource through which clients change a part of an object: pods' ephemeralcontainers and resize. */
export interface PartialUpdate<T> {
  /** False: the part is one of the status. */
  readonly hasStatus?: false;
  /** Takes everything but that part from `old`. In place. */
  prepareUpdate(draft: Draft<T>, old: T, context: StrategyContext): void;
  validateUpdate(object: T, old: T): FieldError[];
}

/** How the real server words an unknown field selector, by kind. See machinery/selectors.ts. */
export type FieldSelectorWording = "notSupported" | "notSupportedFor" | "notKnown";

/** The names of a resource, as discovery lists it (`schema/resources.json`). */
export interface ResourceNames {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  /** Hash of the version objects are stored in; built-in resources have theirs in a list. */
  readonly storageVersionHash?: string;
  /** Schema of a custom kind as OpenAPI documents show it. */
  readonly openApi?: object;
  /** Left out: the kind with `List` behind it. */
  readonly listKind?: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: {
    readonly [name: string]: {
      readonly kind: string;
      readonly verbs: readonly string[];
      readonly group?: string;
      readonly version?: string;
    };
  };
}

export interface ResourceDefinition<T extends KubeObject = KubeObject> {
  readonly names: ResourceNames;
  /** Group resource as Kubernetes prints it and as the store's tables are called: `pods`, `deployments.apps`. */
  readonly resource: string;
  /** Key in schema-1.36.json, `core.v1.Pod`. */
  readonly schemaType: string;
  /** Set for kinds whose types no built-in schema has: custom resources. */
  readonly custom?: CustomKind;
  /** metadata.generation starts at 1 and counts changes of the spec. */
  readonly generation?: boolean;
  /** Whether a change raises metadata.generation, for kinds without a spec; left out: a changed spec does. */
  changesGeneration?(draft: Draft<T>, old: T): boolean;
  /** An annotation that stands for a field of the internal type: metadata shown alone lacks it. */
  readonly hiddenAnnotation?: string;
  /** Text of the Warning header every request to the resource gets. */
  readonly deprecation?: string;
  /** A deletion answers with the object that is gone instead of a Status. */
  readonly returnsDeleted?: boolean;
  /** The status subresource leaves labels, annotations and finalizers alone. */
  readonly statusKeepsMetadata?: boolean;
  /** The object has a status that only the status subresource (or the server) writes. */
  readonly hasStatus?: boolean;
  /** PUT on a name that does not exist creates it (Services, Leases, Endpoints, Events, Roles, LimitRanges…). */
  readonly createOnUpdate?: boolean;
  /** An update without resourceVersion is accepted (most kinds); false: `metadata.resourceVersion: must be specified for an update`. */
  readonly unconditionalUpdate?: boolean;
  /** Deletion dependents' default propagation; left out = Background. */
  readonly defaultPropagation?: "Background" | "Orphan";
  /** Nobody collects what such objects own: policies of propagation say nothing. */
  readonly collectsNoGarbage?: boolean;
  /** Text of the Warning header of a deletion that leaves the propagation to that default. */
  readonly defaultPropagationWarning?: string;
  /** Objects that nobody stores, told anew for every get and list. */
  computed?(context: StrategyContext): readonly T[];
  /** Another resource whose stored objects this one shows in its own form (events.k8s.io Events over core ones). */
  readonly view?: ResourceView;
  /** Fills in API defaults (pkg/apis/…/defaults.go), for bodies from clients, on create and update. In place. */
  defaults?(draft: Draft<T>): void;
  /**
   * What `defaults` gives and an object made by our own components still lacks (pods made from templates). In place, but
   * parts the object may share with another one are replaced, not changed.
   */
  completeTrusted?(draft: Draft<T>): void;
  /** Strategy before create: drop status, set initial status, allocate addresses. In place. May throw ApiError. */
  prepareCreate?(draft: Draft<T>, context: StrategyContext): void;
  /** What storing does to an object that passed all checks. In place. */
  canonicalize?(draft: Draft<T>): void;
  /** Objects of the server's own that live and end with this one. */
  companions?(object: T): readonly Companion[];
  /** Strategy before update of the main resource; status was already taken from `old` when hasStatus. In place. */
  prepareUpdate?(draft: Draft<T>, old: T, context: StrategyContext): void;
  prepareStatusUpdate?(draft: Draft<T>, old: T, context: StrategyContext): void;
  /** Checks `metadata.name` beyond what `validate` does; default: DNS-1123 subdomain. Returns messages without the value. */
  validateName?(name: string, prefix: boolean): readonly string[];
  /** ObjectMeta is checked by the generic code alone, and when all else is right. */
  readonly checksMetadataLast?: boolean;
  /** Everything but ObjectMeta, which the generic code checks. In Kubernetes' order. */
  validate?(object: T, context: StrategyContext): FieldError[];
  /** Update rules; the generic code has checked immutable metadata. Should include what `validate` would find. */
  validateUpdate?(object: T, old: T, context: StrategyContext): FieldError[];
  validateStatusUpdate?(object: T, old: T): FieldError[];
  /** Texts of Warning headers on create (no `old`) and update. */
  warnings?(object: T, old?: T): readonly string[];
  readonly columns: readonly Column[];
  /** Cells in order of `columns`. `now`: cluster time in ms, for ages. */
  row(object: T, now: number): readonly Cell[];
  /** How rows of a list are sorted when not by name. */
  rowOrder?(left: T, right: T): number;
  rowConditions?(object: T): readonly RowCondition[] | undefined;
  /** Field selectors beyond metadata.name and metadata.namespace, and their values. */
  readonly fieldLabels?: readonly string[];
  /** metadata.namespace cannot be asked for. */
  readonly lacksNamespaceLabel?: boolean;
  fieldValue?(object: T, field: string): string;
  readonly fieldSelectorWording?: FieldSelectorWording;
  readonly scale?: ScaleAccess<T>;
  readonly partialUpdates?: { readonly [subresource: string]: PartialUpdate<T> };
  /**
   * Grace in seconds of a deletion (pods): undefined = delete at once. `requested` is deleteOptions.gracePeriodSeconds.
   */
  gracePeriod?(object: T, requested: number | undefined): number | undefined;
  /** Throws where an object of the kind may not be deleted. */
  checkDelete?(object: T): void;
  /** Deletion begins (namespaces). In place; true keeps the object until something finalizes it. */
  prepareDelete?(draft: Draft<T>, context: StrategyContext): boolean;
}

/** What takes the place of the built-in schema for a custom resource. */
export interface CustomKind {
  /** For server-side apply and managed fields. */
  readonly type: StructType;
  /** Leaves of an object what the schema knows, in place; gives the paths of the rest. Throws TypeMismatch. */
  conform(object: Record<string, unknown>): readonly string[];
  /** Paths that a write of the object ("") or of a subresource leaves alone. */
  ignoredPaths(subresource: string): FieldSet;
  /** The definition is on its way out: nothing new is made. */
  readonly terminating: boolean;
}

/** Definitions that come and go with objects of the cluster: those of CustomResourceDefinitions. */
export interface DynamicDefinitions {
  /** The stored form of a group resource. */
  find(resource: string): ResourceDefinition | undefined;
  served(group: string, version: string, plural: string): ResourceDefinition | undefined;
  /** Stored forms of all. */
  stored(): readonly ResourceDefinition[];
  /** What is served, version by version; the same array as long as nothing changes. */
  all(): readonly ResourceDefinition[];
}

/** Conversion between a resource's form and that of the table it is stored in. Both give new objects. */
export interface ResourceView {
  /** The resource that holds the objects, `events`. */
  readonly of: string;
  /** How they are stored and checked when they come this way; left out: as that resource says. */
  readonly stored?: ResourceDefinition;
  toStored(draft: KubeObject): KubeObject;
  fromStored(object: KubeObject): KubeObject;
  /** Checks of what comes this way, in the stored form, instead of the stored resource's own. */
  validate?(stored: KubeObject, context: StrategyContext): FieldError[];
  validateUpdate?(stored: KubeObject, old: KubeObject, context: StrategyContext): FieldError[];
  validateStatusUpdate?(stored: KubeObject, old: KubeObject): FieldError[];
}
