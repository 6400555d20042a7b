/** The Job a CronJob is run now with, as `kubectl create job --from` makes it. Pure. */
import { jobFromCronJob } from "../../client/kubectl/generate/workloads.ts";
import type { JsonObject } from "../../client/kubectl/json.ts";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";

/** A Job's name has at most 63 characters. */
const LONGEST = 63;

/** `suffix`: letters and digits that make the name its own. */
export function manualJob(cronJob: KubeObject, suffix: string): { readonly name: string; readonly job: object } {
  const ending = `-manual-${suffix}`;
  const name = `${cronJob.metadata.name.slice(0, LONGEST - ending.length).replace(/[-.]+$/, "")}${ending}`;
  return { name, job: jobFromCronJob(name, cronJob as unknown as JsonObject) };
}
