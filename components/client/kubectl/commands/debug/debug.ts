/** `kubectl debug`: a container beside others, a copy of a pod, or a pod on a node. Mirrors kubectl pkg/cmd/debug. */
import { boolFlag, mapFlag, sliceFlag, textFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { isNotFound, StatusError } from "../../errors.ts";
import { isImageReference } from "../../generate/names.ts";
import { at, cloneJson, goJson, type JsonObject } from "../../json.ts";
import { twoWayStrategicPatch } from "../../patch/strategicPatch.ts";
import { findResources } from "../../resources/findResources.ts";
import { watchEvents } from "../../rest/watching.ts";
import { attachTo } from "../pods/attach.ts";
import { containersOf, podName } from "../pods/containers.ts";
import { applyCustomProfile, checkCustomProfile, customProfile } from "./custom.ts";
import { applyProfile, type Kept, profileNamed, type Style } from "./profiles.ts";

const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

export const debug: Command = {
  name: "debug",
  short: "Create debugging sessions for troubleshooting workloads and nodes",
  usage: "(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]",
  examples: [
    "kubectl debug web -it --image=busybox",
    "kubectl debug web --copy-to=web-debug --set-image=*=busybox",
    "kubectl debug node/k8s-worker1 -it --image=busybox",
  ],
  flags: [
    sliceFlag("filename", "Files that name the resource", { short: "f" }),
    boolFlag("arguments-only", "What follows -- are arguments, not the command"),
    boolFlag("attach", "Attach to the container once it runs"),
    textFlag("container", "Name of the debug container", { short: "c" }),
    textFlag("copy-to", "Make a copy of the pod with this name"),
    boolFlag("replace", "Delete the original pod (with --copy-to)"),
    mapFlag("env", "Environment variables of the container"),
    textFlag("image", "Image of the debug container"),
    boolFlag("keep-labels", "Keep the pod's labels (with --copy-to)"),
    boolFlag("keep-annotations", "Keep the pod's annotations (with --copy-to)"),
    boolFlag("keep-liveness", "Keep liveness probes (with --copy-to)"),
    boolFlag("keep-readiness", "Keep readiness probes (with --copy-to)"),
    boolFlag("keep-startup", "Keep startup probes (with --copy-to)"),
    boolFlag("keep-init-containers", "Run the init containers (with --copy-to)", { default: "true" }),
    mapFlag("set-image", "name=image pairs (with --copy-to)"),
    textFlag("image-pull-policy", "Pull policy of the container"),
    boolFlag("stdin", "Keep stdin open", { short: "i" }),
    boolFlag("quiet", "Say less", { short: "q" }),
    boolFlag("same-node", "Put the copy on the same node (with --copy-to)"),
    boolFlag("share-processes", "Share processes in the copy (with --copy-to)", { default: "true" }),
    textFlag("target", "Target processes of this container"),
    boolFlag("tty", "Allocate a TTY", { short: "t" }),
    textFlag("profile", "general, baseline, restricted, netadmin or sysadmin", { default: "general" }),
    textFlag("custom", "File with a partial container spec"),
  ],
  async run(context) {
    const { args, dashAt, flags, session, err, io } = context;
    const split = dashAt >= 0 && args.length > dashAt;
    const targets = split ? args.slice(0, dashAt) : args;
    const command = split ? args.slice(dashAt) : [];
    const namespace = await session.namespace();
    const profile = profileNamed(flags.text("profile"));
    const custom = flags.text("custom") ? await customProfile(io, flags.text("custom")) : undefined;
    await session.client();
    checkFlags(context, targets, command);
    if (custom) checkCustomProfile(custom);
    if (profile === "legacy")
      err(
        '--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".\n',
      );
    const filenames = flags.list("filename");
    const resources = await findResources(session, {
      args: targets,
      defaultType: "pods",
      ...(filenames.length > 0 ? { files: { filenames, kustomize: "", recursive: false }, latest: true } : {}),
      namespace: namespace.name,
      requireNamespace: namespace.explicit,
    });
    await resources.visit(async ({ mapping, object }) => {
      const target = object as JsonObject;
      const made = new Debugging(context, command, namespace.name, custom);
      const { pod, container } =
        mapping.kind === "Node" && mapping.group === ""
          ? await made.node(target)
          : mapping.kind === "Pod" && mapping.group === ""
            ? flags.text("copy-to")
              ? await made.copy(target)
              : await made.ephemeral(target)
            : refuse(
                `"${mapping.group ? `${mapping.group}/` : "/"}${mapping.version}, Kind=${mapping.kind}" not supported by debug`,
              );
      const attaches = flags.bool("attach") || (!flags.changed("attach") && flags.bool("stdin"));
      if (attaches && container)
        await attachTo({ ...context, flags: withContainer(flags, container) }, await made.running(pod, container));
    });
  },
};

function refuse(message: string): never {
  throw new Error(message);
}

/** The same flags, with the container that was made. */
function withContainer(flags: CommandContext["flags"], container: string): CommandContext["flags"] {
  flags.assign("container", container);
  return flags;
}

function checkFlags({ flags, out }: CommandContext, targets: readonly string[], command: readonly string[]): void {
  const [image, copyTo, container, target] = ["image", "copy-to", "container", "target"].map((name) =>
    flags.text(name),
  ) as [string, string, string, string];
  const images = flags.map("set-image");
  if (flags.changed("attach") && flags.bool("attach") && !image && !container)
    refuse("you must specify --container or create a new container using --image in order to attach.");
  if (copyTo) {
    if (!image && images.size === 0 && command.length === 0)
      refuse("you must specify --image, --set-image or command arguments.");
    if (command.length > 0 && !container && !image)
      refuse("you must specify an existing container or a new image when specifying args.");
  } else {
    for (const name of ["replace", "same-node"])
      if (flags.bool(name)) refuse(`--${name} may only be used with --copy-to.`);
    if (images.size > 0) refuse("--set-image may only be used with --copy-to.");
    if (!image) refuse("you must specify --image when not using --copy-to.");
  }
  if (image && !isImageReference(image))
    refuse(`invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (targets.length === 0 && flags.list("filename").length === 0) refuse("NAME or filename is required for debug");
  const policy = flags.text("image-pull-policy");
  if (!["", "Always", "IfNotPresent", "Never"].includes(policy)) refuse(`invalid image pull policy: ${policy}`);
  for (const [name, text] of images)
    if (!isImageReference(text))
      refuse(
        `invalid image name ${JSON.stringify(text)} for container ${JSON.stringify(name)}: invalid reference format`,
      );
  if (target) {
    if (copyTo) refuse("--target is incompatible with --copy-to. Use --share-processes instead.");
    if (!flags.bool("quiet"))
      out(
        `Targeting container ${JSON.stringify(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
  }
  if (flags.bool("tty") && !flags.bool("stdin")) refuse("-i/--stdin is required for containers with -t/--tty=true");
}

interface Made {
  readonly pod: JsonObject;
  /** Empty: nothing to attach to. */
  readonly container: string;
}

class Debugging {
  constructor(
    private readonly context: CommandContext,
    private readonly command: readonly string[],
    private readonly namespace: string,
    private readonly custom: JsonObject | undefined,
  ) {}

  private get flags(): CommandContext["flags"] {
    return this.context.flags;
  }

  /** Another container in a pod that runs. */
  async ephemeral(pod: JsonObject): Promise<Made> {
    const name = this.containerName(pod);
    const container = {
      ...this.newContainer(name),
      ...(this.flags.text("target") ? { targetContainerName: this.flags.text("target") } : {}),
    };
    const changed = cloneJson(pod);
    const spec = changed["spec"] as JsonObject;
    spec["ephemeralContainers"] = [...containersOf(changed, "ephemeralContainers"), container];
    this.profile(changed, container, "ephemeral");
    // Looked for by name, which another container may have.
    this.warnOfUser(changed, containersOf(changed, "containers").find((one) => one["name"] === name) ?? container);
    const patch = twoWayStrategicPatch(pod, changed, "core.v1.Pod");
    const client = await this.context.session.client();
    try {
      const result = await client.json("PATCH", `${this.pathOf(pod)}/ephemeralcontainers`, {
        contentType: "application/strategic-merge-patch+json",
        body: goJson(patch),
      });
      return { pod: result as JsonObject, container: name };
    } catch (error) {
      if (isNotFound(error) && error instanceof StatusError && !error.status.details?.name)
        throw new Error(
          `ephemeral containers are disabled for this cluster (error from server: ${JSON.stringify(error.message)})`,
        );
      throw error;
    }
  }

  /** A pod like another, with a container more or changed. */
  async copy(pod: JsonObject): Promise<Made> {
    const copied: JsonObject = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: this.flags.text("copy-to"),
        namespace: at(pod, "metadata", "namespace") as string,
        ...pick(pod["metadata"] as JsonObject, ["annotations", "labels"]),
      },
      spec: cloneJson(pod["spec"] as JsonObject),
    };
    const spec = copied["spec"] as JsonObject;
    delete spec["ephemeralContainers"];
    if (this.flags.changed("share-processes")) spec["shareProcessNamespace"] = this.flags.bool("share-processes");
    if (!this.flags.bool("same-node")) delete spec["nodeName"];
    const images = this.flags.map("set-image");
    for (const one of containersOf(copied, "containers")) {
      const image = images.get(String(one["name"])) ?? images.get("*");
      if (image) one["image"] = image;
    }
    const name = this.changedContainer(copied);
    const client = await this.context.session.client();
    const created = await client.json("POST", this.podsPath(String(at(pod, "metadata", "namespace"))), {
      body: goJson(copied),
    });
    if (this.flags.bool("replace"))
      await client.json("DELETE", this.pathOf(pod), { body: goJson({ gracePeriodSeconds: 0 }) });
    return { pod: created as JsonObject, container: name };
  }

  /** The container that a copy changes or gets; empty when only images change. */
  private changedContainer(copied: JsonObject): string {
    const asked = this.flags.text("container");
    const image = this.flags.text("image");
    const spec = copied["spec"] as JsonObject;
    let container = containersOf(copied, "containers").find((one) => one["name"] === asked);
    let name = asked;
    if (!container) {
      if (!image) {
        if (this.flags.map("set-image").size > 0) return "";
        throw new Error("you must specify image when creating new container");
      }
      name ||= this.containerName(copied);
      container = { name, terminationMessagePolicy: "File" };
      spec["containers"] = [...containersOf(copied, "containers"), container];
    }
    if (this.command.length > 0) {
      if (this.flags.bool("arguments-only")) container["args"] = [...this.command];
      else {
        container["command"] = [...this.command];
        delete container["args"];
      }
    }
    const env = this.env();
    if (env.length > 0) container["env"] = env;
    if (image) container["image"] = image;
    if (this.flags.text("image-pull-policy")) container["imagePullPolicy"] = this.flags.text("image-pull-policy");
    for (const member of ["stdin", "tty"]) {
      if (this.flags.bool(member)) container[member] = true;
      else delete container[member];
    }
    this.profile(copied, container, "copy");
    this.warnOfUser(copied, container);
    return name;
  }

  /** A pod with a node's namespaces and its files. */
  async node(node: JsonObject): Promise<Made> {
    const { out, session } = this.context;
    const name = this.flags.text("container") || "debugger";
    const nodeName = String(at(node, "metadata", "name"));
    const pod: JsonObject = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: `node-debugger-${nodeName}-${this.suffix()}`,
        labels: { "app.kubernetes.io/managed-by": "kubectl-debug" },
      },
      spec: {
        containers: [this.newContainer(name)],
        nodeName,
        restartPolicy: "Never",
        tolerations: [{ operator: "Exists" }],
      },
    };
    if (!this.flags.bool("quiet"))
      out(`Creating debugging pod ${podName(pod)} with container ${name} on node ${nodeName}.\n`);
    this.profile(pod, containersOf(pod, "containers")[0] as JsonObject, "node");
    const client = await session.client();
    return {
      pod: (await client.json("POST", this.podsPath(this.namespace), { body: goJson(pod) })) as JsonObject,
      container: name,
    };
  }

  /** The pod once its container runs or has ended. */
  async running(pod: JsonObject, container: string): Promise<JsonObject> {
    const { session, io, err } = this.context;
    const path = this.podsPath(String(at(pod, "metadata", "namespace")));
    const query = [["fieldSelector", `metadata.name=${podName(pod)}`] as const];
    for await (const { type, object } of watchEvents(await session.client(), path, { query, signal: io.signal })) {
      if (type === "DELETED") throw new StatusError({ reason: "NotFound", message: 'pods "" not found' });
      const status = ["initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"]
        .flatMap((list) => (at(object, "status", list) ?? []) as JsonObject[])
        .find((one) => one["name"] === container);
      if (at(status, "state", "running") || at(status, "state", "terminated")) return object;
      const waiting = at(status, "state", "waiting", "message");
      if (waiting && !this.flags.bool("quiet")) err(`Warning: container ${container}: ${String(waiting)}\n`);
    }
    throw new Error("the watch ended before the container ran");
  }

  private newContainer(name: string): JsonObject {
    const env = this.env();
    const policy = this.flags.text("image-pull-policy");
    return {
      name,
      image: this.flags.text("image"),
      ...(this.command.length === 0
        ? {}
        : { [this.flags.bool("arguments-only") ? "args" : "command"]: [...this.command] }),
      ...(env.length > 0 ? { env } : {}),
      resources: {},
      terminationMessagePolicy: "File",
      ...(policy ? { imagePullPolicy: policy } : {}),
      ...(this.flags.bool("stdin") ? { stdin: true } : {}),
      ...(this.flags.bool("tty") ? { tty: true } : {}),
    };
  }

  private env(): JsonObject[] {
    return [...this.flags.map("env")].map(([name, value]) => ({ name, value }));
  }

  private containerName(pod: JsonObject): string {
    const asked = this.flags.text("container");
    if (asked) return asked;
    const known = new Set(
      (["containers", "initContainers", "ephemeralContainers"] as const)
        .flatMap((kind) => containersOf(pod, kind))
        .map(({ name }) => name),
    );
    let name = "";
    while (name === "" || known.has(name)) name = `debugger-${this.suffix()}`;
    if (!this.flags.bool("quiet")) this.context.out(`Defaulting debug container name to ${name}.\n`);
    return name;
  }

  private suffix(): string {
    return Array.from({ length: 5 }, () => LETTERS[Math.floor(this.context.io.random() * LETTERS.length)]).join("");
  }

  private profile(pod: JsonObject, container: JsonObject, style: Style): void {
    const kept: Kept = {
      labels: this.flags.bool("keep-labels"),
      annotations: this.flags.bool("keep-annotations"),
      liveness: this.flags.bool("keep-liveness"),
      readiness: this.flags.bool("keep-readiness"),
      startup: this.flags.bool("keep-startup"),
      initContainers: this.flags.bool("keep-init-containers"),
    };
    applyProfile(profileNamed(this.flags.text("profile")), pod, { container, style, kept });
    if (this.custom) applyCustomProfile(container, this.custom);
  }

  private warnOfUser(pod: JsonObject, container: JsonObject): void {
    const user = at(pod, "spec", "securityContext", "runAsUser");
    const context = container["securityContext"];
    if (!user || !context || at(context, "runAsUser") === 0) return;
    const added = at(context, "capabilities", "add");
    if (at(context, "privileged") !== true && !(Array.isArray(added) && added.length > 0)) return;
    this.context.err(
      'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n',
    );
  }

  private podsPath(namespace: string): string {
    return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  }

  private pathOf(pod: JsonObject): string {
    return `${this.podsPath(String(at(pod, "metadata", "namespace")))}/${encodeURIComponent(podName(pod))}`;
  }
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.filter((name) => object[name] !== undefined).map((name) => [name, cloneJson(object[name]) ?? null]),
  );
}
