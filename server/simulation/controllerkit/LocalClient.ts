import type { KubeObject, ObjectDraft } from "../../protocol/kubernetes/index.ts";
import { assignNode } from "../api/assignNode.ts";
import { type ApiServer, draftOf } from "../api/ApiServer.ts";
import { issueToken, TOKEN_AUDIENCE } from "../api/authentication/serviceAccountTokens.ts";
import type { WriteContext } from "../api/WriteContext.ts";
import type { Draft } from "../api/ResourceDefinition.ts";
import type { Client, DeleteOptions } from "./Client.ts";

/** Upstream such tokens have no end; here it is far away, s. */
const TOKEN_OF_A_SECRET = 100 * 365 * 86_400;

/** The in-process client of one component, acting as `username`. */
export class LocalClient implements Client {
  private readonly context: WriteContext;

  constructor(
    private readonly api: ApiServer,
    username: string,
  ) {
    this.context = {
      user: { username, groups: ["system:masters", "system:authenticated"] },
      trusted: true,
      warnings: [],
    };
  }

  get<T extends KubeObject>(resource: string, namespace: string, name: string): T | undefined {
    return this.api.store.get(resource, namespace, name) as T | undefined;
  }

  create<T extends KubeObject>(resource: string, draft: ObjectDraft): T {
    const created = this.api.create(this.api.definition(resource), draftOf(draft), this.context) as T;
    this.context.warnings.length = 0;
    return created;
  }

  createChecked<T extends KubeObject>(resource: string, draft: ObjectDraft): T {
    const definition = this.api.definition(resource);
    const complete = structuredClone(draft) as unknown as Draft<KubeObject>;
    definition.defaults?.(complete);
    return this.api.create(definition, complete, { user: this.context.user, warnings: [] }) as T;
  }

  update<T extends KubeObject>(resource: string, object: T): T {
    const draft = { ...object, metadata: { ...object.metadata } } as unknown as Draft<KubeObject>;
    return this.api.update(this.api.definition(resource), draft, this.context) as T;
  }

  updateStatus<T extends KubeObject>(resource: string, object: T): T {
    const draft = { ...object, metadata: { ...object.metadata } } as unknown as Draft<KubeObject>;
    return this.api.updateStatus(this.api.definition(resource), draft, this.context) as T;
  }

  delete(resource: string, namespace: string, name: string, options: DeleteOptions = {}): KubeObject | undefined {
    const object = this.api.store.get(resource, namespace, name);
    if (!object) return undefined;
    return this.api.delete(this.api.definition(resource), object, { options, context: this.context }).object;
  }

  bind(namespace: string, podName: string, nodeName: string): void {
    assignNode(this.api, { namespace, name: podName, nodeName });
  }

  issueToken(account: KubeObject, secret: KubeObject): string {
    return issueToken(this.api, {
      account,
      audiences: [TOKEN_AUDIENCE],
      seconds: TOKEN_OF_A_SECRET,
      bound: { kind: "Secret", object: secret },
      entropy: undefined,
    });
  }
}
