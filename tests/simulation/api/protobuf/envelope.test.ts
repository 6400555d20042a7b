import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeEnvelope,
  encodeEnvelope,
  encodeWatchEvent,
  ProtobufError,
} from "../../../../server/simulation/api/protobuf/envelope.ts";
import { Cluster } from "../../../../server/simulation/cluster.ts";
import type { ApiRequest } from "../../../../server/simulation/api/ApiRequest.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ""), "hex"));
const problem = (bytes: Uint8Array): string => {
  try {
    decodeEnvelope(bytes);
    return "";
  } catch (error) {
    return error instanceof ProtobufError ? error.message : `threw ${String(error)}`;
  }
};
const world = (): Cluster => Cluster.create({ seed: 3, now: 1_780_000_000_000, nodes: "course", objectLimit: 5000 });
const admin = { username: "admin", groups: ["system:masters"] };
const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", labels: { 한글: "", a: "b" }, annotations: { long: "x".repeat(5000) } },
  spec: {
    volumes: [{ name: "v", emptyDir: { sizeLimit: "1Gi" } }],
    containers: [
      {
        name: "c",
        image: "i",
        env: [{ name: "E", valueFrom: { configMapKeyRef: { name: "m", key: "k", optional: false } } }],
        resources: { requests: { cpu: "100m" } },
        livenessProbe: { httpGet: { port: "http", path: "/" }, initialDelaySeconds: 0 },
        readinessProbe: { tcpSocket: { port: 80 } },
      },
    ],
    securityContext: { runAsUser: -1 },
    tolerations: [{ operator: "Exists", tolerationSeconds: -5 }],
  },
};

describe("WIRE-1 to WIRE-4 protobuf", () => {
  test("WIRE-1 whatever a cluster holds comes back as it was", () => {
    const cluster = world();
    cluster.advance(cluster.runtime.now + 60_000);
    let seen = 0;
    for (const definition of cluster.api.definitions) {
      if (definition.view) continue;
      for (const object of cluster.store.list(definition.resource)) {
        const shown = JSON.parse(JSON.stringify(cluster.api.managedFields.shown(object))) as object;
        const bytes = encodeEnvelope(shown) as Uint8Array;
        expect(withoutNull(decodeEnvelope(bytes).object), definition.resource).toEqual(withoutNull(shown));
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(100);
    expect(decodeEnvelope(encodeEnvelope(pod) as Uint8Array).object).toMatchObject(pod);
  });

  test("WIRE-2 refusals in the words of the real decoder", () => {
    expect(problem(hex(""))).toBe("empty data");
    expect(problem(hex("7b7d"))).toBe(
      "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]",
    );
    expect(problem(hex("6b387300"))).toBe("empty body");
    expect(problem(hex("6b387300 0a"))).toBe("unexpected EOF");
    const configMap = "6b387300 0a0f 0a027631 1209 436f6e6669674d6170 12";
    expect(problem(hex(`${configMap} 02 0a 05`))).toBe("unexpected EOF");
    expect(problem(hex(`${configMap} 02 08 00`))).toBe("proto: wrong wireType = 0 for field ObjectMeta");
    expect(problem(hex(`${configMap} 01 0c`))).toBe("proto: ConfigMap: wiretype end group for non-group");
    expect(problem(hex(`${configMap} 02 00 00`))).toBe("proto: ConfigMap: illegal tag 0 (wire type 0)");
    expect(problem(hex(`${configMap} 0d f80f ffffffffffffffffffff7f`))).toBe("proto: integer overflow");
  });

  test("WIRE-2 no bytes do more than answer or refuse", () => {
    const good = Array.from(encodeEnvelope(pod) as Uint8Array);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((rest) => Uint8Array.of(0x6b, 0x38, 0x73, 0, ...rest)),
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }).map((changes) => {
        const changed = Uint8Array.from(good);
        for (const [at, value] of changes) changed[at] = value;
        return changed;
      }),
      fc.nat(good.length).map((length) => Uint8Array.from(good.slice(0, length))),
    );
    fc.assert(
      fc.property(bytes, (sent) => {
        expect(problem(sent)).not.toMatch(/^threw/);
      }),
      { numRuns: 3000 },
    );
    // Messages within messages without end.
    let deep = hex("");
    for (let level = 0; level < 5000; level++) deep = Uint8Array.of(0x32, ...lengthOf(deep.length), ...deep);
    expect(
      problem(
        Uint8Array.of(...hex("6b387300 0a0f 0a027631 1209 436f6e6669674d6170 12"), ...lengthOf(deep.length), ...deep),
      ),
    ).toBe("");
  });

  test("WIRE-3 an event is its length, its type and the object in its envelope", () => {
    const bytes = encodeWatchEvent({ type: "ADDED", object: { kind: "Status", apiVersion: "v1", code: 410 } });
    const view = Buffer.from(bytes as Uint8Array);
    expect(view.readUInt32BE(0)).toBe(view.length - 4);
    expect(view.subarray(4, 11).toString("latin1")).toBe("\n\u0005ADDED");
    expect(view.includes(Buffer.from("k8s\0"))).toBe(true);
  });

  test("WIRE-2 the API words the refusal of a body that stayed bytes", () => {
    const request: ApiRequest = {
      method: "POST",
      path: "/api/v1/namespaces/default/configmaps",
      user: admin,
      contentType: "application/vnd.kubernetes.protobuf",
      body: "\u0000",
    };
    expect(world().read(request).body).toMatchObject({
      code: 400,
      message:
        "the object provided is unrecognized (must be of type ConfigMap): provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] (00)",
    });
  });
});

function lengthOf(size: number): number[] {
  const bytes: number[] = [];
  let rest = size;
  do {
    bytes.push((rest % 128) | (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
}

/** Null, zeros and empty texts have no form of their own in protobuf where Go holds values. */
function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null && !(Array.isArray(part) && part.length === 0) && !isEmpty(part))
      .map(([key, part]) => [key, withoutNull(part)]),
  );
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
