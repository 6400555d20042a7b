/**
 * How a CustomResourceDefinition comes to be served and leaves: names accepted, established, objects cleaned up.
 *
 * These loops run inside of the API server, with or without controllers. Each look at a definition is a task of the
 * runtime. Models apiextensions-apiserver pkg/controller/{status,establish,apiapproval,finalizer}.
 */
import { timestamp } from "../../runtime/time.ts";
import type { ApiServer } from "../ApiServer.ts";
import type { WriteContext } from "../WriteContext.ts";
import { equalJson } from "../json.ts";
import { quote } from "../machinery/goText.ts";
import type { Draft } from "../ResourceDefinition.ts";
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import { approvalOf, isProtectedGroup } from "../kinds/customResourceDefinition/validate.ts";
import { withCondition } from "./conditions.ts";
import {
  CLEANUP_FINALIZER,
  CRD_RESOURCE,
  type CustomResourceCondition,
  type CustomResourceDefinition,
  type CustomResourceNames,
  type CustomResourceStatus,
  hasCondition,
} from "./types.ts";

const COMPONENT = "customresourcedefinitions";
/** How often remaining objects are counted, ms. */
const COUNT_EVERY = 5000;

type Condition = Omit<CustomResourceCondition, "lastTransitionTime">;

/** Registers the loops with the server's runtime. */
export function runDefinitions(api: ApiServer): void {
  const lifecycle = new Lifecycle(api);
  api.runtime.register(COMPONENT, (name) => lifecycle.look(name));
  api.store.subscribe(CRD_RESOURCE, ({ object }) => api.runtime.enqueue(COMPONENT, object.metadata.name));
}

class Lifecycle {
  constructor(private readonly api: ApiServer) {}

  look(name: string): void {
    const crd = this.get(name);
    if (!crd) this.reconsiderOthers(name, name.slice(name.indexOf(".") + 1));
    else if (crd.metadata.deletionTimestamp !== undefined) this.cleanUp(crd);
    else if (!this.acceptNames(crd) && !this.noteApproval(crd)) this.establish(crd);
  }

  private get(name: string): CustomResourceDefinition | undefined {
    return this.api.store.get(CRD_RESOURCE, "", name) as CustomResourceDefinition | undefined;
  }

  private inGroup(group: string): CustomResourceDefinition[] {
    return ([...this.api.store.list(CRD_RESOURCE)] as CustomResourceDefinition[]).filter(
      ({ spec }) => spec.group === group,
    );
  }

  private reconsiderOthers(name: string, group: string): void {
    for (const { metadata } of this.inGroup(group))
      if (metadata.name !== name) this.api.runtime.enqueue(COMPONENT, metadata.name);
  }

  /** Takes the names that nobody else in the group has; true when something was written. */
  private acceptNames(crd: CustomResourceDefinition): boolean {
    const { spec, status, metadata } = crd;
    if (equalJson(spec.names, status?.acceptedNames)) return false;
    const others = this.inGroup(spec.group).filter((other) => other.metadata.name !== metadata.name);
    const { names, condition } = acceptedNames(
      spec.names,
      status?.acceptedNames ?? { plural: "", kind: "" },
      others.map((other) => other.status?.acceptedNames),
    );
    const known = status?.conditions?.find(({ type }) => type === "NamesAccepted");
    if (equalJson(names, status?.acceptedNames) && sameCondition(known, condition)) return false;
    const established = status?.conditions?.find(({ type }) => type === "Established");
    const accepted = condition.status === "True";
    const next: Condition =
      established?.status !== "True" && accepted
        ? {
            type: "Established",
            status: "False",
            reason: "Installing",
            message: "the initial names have been accepted",
          }
        : (established ?? {
            type: "Established",
            status: "False",
            reason: "NotAccepted",
            message: "not all names are accepted",
          });
    this.write(crd, { ...(status as CustomResourceStatus), acceptedNames: names }, condition, next);
    this.reconsiderOthers(metadata.name, spec.group);
    return true;
  }

  private noteApproval(crd: CustomResourceDefinition): boolean {
    if (!isProtectedGroup(crd.spec.group)) return false;
    const note = crd.metadata.annotations?.["api-approved.kubernetes.io"] ?? "";
    const condition = approvalCondition(approvalOf(crd), note);
    if (
      sameCondition(
        crd.status?.conditions?.find(({ type }) => type === condition.type),
        condition,
      )
    )
      return false;
    this.write(crd, crd.status as CustomResourceStatus, condition);
    return true;
  }

  private establish(crd: CustomResourceDefinition): void {
    if (hasCondition(crd, "Established") || !hasCondition(crd, "NamesAccepted")) return;
    this.write(crd, crd.status as CustomResourceStatus, {
      type: "Established",
      status: "True",
      reason: "InitialNamesAccepted",
      message: "the initial names have been accepted",
    });
  }

