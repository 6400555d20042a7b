import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { RequestResult } from "../../../components/client/Requests.ts";
import type { RoomConnection } from "../../../components/client/RoomConnection.ts";
import { type AppForm, EMPTY_FORM, printForm, problemsOf } from "../../../components/create/appForm.ts";
import { deploy } from "../../../components/create/deploy.ts";

const FORM: AppForm = { ...EMPTY_FORM, name: "shop", image: "kubetm/app", namespace: "default" };

test("TABLES-9 the form makes a Deployment that selects its own pods", () => {
  const [deployment, ...rest] = parseAllDocuments(printForm({ ...FORM, replicas: "2", cpu: "250m" })).map((document) =>
    document.toJS(),
  );
  expect(rest).toEqual([]);
  expect(deployment).toEqual({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "shop", namespace: "default", labels: { "k8s-app": "shop" } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { "k8s-app": "shop" } },
      template: {
        metadata: { labels: { "k8s-app": "shop" } },
        spec: { containers: [{ name: "shop", image: "kubetm/app", resources: { requests: { cpu: "250m" } } }] },
      },
    },
  });
});

test("TABLES-9 and a Service when it is to be reached", () => {
  const form: AppForm = {
    ...FORM,
    service: "internal",
    ports: [
      { port: "80", targetPort: "8080", protocol: "TCP" },
      { port: "81", targetPort: "8080", protocol: "TCP" },
    ],
    labels: [{ key: "type", value: "web" }],
    env: [{ key: "PORT", value: "8080" }],
  };
  const [deployment, service] = parseAllDocuments(printForm(form)).map((document) => document.toJS());
  expect(deployment.spec.template.spec.containers[0]).toMatchObject({
    ports: [{ containerPort: 8080, protocol: "TCP" }],
    env: [{ name: "PORT", value: "8080" }],
  });
  expect(service).toEqual({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "shop", namespace: "default", labels: { "k8s-app": "shop", type: "web" } },
    spec: {
      type: "ClusterIP",
      selector: { "k8s-app": "shop" },
      ports: [
        { name: "tcp-80-8080", port: 80, targetPort: 8080, protocol: "TCP" },
        { name: "tcp-81-8080", port: 81, targetPort: 8080, protocol: "TCP" },
      ],
    },
  });
});

test("TABLES-9 what cannot be sent is named", () => {
  expect([...problemsOf(FORM)]).toEqual([]);
  expect([...problemsOf({ ...FORM, name: "Shop", image: "", replicas: "x" })]).toEqual(["name", "image", "replicas"]);
  expect([
    ...problemsOf({ ...FORM, service: "node", ports: [{ port: "0", targetPort: "80", protocol: "TCP" }] }),
  ]).toEqual(["port"]);
  expect([...problemsOf({ ...FORM, memory: "1 GB", labels: [{ key: "-x", value: "" }] })]).toEqual(["label", "memory"]);
});

/** A server with pods and namespaces that answers as the API server does. */
function server(taken: readonly string[] = []) {
  const posts: string[] = [];
  const answer = (status: number, body: object): RequestResult => ({
    status,
    body,
    contentType: "application/json",
    warnings: [],
  });
  const request: RoomConnection["request"] = (method, path, { body } = {}) => {
    if (method === "GET")
      return Promise.resolve(
        answer(200, {
          resources: [
            { name: "pods", kind: "Pod", namespaced: true },
            { name: "namespaces", kind: "Namespace", namespaced: false },
          ],
        }),
      );
    posts.push(path);
    const object = JSON.parse(body ?? "{}") as { metadata: { name: string } };
    if (path === "/api/v1/pods")
      return Promise.resolve(
        answer(405, { message: "the server does not allow this method on the requested resource" }),
      );
    if (taken.includes(object.metadata.name))
      return Promise.resolve(answer(409, { message: `pods "${object.metadata.name}" already exists` }));
    return Promise.resolve(answer(201, object));
  };
  return { connection: { request } as RoomConnection, posts };
}

const pod = (name: string, namespace = ""): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n${namespace ? `  namespace: ${namespace}\n` : ""}`;

test("TABLES-7 over all namespaces a document without one is refused by the server, one with its own is made", async () => {
  const { connection, posts } = server();
  const done = await deploy(connection, `${pod("a", "team")}---\n${pod("b")}---\n${pod("c")}`, { namespace: "" });
  expect(posts).toEqual(["/api/v1/namespaces/team/pods", "/api/v1/pods"]);
  expect(done.made.map(({ title }) => title)).toEqual(["pod/a"]);
  expect(done.left).toBe(1);
  expect(done.failure).toEqual({
    reason: "all-namespaces",
    title: "pod/b",
    message: "the server does not allow this method on the requested resource",
    status: 405,
    path: "/api/v1/pods",
  });
});

test("TABLES-6 what was made stays, and the next attempt goes on after it", async () => {
  const { connection, posts } = server(["b"]);
  const text = `${pod("a")}---\n${pod("b")}`;
  const first = await deploy(connection, text, { namespace: "default" });
  expect(first.failure).toMatchObject({ reason: "refused", message: 'pods "b" already exists', status: 409 });
  const again = await deploy(connection, text.replace("name: b", "name: c"), {
    namespace: "default",
    skip: first.made.length,
  });
  expect(again.made.map(({ selection }) => selection)).toEqual([{ resource: "pods", namespace: "", name: "c" }]);
  expect(posts.length).toBe(3);
});

test("TABLES-8 a document that names another namespace than the chosen one is not sent", async () => {
  const { connection, posts } = server();
  const { failure } = await deploy(connection, pod("a", "team"), { namespace: "default" });
  expect(failure?.message).toBe("Cannot deploy to the namespace different than the currently selected one.");
  expect(posts).toEqual([]);
});

test("TABLES-6 what is no object, or of no kind here, is told without being sent", async () => {
  const { connection, posts } = server();
  const messages = await Promise.all(
    ["metadata: {name: x}", "apiVersion: v1\nkind: Pot\nmetadata: {name: x}", "a: [1"].map(
      async (text) => (await deploy(connection, text, { namespace: "default" })).failure?.message,
    ),
  );
  expect(messages[0]).toContain("Object 'Kind' is missing");
  expect(messages[1]).toBe('no matches for kind "Pot" in version "v1"');
  expect(messages[2]).toBeTruthy();
  expect(posts).toEqual([]);
});
