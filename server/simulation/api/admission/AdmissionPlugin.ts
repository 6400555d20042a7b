/**
 * What an admission plugin is told and may do. Models kubernetes staging/src/k8s.io/apiserver/pkg/admission/interfaces.go.
 */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { UserInfo } from "../ApiRequest.ts";
import type { Draft, ResourceDefinition, StrategyContext } from "../ResourceDefinition.ts";

/** A write that is about to happen. */
export interface AdmissionAttributes {
  readonly operation: "CREATE" | "UPDATE" | "DELETE" | "CONNECT";
  readonly definition: ResourceDefinition;
  /** The object as it will be stored; plugins change it in place while mutating, and only look at it while validating. */
  readonly draft: Draft<KubeObject>;
  /** What is stored now; undefined when creating. */
  readonly old?: KubeObject;
  readonly user: UserInfo;
  readonly dryRun?: boolean;
  /** "" or left out: the object itself. */
  readonly subresource?: string;
  /** Texts of Warning headers; plugins may add. */
  readonly warnings: string[];
  /** Other objects this write changes with it: stored just before it, and not at all when it is refused or tried. */
  readonly alongside: { readonly resource: string; readonly object: KubeObject }[];
}

/** What a refusal calls the object: while plugins mutate, a name is not yet made from generateName. */
export function shownName({ metadata: { name, generateName } }: Draft<KubeObject>): string {
  return name || generateName || "Unknown";
}

/** A policy on writes. Refuses by throwing an ApiError. */
export interface AdmissionPlugin {
  readonly name: string;
  /** `validate` also hears of updates of a status by clients. */
  readonly seesStatus?: true;
  /** Before the kind's strategy and checks. */
  mutate?(attributes: AdmissionAttributes, context: StrategyContext): void;
  /** After them. */
  validate?(attributes: AdmissionAttributes, context: StrategyContext): void;
  /** Deletions, writes through subresources, and connections, which few care about. Of a connection only the place is known. */
  validateOther?(attributes: AdmissionAttributes, context: StrategyContext): void;
}
