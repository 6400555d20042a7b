/** What is reached inside of clusters with a person's token: containers, nodes, accounts. */
import { upgrade, upgradeToSpdy } from "../doors.ts";
import type { Part } from "../Row.ts";
import {
  clusterOwners,
  EXEC,
  exec,
  inside,
  json,
  line,
  newPod,
  object,
  others,
  own,
  owners,
  room,
  row,
  sharers,
  system,
  teachers,
  TOKEN,
  V1,
  V5,
} from "./clusterRows.ts";

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
