/** What is read and changed in clusters with a person's token, as kubectl does. */
import { beginStream, readOverWebSocket } from "../doors.ts";
import type { Part } from "../Row.ts";
import {
  clusterOwners,
  CRDS,
  inside,
  json,
  line,
  neighbours,
  newPod,
  newRole,
  object,
  others,
  own,
  owners,
  RBAC,
  readers,
  room,
  row,
  sharers,
  teachers,
  V1,
} from "./clusterRows.ts";

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
