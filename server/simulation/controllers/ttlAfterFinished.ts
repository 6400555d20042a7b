/** Deletes Jobs when their time after the end is over. Models kubernetes pkg/controller/ttlafterfinished. */
import type { Job } from "../../protocol/kubernetes/index.ts";
import type { Controller, ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { parseTimestamp } from "../runtime/time.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { endOf } from "./job/conditions.ts";

const JOBS = "jobs.batch";

export const ttlAfterFinishedController: ControllerFactory = (context) => new TtlAfterFinishedController(context);

class TtlAfterFinishedController implements Controller {
  readonly name = "ttl-after-finished-controller";
  readonly watches = [
    {
      resource: JOBS,
      handle: ({ type, object }: StoreEvent) => {
        if (type !== "DELETED" && expiry(object as Job) !== undefined) this.context.enqueue(keyOf(object));
      },
    },
  ];

  constructor(private readonly context: ControllerContext) {}

  reconcile(key: string): ReconcileResult {
    const { store, client, runtime } = this.context;
    const { namespace, name } = splitKey(key);
    const job = store.get(JOBS, namespace, name) as Job | undefined;
    const due = job && expiry(job);
    if (!job || due === undefined) return undefined;
    if (due > runtime.now) return { requeueAfter: due - runtime.now };
    const preconditions = { uid: job.metadata.uid };
    client.delete(JOBS, namespace, name, { propagationPolicy: "Foreground", preconditions });
    return undefined;
  }
}

/** When a Job is to go, ms; undefined while it has not ended, when it may stay, and when it goes already. */
function expiry(job: Job): number | undefined {
  const { ttlSecondsAfterFinished } = job.spec;
  const time = endOf(job)?.lastTransitionTime;
  if (ttlSecondsAfterFinished === undefined || !time || job.metadata.deletionTimestamp !== undefined) return undefined;
  return parseTimestamp(time) + ttlSecondsAfterFinished * 1000;
}
