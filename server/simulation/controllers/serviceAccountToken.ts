/**
 * Fills Secrets of type kubernetes.io/service-account-token and takes them away with their account.
 * Models kubernetes pkg/controller/serviceaccount/tokens_controller.go.
 */
import type { ConfigMap, Secret } from "../../protocol/kubernetes/index.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

const TYPE = "kubernetes.io/service-account-token";
const ACCOUNT = "kubernetes.io/service-account.name";
const ACCOUNT_UID = "kubernetes.io/service-account.uid";

export const serviceAccountTokenController: ControllerFactory = (context) => new ServiceAccountTokenController(context);

class ServiceAccountTokenController {
  readonly name = "tokens-controller";
  readonly watches = [
    { resource: "secrets", handle: (event: StoreEvent) => this.secretChanged(event) },
    { resource: "serviceaccounts", handle: (event: StoreEvent) => this.accountChanged(event) },
  ];

  constructor(private readonly context: ControllerContext) {}

  reconcile(key: string): ReconcileResult {
    const { store, client } = this.context;
    const { namespace, name } = splitKey(key);
    const secret = store.get("secrets", namespace, name) as Secret | undefined;
    if (!secret || secret.type !== TYPE || secret.metadata.deletionTimestamp) return undefined;
    const { annotations = {} } = secret.metadata;
    const account = store.get("serviceaccounts", namespace, annotations[ACCOUNT] ?? "");
    const uid = annotations[ACCOUNT_UID];
    if (!account || (uid !== undefined && uid !== "" && uid !== account.metadata.uid)) {
      client.delete("secrets", namespace, name, { preconditions: { uid: secret.metadata.uid } });
      return undefined;
    }
    const authority = (store.get("configmaps", namespace, "kube-root-ca.crt") as ConfigMap | undefined)?.data?.[
      "ca.crt"
    ];
    const { data = {} } = secret;
    const wanted = { ...data, "ca.crt": btoa(authority ?? ""), namespace: btoa(namespace) };
    const token = data["token"] ? data["token"] : btoa(client.issueToken(account, secret));
    client.update("secrets", {
      ...secret,
      metadata: { ...secret.metadata, annotations: { ...annotations, [ACCOUNT_UID]: account.metadata.uid } },
      data: { ...wanted, token },
    });
    return undefined;
  }

  private secretChanged({ type, object }: StoreEvent): void {
    if (type !== "DELETED" && (object as Secret).type === TYPE) this.context.enqueue(keyOf(object));
  }

  private accountChanged({ type, object }: StoreEvent): void {
    if (type === "MODIFIED") return;
    for (const secret of this.context.store.list("secrets", object.metadata.namespace)) {
      if ((secret as Secret).type === TYPE && secret.metadata.annotations?.[ACCOUNT] === object.metadata.name)
        this.context.enqueue(keyOf(secret));
    }
  }
}
