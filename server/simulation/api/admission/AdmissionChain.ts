/** Asks the admission plugins of a server about each write, and stores what they change beside it. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import { timestamp } from "../../runtime/time.ts";
import type { ManagedFields } from "../machinery/managedFields/ManagedFields.ts";
import type { Draft, ResourceDefinition, StrategyContext } from "../ResourceDefinition.ts";
import { apiVersionOf } from "../schema/resources.ts";
import type { WriteContext } from "../WriteContext.ts";
import { type AdmissionAttributes, type AdmissionPlugin, runAdmission } from "./index.ts";

interface AdmissionChainOptions {
  readonly plugins: readonly AdmissionPlugin[];
  readonly strategy: StrategyContext;
  readonly managedFields: ManagedFields;
  readonly definition: (resource: string) => ResourceDefinition;
}

/** A deletion, a write through a subresource, or a connection. */
export interface OtherWrite {
  readonly operation: "CREATE" | "UPDATE" | "DELETE" | "CONNECT";
  readonly old?: KubeObject;
  readonly context: WriteContext;
  readonly subresource: string;
}

export class AdmissionChain {
  private readonly ofStatus: readonly AdmissionPlugin[];

  constructor(private readonly options: AdmissionChainOptions) {
    this.ofStatus = options.plugins.filter(({ seesStatus }) => seesStatus);
  }

  mutate(attributes: AdmissionAttributes): void {
    runAdmission(this.options.plugins, "mutate", attributes, this.options.strategy);
  }

  validate(attributes: AdmissionAttributes): void {
    runAdmission(this.options.plugins, "validate", attributes, this.options.strategy);
  }

  /** Asks those who care about a client's update of a status. */
  validateStatus(
    definition: ResourceDefinition,
    draft: Draft<KubeObject>,
    { old, context }: { readonly old: KubeObject; readonly context: WriteContext },
  ): void {
    this.validateOther(definition, draft, { operation: "UPDATE", old, context, subresource: "status" });
    const { user, warnings } = context;
    const about = { operation: "UPDATE", definition, draft, old, subresource: "status" } as const;
    runAdmission(this.ofStatus, "validate", { ...about, user, warnings, alongside: [] }, this.options.strategy);
  }

  /** Asks the few who care about deletions and subresources. */
  validateOther(definition: ResourceDefinition, draft: Draft<KubeObject>, about: OtherWrite): void {
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
    runAdmission(this.options.plugins, "validateOther", attributes, this.options.strategy);
  }

  /** Asks whether a token of the account may be made: a creation of its subresource. */
  validateToken(account: KubeObject, context: WriteContext): void {
    const definition = this.options.definition("serviceaccounts");
    const draft = account as unknown as Draft<KubeObject>;
    this.validateOther(definition, draft, { operation: "CREATE", context, subresource: "token" });
  }

  /** Asks whether somebody may connect to an object: exec, attach, portforward, proxy and what is like them here. */
  validateConnection(
    definition: ResourceDefinition,
    {
      namespace,
      name,
      subresource,
    }: { readonly namespace: string; readonly name: string; readonly subresource: string },
    context: WriteContext,
  ): void {
    const metadata = { name, ...(namespace === "" ? {} : { namespace }) };
    const draft = { metadata } as unknown as Draft<KubeObject>;
    this.validateOther(definition, draft, { operation: "CONNECT", context, subresource });
  }

  /** Stores what plugins change with a write that has been allowed. */
  putAlongside({ alongside }: AdmissionAttributes): void {
    const { strategy, managedFields, definition } = this.options;
    const { store, runtime } = strategy;
    for (const { resource, object } of alongside) {
      const { namespace = "", name } = object.metadata;
      const next = { ...object, metadata: { ...object.metadata } };
      const old = store.get(resource, namespace, name);
      const kind = definition(resource);
      const writer = {
        manager: "kube-apiserver",
        apiVersion: apiVersionOf(kind.names),
        subresource: "status",
        time: timestamp(runtime.now),
      };
      if (old) managedFields.note(next, { before: old, kind, writer });
      store.put(resource, next);
    }
  }
}
