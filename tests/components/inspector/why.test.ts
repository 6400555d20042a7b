import { describe, expect, test } from "vitest";
import { imageDoubt } from "../../../components/inspector/why/imageDoubt.ts";
import { membersOf } from "../../../components/inspector/why/members.ts";
import { lastWords, takenPort } from "../../../components/inspector/why/readLog.ts";
import type { Pod, Service } from "../../../server/protocol/kubernetes/index.ts";
import { KNOWN_IMAGES } from "../../../server/protocol/knownImages.ts";
import { resolveImage } from "../../../server/simulation/kubelet/images/registry.ts";
import { newCluster } from "../../support/clusters.ts";

describe("WHY-9 a label that is nearly the selector's", () => {
  const slipOf = (selector: object, labels: object): unknown => {
    const service = { metadata: { name: "svc", namespace: "default" }, spec: { selector } } as unknown as Service;
    const pod = { metadata: { name: "p", namespace: "default", uid: "u", labels }, spec: { containers: [] } };
    return membersOf(service, [pod as unknown as Pod], [])[0]?.slip;
  };

  test("its value or its key", () => {
    expect(slipOf({ app: "wbe" }, { app: "web" })).toEqual(["app", "web"]);
    expect(slipOf({ type: "web" }, { tpye: "web" })).toEqual(["tpye", "web"]);
    expect(slipOf({ app: "web", tier: "fornt" }, { app: "web", tier: "front" })).toEqual(["tier", "front"]);
  });

  test("another value, another number, nothing", () => {
    expect(slipOf({ app: "web" }, { app: "db" })).toBeUndefined();
    expect(slipOf({ app: "web-1" }, { app: "web-2" })).toBeUndefined();
    expect(slipOf({ app: "web" }, {})).toBeUndefined();
    expect(slipOf({ app: "web" }, { app: "web" })).toBeUndefined();
  });
});

describe("WHY-10 names of images", () => {
  test.each([
    ["ngnix", true, { what: "name", near: "nginx" }],
    ["docker.io/library/ngnix:latest", true, { what: "name", near: "nginx" }],
    ["kubetm/ap", false, { what: "name", near: "kubetm/app" }],
    ["Nginx", true, { what: "case", near: "nginx" }],
    ["nginx:lateest", true, { what: "tag", repository: "nginx", tag: "lateest", near: "latest" }],
    ["nginx:nope", true, { what: "tag", repository: "nginx", tag: "nope" }],
  ])("%s is doubted", (image, failed, doubt) => expect(imageDoubt(image, failed)).toEqual(doubt));

  test.each([
    "nginx",
    "nginx:1.27",
    "mono",
    "registry.k8s.io/pause:3.10",
    "kubetm/app",
    "me/shop:v2",
    "busybox@sha256:00",
  ])("%s is not", (image) => expect(imageDoubt(image, false)).toBeUndefined());

  test("what runs in the room is known, too", () => {
    const used = ["docker.io/me/shop:v2"];
    expect(imageDoubt("me/shpo:v2", true, used)).toEqual({ what: "name", near: "me/shop" });
    expect(imageDoubt("me/shop:v2", true, used)).toBeUndefined();
  });

  test("each known name is modelled", () => {
    const { store } = newCluster();
    const modelOf = (image: string): unknown => {
      const found = resolveImage(image, store);
      return "model" in found ? found.model : undefined;
    };
    const quiet = modelOf("nobody/knows");
    expect(quiet).toBeDefined();
    expect(KNOWN_IMAGES.filter((image) => [quiet, undefined].includes(modelOf(image)))).toEqual([]);
  });
});

describe("WHY-11 the last words of a container", () => {
  test("the line that says why, not what stands after it", () => {
    const log =
      "starting\nError: listen EADDRINUSE: address already in use 0.0.0.0:8000\n    at Server.setup {\nEmitted 'error' event at:\n  code: 'EADDRINUSE',\n}\n\nNode.js v20.1.0\n";
    expect(lastWords(log)).toBe("Error: listen EADDRINUSE: address already in use 0.0.0.0:8000");
    expect(lastWords("one\ntwo\n")).toBe("two");
    expect(lastWords("\n")).toBeUndefined();
  });

  test("a port that is taken", () => {
    expect(takenPort("Error: listen EADDRINUSE: address already in use 0.0.0.0:8000")).toEqual({ port: 8000 });
    expect(takenPort("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)")).toEqual({ port: 80 });
    expect(takenPort("Can't start server: Bind on TCP/IP port: Address already in use")).toEqual({});
    expect(takenPort("connection refused")).toBeUndefined();
  });
});