  /** Deletes the objects of a definition on its way out, then lets it go. */
  private cleanUp(crd: CustomResourceDefinition): void {
    if (!crd.metadata.finalizers?.includes(CLEANUP_FINALIZER)) return;
    const { store, runtime } = this.api;
    const definition = this.api.definitions.find(`${crd.spec.names.plural}.${crd.spec.group}`);
    const remaining = (): KubeObject[] => (definition ? [...store.list(definition.resource)] : []);
    if (definition && remaining().length > 0) {
      for (const object of remaining())
        if (object.metadata.deletionTimestamp === undefined)
          this.api.delete(definition, object, { options: {}, context: this.context() });
    }
    if (remaining().length > 0) {
      const condition: Condition = {
        type: "Terminating",
        status: "True",
        reason: "InstanceDeletionInProgress",
        message: "CustomResource deletion is in progress",
      };
      if (
        !sameCondition(
          crd.status?.conditions?.find(({ type }) => type === "Terminating"),
          condition,
        )
      )
        this.write(crd, crd.status as CustomResourceStatus, condition);
      runtime.schedule(COMPONENT, crd.metadata.name, runtime.now + COUNT_EVERY);
      return;
    }
    const finalizers = crd.metadata.finalizers.filter((name) => name !== CLEANUP_FINALIZER);
    const status = withCondition(crd.status, timestamp(runtime.now), {
      type: "Terminating",
      status: "False",
      reason: definition ? "InstanceDeletionCompleted" : "NeverEstablished",
      message: definition ? "removed all instances" : "resource was never established",
    });
    const done = { ...crd, metadata: { ...crd.metadata, finalizers }, status };
    const context = this.context();
    this.api.updateStatus(this.definition(), done as unknown as Draft<KubeObject>, context);
    const current = this.get(crd.metadata.name);
    if (!current) return;
    const { finalizers: _finalizers, ...metadata } = current.metadata;
    const released = { ...current, metadata: { ...metadata, ...(finalizers.length > 0 ? { finalizers } : {}) } };
    this.api.update(this.definition(), released as unknown as Draft<KubeObject>, context);
  }

  private definition() {
    return this.api.definition(CRD_RESOURCE);
  }

  private context(): WriteContext {
    return {
      user: { username: "system:apiserver", groups: ["system:masters"] },
      trusted: true,
      warnings: [],
      writer: { manager: "kube-apiserver", apiVersion: "apiextensions.k8s.io/v1", subresource: "status" },
    };
  }

  private write(
    crd: CustomResourceDefinition,
    status: CustomResourceStatus,
    ...conditions: readonly Condition[]
  ): void {
    const now = timestamp(this.api.runtime.now);
    const next = conditions.reduce((state, condition) => withCondition(state, now, condition), status);
    const draft = { ...crd, metadata: { ...crd.metadata }, status: next };
    this.api.updateStatus(this.definition(), draft as unknown as Draft<KubeObject>, this.context());
  }
}

function sameCondition(left: CustomResourceCondition | undefined, right: Condition): boolean {
  return left?.status === right.status && left.reason === right.reason && left.message === right.message;
}

/** The names a definition gets, and whether they are those it asked for. */
function acceptedNames(
  asked: CustomResourceNames,
  own: CustomResourceNames,
  others: readonly (CustomResourceNames | undefined)[],
): { readonly names: CustomResourceNames; readonly condition: Condition } {
  const resources = new Set(others.flatMap((names) => [names?.plural, names?.singular, ...(names?.shortNames ?? [])]));
  const kinds = new Set(others.flatMap((names) => [names?.kind, names?.listKind]));
  let problem: Pick<Condition, "reason" | "message"> | undefined;
  const names: { -readonly [Key in keyof CustomResourceNames]: CustomResourceNames[Key] } = { ...own };
  const take = (field: "plural" | "singular" | "kind" | "listKind", used: ReadonlySet<string | undefined>): void => {
    const wanted = asked[field] ?? "";
    if (wanted !== (own[field] ?? "") && used.has(wanted))
      problem = {
        reason: `${field.charAt(0).toUpperCase()}${field.slice(1)}Conflict`,
        message: `${quote(wanted)} is already in use`,
      };
    else if (asked[field] !== undefined) names[field] = wanted;
  };
  take("plural", resources);
  take("singular", resources);
  const taken = (asked.shortNames ?? []).filter((name) => !own.shortNames?.includes(name) && resources.has(name));
  if (taken.length > 0) {
    const texts = taken.map((name) => `${quote(name)} is already in use`);
    problem = {
      reason: "ShortNamesConflict",
      message: texts.length === 1 ? (texts[0] as string) : `[${texts.join(", ")}]`,
    };
  } else if (asked.shortNames) names.shortNames = asked.shortNames;
  else delete names.shortNames;
  take("kind", kinds);
  take("listKind", kinds);
  if (asked.categories) names.categories = asked.categories;
  else delete names.categories;
  const condition: Condition = problem
    ? { type: "NamesAccepted", status: "False", ...problem }
    : { type: "NamesAccepted", status: "True", reason: "NoConflicts", message: "no conflicts found" };
  return { names, condition };
}

function approvalCondition(state: ReturnType<typeof approvalOf>, note: string): Condition {
  const type = "KubernetesAPIApprovalPolicyConformant";
  const wanted = 'protected groups must have approval annotation "api-approved.kubernetes.io"';
  const see = "see https://github.com/kubernetes/enhancements/pull/1111";
  switch (state) {
    case "approved":
      return { type, status: "True", reason: "ApprovedAnnotation", message: `approved in ${note}` };
    case "bypassed":
      return { type, status: "False", reason: "UnapprovedAnnotation", message: `not approved: ${quote(note)}` };
    case "missing":
      return { type, status: "False", reason: "MissingAnnotation", message: `${wanted}, ${see}` };
    case "invalid":
      return {
        type,
        status: "False",
        reason: "InvalidAnnotation",
        message: `${wanted} with either a URL or a reason starting with "unapproved", ${see}`,
      };
  }
}
