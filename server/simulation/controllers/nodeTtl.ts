/** Tells kubelets how long they may cache, as an annotation. Models kubernetes pkg/controller/ttl for clusters of up to 100 nodes. */
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

const ANNOTATION = "node.alpha.kubernetes.io/ttl";
/** Upstream's first step, which holds up to a hundred nodes; more are outside what a classroom has. */
const SECONDS = "0";

export const nodeTtlController: ControllerFactory = (context) => new NodeTtlController(context);

class NodeTtlController {
  readonly name = "ttl-controller";
  readonly watches = [
    {
      resource: "nodes",
      handle: ({ type, object }: StoreEvent) => {
        if (type !== "DELETED" && object.metadata.annotations?.[ANNOTATION] !== SECONDS)
          this.context.enqueue(object.metadata.name);
      },
    },
  ];

  constructor(private readonly context: ControllerContext) {}

  reconcile(name: string): ReconcileResult {
    const { store, client } = this.context;
    const node = store.get("nodes", "", name);
    if (!node || node.metadata.annotations?.[ANNOTATION] === SECONDS) return undefined;
    client.update("nodes", {
      ...node,
      metadata: { ...node.metadata, annotations: { ...node.metadata.annotations, [ANNOTATION]: SECONDS } },
    });
    return undefined;
  }
}
