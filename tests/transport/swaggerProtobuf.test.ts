import { describe, expect, it } from "vitest";
import { SWAGGER_PROTOBUF, swaggerProtobuf } from "../../server/transport/swaggerProtobuf.ts";
import { newCluster, send } from "../support/clusters.ts";

const ACCEPT = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

/** The fields of a message that holds nothing but lengths and their bytes. */
function fields(bytes: Uint8Array): (readonly [field: number, value: Buffer])[] {
  const found: (readonly [number, Buffer])[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++] as number;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag % 8 === 0) {
      found.push([Math.floor(tag / 8), Buffer.from([varint()])]);
      continue;
    }
    expect(tag % 8).toBe(2);
    const length = varint();
    found.push([Math.floor(tag / 8), Buffer.from(bytes.subarray(at, at + length))]);
    at += length;
  }
  return found;
}
const one = (bytes: Uint8Array, field: number): Buffer =>
  fields(bytes).find(([known]) => known === field)?.[1] as Buffer;
const byName = (bytes: Uint8Array, name: string, repeated: number): Buffer =>
  one(fields(bytes).find(([field, item]) => field === repeated && String(one(item, 1)) === name)?.[1] as Buffer, 2);

describe("WIRE-33 the OpenAPI 2 document as protobuf", () => {
  it("WIRE-33 holds all types, and the kinds and parameters of paths", () => {
    const cluster = newCluster();
    const answer = send(cluster, "GET", "/openapi/v2", { accept: ACCEPT });
    expect([answer.status, answer.contentType]).toEqual([200, SWAGGER_PROTOBUF]);
    const document = answer.body as { definitions: object; paths: object };
    const bytes = swaggerProtobuf(document);
    expect(swaggerProtobuf(document)).toBe(bytes);
    expect(String(one(bytes, 1))).toBe("2.0");
    expect(fields(one(bytes, 9))).toHaveLength(Object.keys(document.definitions).length);
    expect(fields(one(bytes, 8))).toHaveLength(Object.keys(document.paths).length);
    const pod = byName(one(bytes, 9), "io.k8s.api.core.v1.Pod", 1);
    expect(String(one(byName(one(pod, 25), "spec", 1), 24) ?? one(byName(one(pod, 25), "spec", 1), 1))).toContain(
      "PodSpec",
    );
    const scale = byName(one(bytes, 8), "/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale", 2);
    const patch = one(scale, 8);
    const about = byName(patch, "x-kubernetes-group-version-kind", 13);
    expect(JSON.parse(String(one(about, 2)))).toMatchObject({ group: "autoscaling", version: "v1", kind: "Scale" });
    const parameters = fields(patch).filter(([field]) => field === 8);
    const names = parameters.map(([, item]) => String(one(one(one(one(item, 1), 2), 3), 4)));
    expect(names).toContain("fieldValidation");
  });

  it("WIRE-33 other encodings of it are not there", () => {
    expect(send(newCluster(), "GET", "/openapi/v2", { accept: "application/vnd.kubernetes.protobuf" }).status).toBe(
      406,
    );
  });
});
