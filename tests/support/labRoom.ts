/** A room of the real cluster behind its Kubernetes API over HTTP, its clock turned by the test. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { clusterFactory } from "../../server/clusterFactory.ts";
import type {
  ContainerStatus,
  Event,
  Endpoints,
  KubeObject,
  Node,
  Pod,
} from "../../server/protocol/kubernetes/index.ts";
import type { Trace } from "../../server/simulation/network/Network.ts";
import { type LocalServer, startLocalServer } from "./rooms/localServer.ts";
import { createRoom } from "./rooms/serverProcess.ts";
import { makeWorld } from "./rooms/worlds.ts";

const factory = clusterFactory({ root: ".", freeze: true });
const MANIFESTS = join(import.meta.dirname, "../labs/manifests");
const PLURALS: { readonly [kind: string]: string } = {
  Pod: "/api/v1/namespaces/default/pods",
  Service: "/api/v1/namespaces/default/services",
  Deployment: "/apis/apps/v1/namespaces/default/deployments",
};

export interface Answer<T> {
  readonly status: number;
  /** Texts of the Warning headers. */
  readonly warnings: readonly string[];
  readonly body: T;
}

export class LabRoom {
  private constructor(
    private readonly server: LocalServer,
    private readonly roomId: string,
    /** Where the cluster's API is, token included. */
    readonly url: string,
  ) {}

  static async open(): Promise<LabRoom> {
    const server = await startLocalServer(makeWorld({ factory }));
    const { id, clusterUrl } = await createRoom(server.url);
    return new LabRoom(server, id, clusterUrl);
  }

  async close(): Promise<void> {
    await this.server.close();
    const { problems } = this.server.world;
    if (problems.length > 0) throw new Error(problems.join("\n"));
  }

  async ask<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    return this.send(path, {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": type }, body: JSON.stringify(body) }),
    });
  }

  /** The cells of a table as kubectl asks for it. */
  async table(path: string): Promise<readonly (readonly unknown[])[]> {
    const headers = { accept: "application/json;as=Table;g=meta.k8s.io;v=v1" };
    const { body } = await this.send<{ readonly rows: readonly { readonly cells: readonly unknown[] }[] }>(path, {
      headers,
    });
    return body.rows.map(({ cells }) => cells);
  }

  private async send<T>(path: string, init: RequestInit): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${path}`, init);
    const text = await response.text();
    const json = (response.headers.get("content-type") ?? "").includes("json");
    const warnings = [...(response.headers.get("warning") ?? "").matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)];
    return {
      status: response.status,
      warnings: warnings.map(([, words]) => words ?? ""),
      body: (json ? JSON.parse(text) : text) as T,
    };
  }

  async get<T>(path: string): Promise<T> {
    const { status, body } = await this.ask<T>("GET", path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Creates the objects of a lab, one after another. */
  async apply(file: string): Promise<readonly Answer<KubeObject>[]> {
    const documents = readFileSync(join(MANIFESTS, file), "utf8").split(/^---$/m);
    const answers: Answer<KubeObject>[] = [];
    for (const document of documents) {
      const draft = parse(document) as KubeObject;
      answers.push(await this.ask("POST", PLURALS[draft.kind] ?? "", draft));
    }
    const refused = answers.find(({ status }) => status !== 201);
    if (refused) throw new Error(`${file}: ${JSON.stringify(refused.body)}`);
    return answers;
  }

  /** Lets so many seconds of the cluster's time go by. */
  async pass(seconds: number): Promise<void> {
    const { cluster } = await this.server.world.directory.open(this.roomId);
    const end = cluster.runtime.now + seconds * 1000;
    this.server.world.clock.now += seconds * 1000;
    while (cluster.runtime.now < end) await this.ask("GET", "/version");
  }

  /** Lets time pass in steps of a tenth of a second until something holds. */
  async until<T>(look: () => Promise<T | undefined>, seconds = 60): Promise<T> {
    for (let tenths = 0; tenths < seconds * 10; tenths++) {
      const found = await look();
      if (found !== undefined) return found;
      await this.pass(0.1);
    }
    throw new Error(`it did not happen within ${seconds} s of the cluster's time`);
  }

  pod(name: string): Promise<Pod> {
    return this.get<Pod>(`${PLURALS["Pod"]}/${name}`);
  }

  async pods(): Promise<readonly Pod[]> {
    return (await this.get<{ readonly items: readonly Pod[] }>(PLURALS["Pod"] ?? "")).items;
  }

  /** Waits until every container of a pod is ready. */
  ready(name: string, seconds = 60): Promise<Pod> {
    return this.until(async () => {
      const pod = await this.pod(name);
      return isReady(pod) ? pod : undefined;
    }, seconds);
  }

  node(name: string): Promise<Node> {
    return this.get<Node>(`/api/v1/nodes/${name}`);
  }

  /** `curl` out of a pod. */
  curl(pod: string, url: string): Promise<Trace> {
    return this.get<Trace>(`${PLURALS["Pod"]}/${pod}/curl?url=${encodeURIComponent(url)}`);
  }

  /** A request by somebody who is not in the cluster. */
  fromOutside(url: string): Promise<Trace> {
    return this.get<Trace>(`/outside/curl?url=${encodeURIComponent(url)}`);
  }

  /** The ready addresses with their ports behind a Service, sorted. */
  async endpoints(service: string): Promise<readonly string[]> {
    const { status, body } = await this.ask<Endpoints>("GET", `/api/v1/namespaces/default/endpoints/${service}`);
    if (status !== 200) return [];
    return (body.subsets ?? [])
      .flatMap(({ addresses, ports }) =>
        (addresses ?? []).flatMap(({ ip }) => (ports ?? []).map(({ port }) => `${ip}:${port}`)),
      )
      .sort();
  }

  /** The events about an object, oldest first. */
  async events(name: string): Promise<readonly Event[]> {
    const { items } = await this.get<{ readonly items: readonly Event[] }>(
      `/api/v1/namespaces/default/events?fieldSelector=involvedObject.name=${name}`,
    );
    return items;
  }
}

function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}

export function containerStatus(pod: Pod, name: string): ContainerStatus {
  const found = pod.status?.containerStatuses?.find((status) => status.name === name);
  if (!found) throw new Error(`${pod.metadata.name} tells nothing of ${name}`);
  return found;
}
