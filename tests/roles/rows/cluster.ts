/** What is asked of clusters with a person's token, as kubectl does. */
import { askHttp, beginStream, readOverWebSocket, upgrade, upgradeToSpdy, verdict } from "../doors.ts";
import { MAY, never, type Part, type Row, whereNotApart } from "../Row.ts";
import { type Actor, type Place, POD, type Scene } from "../Scene.ts";

type Where = (actor: Actor, scene: Scene) => Place;
const room: Where = (_, scene) => scene.inRoom;
const own: Where = (actor, scene) => scene.ownOf(actor);
const others: Where = (_, scene) => scene.others;
const system: Where = (actor, scene) => ({ ...scene.ownOf(actor), namespace: "kube-system" });

const V1 = "/api/v1";
const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const inside = ({ namespace }: Place, path: string): string => `${V1}/namespaces/${namespace}${path}`;

interface Request {
  readonly method?: string;
  readonly path: (place: Place, scene: Scene) => string;
  readonly body?: (scene: Scene) => object;
  readonly headers?: Record<string, string>;
  /** Statuses that say the door was open, beside those of success. */
  readonly also?: readonly number[];
}

function row(action: string, door: string, may: Row["may"], where: Where, request: Request): Row {
  const { method = "GET", path, body, headers = {}, also = [] } = request;
  return {
    action,
    door: `\`${door}\``,
    may,
    async ask(actor, scene) {
      const place = where(actor, scene);
      const { status } = await askHttp(scene.cluster(actor, place, path(place, scene)), {
        method,
        headers,
        ...(body ? { body: body(scene) } : {}),
      });
      return verdict(status, `${method} ${door}`, (code) => code < 300 || also.includes(code));
    },
  };
}

/** A row whose door is a line of its own. */
function line(
  action: string,
  door: string,
  may: Row["may"],
  {
    where = room,
    open,
  }: { readonly where?: Where; readonly open: (url: (path: string) => string, place: Place) => Promise<number> },
): Row {
  return {
    action,
    door: `\`${door}\``,
    may,
    async ask(actor, scene) {
      const place = where(actor, scene);
      return verdict(await open((path) => scene.cluster(actor, place, inside(place, path)), place), door);
    },
  };
}

const object =
  (kind: string, prefix: string, more: object = {}, apiVersion = "v1") =>
  (scene: Scene): object => ({
    apiVersion,
    kind,
    metadata: { name: scene.name(prefix) },
    ...more,
  });
const TOKEN = (): object => ({ apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} });
const EXEC = "/pods/web/exec?command=true&stdout=true";
const V5 = ["v5.channel.k8s.io"];
const exec = (url: (path: string) => string): Promise<number> => upgrade(url(EXEC), V5);

const readers = MAY.members;
/** What stands in one's own namespace or cluster is one's own in every mode. */
const owners = MAY.students;
const { sharers, teachers } = MAY;
/** Students look at others' namespaces, not into others' clusters. */
const neighbours = { instructor: true, student: whereNotApart, viewer: whereNotApart, nobody: false };
/** A cluster of one's own is for its student to label, to fill and to break. */
const clusterOwners = {
  instructor: true,
  student: { shared: true, "namespace-each": false, "cluster-each": true },
  viewer: never,
  nobody: false,
};

