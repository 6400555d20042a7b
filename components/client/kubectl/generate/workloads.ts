/** Deployments, Jobs and CronJobs out of flags. Models kubectl pkg/cmd/create/create_{deployment,job,cronjob}.go. */
import { cloneJson, isObject, type JsonObject } from "../json.ts";
import { fail, type Manifest } from "./generated.ts";

export interface DeploymentFlags {
  readonly name: string;
  readonly images: readonly string[];
  readonly replicas: number;
  /** Below zero: none. */
  readonly port: number;
  readonly command: readonly string[];
  /** Five letters for names made of images whose names cannot be containers' names. */
  readonly suffix: () => string;
}

export function deployment({ name, images, replicas, port, command, suffix }: DeploymentFlags): Manifest {
  if (images.length > 1 && command.length > 0) fail("cannot specify multiple --image options and command");
  const containers: JsonObject[] = images.map((image) => ({
    name: containerName(image, suffix),
    image,
    ...(command.length > 0 ? { command: [...command] } : undefined),
  }));
  if (port >= 0 && containers[0]) containers[0].ports = [{ containerPort: port }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels: { app: name } },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers } },
    },
  };
}

function containerName(image: string, suffix: () => string): string {
  const last = image.slice(image.lastIndexOf("/") + 1);
  const bare = (last.split(":")[0] as string).split("@")[0] as string;
  return /[_.]/.test(bare) ? `${bare.replace(/[_.]/g, "-")}-${suffix()}` : bare;
}

export interface JobFlags {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
}

export function job(flags: JobFlags): Manifest {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: flags.name },
    spec: { template: { spec: podSpec(flags, "Never") } },
  };
}

function podSpec({ name, image, command }: JobFlags, restartPolicy: string): JsonObject {
  const container = { name, image, ...(command.length > 0 ? { command: [...command] } : undefined) };
  return { containers: [container], restartPolicy };
}

/** A Job as the CronJob's schedule would make it, owned by it. */
export function jobFromCronJob(name: string, cronJob: JsonObject): Manifest {
  const template = member(member(cronJob, "spec"), "jobTemplate");
  const metadata = member(template, "metadata");
  const owner = member(cronJob, "metadata");
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      annotations: { "cronjob.kubernetes.io/instantiate": "manual", ...member(metadata, "annotations") },
      ...(isObject(metadata.labels) ? { labels: cloneJson(metadata.labels) } : undefined),
      ownerReferences: [
        {
          apiVersion: "batch/v1",
          kind: "CronJob",
          name: owner.name ?? "",
          uid: owner.uid ?? "",
          controller: true,
        },
      ],
    },
    spec: cloneJson(template.spec ?? {}),
  };
}

function member(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isObject(value) ? value : {};
}

export interface CronJobFlags extends JobFlags {
  readonly schedule: string;
  readonly restart: string;
}

export function cronJob(flags: CronJobFlags): Manifest {
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: flags.name },
    spec: {
      schedule: flags.schedule,
      jobTemplate: {
        metadata: { name: flags.name },
        spec: { template: { spec: podSpec(flags, flags.restart === "" ? "OnFailure" : flags.restart) } },
      },
    },
  };
}