const newPod = {
  method: "POST",
  path: (place: Place) => inside(place, "/pods"),
  body: (scene: Scene) => POD(scene.name("pod")),
};
const newRole = {
  method: "POST",
  path: () => `${RBAC}/clusterrolebindings`,
  body: object(
    "ClusterRoleBinding",
    "binding",
    { roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" }, subjects: [] },
    "rbac.authorization.k8s.io/v1",
  ),
};
const json = { "content-type": "application/strategic-merge-patch+json" };

export const READING: Part = {
  title: "Reading the room's cluster",
  rows: [
    row("reads pods", "get pods", readers, room, { path: (place) => inside(place, "/pods") }),
    line("watches pods", "watch pods", readers, { open: (url) => beginStream(url("/pods?watch=true")) }),
    line("watches pods over a WebSocket", "watch pods, WebSocket", readers, {
      open: (url) => readOverWebSocket(url("/pods?watch=true")),
    }),
    line("reads a log over a WebSocket", "get pods/log, WebSocket", readers, {
      open: (url) => readOverWebSocket(url("/pods/web/log")),
    }),
    line("watches Secrets", "watch secrets", sharers, { open: (url) => beginStream(url("/secrets?watch=true")) }),
    line("watches Secrets over a WebSocket", "watch secrets, WebSocket", sharers, {
      open: (url) => readOverWebSocket(url("/secrets?watch=true")),
    }),
    line("follows a log", "get pods/log?follow", readers, {
      open: (url) => beginStream(url("/pods/web/log?follow=true")),
    }),
    row("reads a log", "get pods/log", readers, room, { path: (place) => inside(place, "/pods/web/log") }),
    row("reads why the scheduler chose", "get pods/scheduling", readers, room, {
      path: (place) => inside(place, "/pods/web/scheduling"),
    }),
    row("reads nodes", "get nodes", readers, room, { path: () => `${V1}/nodes` }),
    row("reads roles and bindings", "get clusterrolebindings", readers, room, {
      path: () => `${RBAC}/clusterrolebindings`,
    }),
    row("reads Secrets", "get secrets", sharers, room, { path: (place) => inside(place, "/secrets") }),
    row("asks from outside", "get /outside/curl", readers, room, { path: () => "/outside/curl?url=http://20.96.0.9/" }),
    row("reads pods of another student's", "get pods", neighbours, others, { path: (place) => inside(place, "/pods") }),
    row("reads Secrets of another student's", "get secrets", sharers, others, {
      path: (place) => inside(place, "/secrets"),
    }),
  ],
};

export const WRITING: Part = {
  title: "Changing clusters",
  rows: [
    row("makes pods in what is their own", "create pods", owners, own, newPod),
    row("makes pods in the room's `default`", "create pods", sharers, room, newPod),
    row("makes pods in another student's", "create pods", sharers, others, newPod),
    row("deletes pods in another student's", "delete pods", sharers, others, {
      method: "DELETE",
      path: (place) => inside(place, "/pods/none"),
      also: [404],
    }),
    row("reads Secrets of their own", "get secrets", owners, own, { path: (place) => inside(place, "/secrets") }),
    row("makes namespaces in what is their own", "create namespaces", clusterOwners, own, {
      method: "POST",
      path: () => `${V1}/namespaces`,
      body: object("Namespace", "team"),
    }),
    row("labels and cordons nodes of what is their own", "patch nodes", clusterOwners, own, {
      method: "PATCH",
      path: () => `${V1}/nodes/k8s-worker1`,
      headers: json,
      body: () => ({ metadata: { labels: { hdd: "yes" } } }),
    }),
    row("labels and cordons the room's nodes", "patch nodes", sharers, room, {
      method: "PATCH",
      path: () => `${V1}/nodes/k8s-worker1`,
      headers: json,
      body: () => ({ metadata: { labels: { hdd: "yes" } } }),
    }),
    row("gives rights", "create clusterrolebindings", teachers, own, newRole),
    row("defines kinds", "create customresourcedefinitions", teachers, own, {
      method: "POST",
      path: () => `${CRDS}?dryRun=All`,
      body: () => CRD,
    }),
    row("changes policies", "delete validatingadmissionpolicies", teachers, own, {
      method: "DELETE",
      path: () => "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/podroom-students?dryRun=All",
    }),
    row("breaks nodes", "create nodes/faults", teachers, own, {
      method: "POST",
      path: () => `${V1}/nodes/k8s-worker2/faults`,
      body: () => ({ type: "registry" }),
    }),
    row("adds machines", "post /machines", teachers, own, {
      method: "POST",
      path: () => "/machines",
      body: (scene) => ({ name: scene.name("machine"), cpu: "1", memory: "1Gi" }),
    }),
    row("acts as another", "impersonate users", teachers, own, {
      path: (place) => inside(place, "/pods"),
      headers: { "impersonate-user": "podroom:somebody", "impersonate-group": "podroom:instructors" },
    }),
  ],
};

export const CONTAINERS: Part = {
  title: "Containers and nodes",
  rows: [
    line("runs commands in pods of their own", "create pods/exec, WebSocket", owners, { where: own, open: exec }),
    line("runs commands in the room's pods", "create pods/exec, WebSocket", sharers, { open: exec }),
    line("runs commands in another student's pods", "create pods/exec, WebSocket", sharers, {
      where: others,
      open: exec,
    }),
    line("the same over SPDY", "create pods/exec, SPDY", sharers, { open: (url) => upgradeToSpdy(url(EXEC)) }),
    line("attaches", "create pods/attach", sharers, {
      open: (url) => upgrade(url("/pods/web/attach?stdout=true"), V5),
    }),
    line("forwards ports", "create pods/portforward", sharers, {
      open: (url) => upgrade(url("/pods/web/portforward?ports=80"), ["v4.channel.k8s.io"]),
    }),
    row("opens a shell in the room's pods", "create pods/shell", sharers, room, {
      method: "POST",
      path: (place) => inside(place, "/pods/web/shell"),
      body: () => ({ op: "start", command: ["true"], tty: false, stdin: false }),
    }),
    row("opens a shell on the room's nodes", "create nodes/shell", sharers, room, {
      method: "POST",
      path: () => `${V1}/nodes/k8s-master/shell`,
      body: () => ({ op: "start", command: ["true"], tty: false, stdin: false }),
    }),
    row("opens a shell on nodes of their own", "create nodes/shell", clusterOwners, own, {
      method: "POST",
      path: () => `${V1}/nodes/k8s-master/shell`,
      body: () => ({ op: "start", command: ["true"], tty: false, stdin: false }),
    }),
    row("sends requests from the room's pods", "create pods/curl", sharers, room, {
      method: "POST",
      path: (place) => inside(place, "/pods/web/curl"),
      body: () => ({ url: "http://localhost/" }),
    }),
    row("sends requests from pods of their own", "create pods/curl", owners, own, {
      method: "POST",
      path: (place) => inside(place, "/pods/web/curl"),
      body: () => ({ url: "http://localhost/" }),
    }),
    row("looks names up from pods of their own", "get pods/dns", owners, own, {
      path: (place) => inside(place, "/pods/web/dns?name=kubernetes"),
    }),
    row("sends requests to the room's pods", "get pods/proxy", sharers, room, {
      path: (place) => inside(place, "/pods/web:80/proxy/"),
    }),
    row("kills a container from outside", "create pods/faults", teachers, own, {
      method: "POST",
      path: (place) => inside(place, "/pods/web/faults"),
      body: () => ({ type: "kill", container: "web" }),
      // It may not have come back since the last time.
      also: [400],
    }),
  ],
};

export const ACCOUNTS: Part = {
  title: "Service accounts and the cluster's own namespaces",
  rows: [
    row("gets tokens of accounts of their own", "create serviceaccounts/token", owners, own, {
      method: "POST",
      path: (place) => inside(place, "/serviceaccounts/default/token"),
      body: TOKEN,
    }),
    row("gets tokens of the room's accounts", "create serviceaccounts/token", sharers, room, {
      method: "POST",
      path: (place) => inside(place, "/serviceaccounts/default/token"),
      body: TOKEN,
    }),
    row("gets tokens of accounts in `kube-system`", "create serviceaccounts/token", teachers, system, {
      method: "POST",
      path: (place) => inside(place, "/serviceaccounts/default/token"),
      body: TOKEN,
    }),
    row("makes accounts in `kube-system`", "create serviceaccounts", teachers, system, {
      method: "POST",
      path: (place) => inside(place, "/serviceaccounts"),
      body: object("ServiceAccount", "account"),
    }),
    row("makes pods in `kube-system`", "create pods", teachers, system, newPod),
    line("runs commands in pods in `kube-system`", "create pods/exec, WebSocket", teachers, {
      where: system,
      open: (url) => exec((path) => url(path.replace("web", "system"))),
    }),
    row("opens a shell in pods in `kube-system`", "create pods/shell", teachers, system, {
      method: "POST",
      path: (place) => inside(place, "/pods/system/shell"),
      body: () => ({ op: "start", command: ["true"], tty: false, stdin: false }),
    }),
    row("makes Secrets with a token in `kube-system`", "create secrets", teachers, system, {
      method: "POST",
      path: (place) => inside(place, "/secrets"),
      body: (scene) => ({
        apiVersion: "v1",
        kind: "Secret",
        type: "kubernetes.io/service-account-token",
        metadata: { name: scene.name("token"), annotations: { "kubernetes.io/service-account.name": "default" } },
      }),
    }),
    row("labels `kube-system`", "patch namespaces", teachers, system, {
      method: "PATCH",
      path: () => `${V1}/namespaces/kube-system`,
      headers: json,
      body: () => ({ metadata: { labels: { team: "a" } } }),
    }),
    row("reads whose a token is, ends all tokens", "get, delete /identity", teachers, own, {
      method: "DELETE",
      path: () => "/identity",
    }),
  ],
};

const CRD = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "crontabs.stable.example.com" },
  spec: {
    group: "stable.example.com",
    scope: "Namespaced",
    names: { plural: "crontabs", singular: "crontab", kind: "CronTab" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};
