import { describe, expect, it } from "vitest";
import { configMap, genericSecret } from "../../../../components/client/kubectl/generate/configData.ts";
import { exposedService } from "../../../../components/client/kubectl/generate/exposed.ts";
import { ingress } from "../../../../components/client/kubectl/generate/ingress.ts";
import { isImageReference } from "../../../../components/client/kubectl/generate/names.ts";
import { role } from "../../../../components/client/kubectl/generate/rbac.ts";
import { service } from "../../../../components/client/kubectl/generate/services.ts";
import { deployment } from "../../../../components/client/kubectl/generate/workloads.ts";
import type { JsonObject } from "../../../../components/client/kubectl/json.ts";
import { asTyped } from "../../../../components/client/kubectl/typed/asTyped.ts";

const noFiles = {
  stat: () => {
    throw new Error("no such file or directory");
  },
  read: () => new Uint8Array(),
  list: () => [],
  variable: () => "",
};

describe("objects kubectl makes", () => {
  it("KWR-5 a Deployment takes its containers' names from the images and has Go's empty structs", () => {
    const made = deployment({
      name: "web",
      images: ["r.example.com/a/nginx:1.2", "my_app"],
      replicas: 2,
      port: -1,
      command: [],
      suffix: () => "abcde",
    });
    const typed = asTyped(made) as unknown as {
      spec: { strategy: object; template: { spec: { containers: object[] } } };
    };
    expect(typed.spec.template.spec.containers).toEqual([
      { name: "nginx", image: "r.example.com/a/nginx:1.2", resources: {} },
      { name: "my-app-abcde", image: "my_app", resources: {} },
    ]);
    expect(typed.spec.strategy).toEqual({});
    expect(Object.keys(typed)).toEqual(["kind", "apiVersion", "metadata", "spec", "status"]);
  });

  it("KWR-5 flags that make no object say why", () => {
    const flags = { name: "s", type: "ClusterIP", tcp: [], clusterIP: "", nodePort: 0, externalName: "" } as const;
    expect(() => service(flags)).toThrow("at least one tcp port specifier must be provided");
    expect(() => configMap({ name: "c", fromFile: ["x"], fromLiteral: [], fromEnvFile: [] }, noFiles)).toThrow(
      "error reading x: no such file or directory",
    );
    expect(() => role({ name: "r", verbs: ["get"], resources: [], resourceNames: [] }, lookup)).toThrow(
      "at least one resource must be specified",
    );
  });

  const lookup = {
    find: (asked: { group: string; resource: string }) => asked,
    warn: () => undefined,
  };

  it("KWR-5 content comes from literals and files, as text or bytes", () => {
    const files = {
      ...noFiles,
      stat: () => "file" as const,
      read: (path: string) =>
        path === "bin" ? new Uint8Array([255, 0]) : new TextEncoder().encode("# c\nA=1\nB=two words\n"),
    };
    const none = { fromLiteral: [], fromFile: [], fromEnvFile: [] };
    expect(configMap({ ...none, name: "c", fromFile: ["k=bin"] }, files)).toMatchObject({ binaryData: { k: "/wA=" } });
    expect(configMap({ ...none, name: "c", fromEnvFile: ["e"] }, files)).toMatchObject({
      data: { A: "1", B: "two words" },
    });
    expect(genericSecret({ ...none, name: "s", type: "", fromLiteral: ["a=b=c"] }, files)).toMatchObject({
      data: { a: "Yj1j" },
    });
  });

  it("KWR-6 an exposed object gives its ports, protocols and selector", () => {
    const pod = {
      kind: "Pod",
      metadata: { name: "p", labels: { app: "p" } },
      spec: { containers: [{ ports: [{ containerPort: 53, protocol: "UDP" }, { containerPort: 53 }] }] },
    };
    const flags = { name: "", selector: "", port: "", targetPort: "", protocol: "", labels: "", type: "" };
    const made = exposedService(pod as unknown as JsonObject, {
      ...flags,
      externalIP: "",
      loadBalancerIP: "",
      sessionAffinity: "",
      clusterIP: "",
    });
    expect(made.spec).toMatchObject({
      selector: { app: "p" },
      ports: [
        { name: "port-1-udp", protocol: "UDP", port: 53, targetPort: 53 },
        { name: "port-1-tcp", protocol: "TCP", port: 53, targetPort: 53 },
      ],
    });
  });

  it("KWR-5 ingress rules of one host share their paths", () => {
    const made = ingress({
      name: "i",
      className: "",
      rules: ["a.com/x*=svc:80,tls=cert", "a.com/y=svc:http"],
      defaultBackend: "",
      annotations: [],
    });
    expect(made.spec).toMatchObject({
      tls: [{ hosts: ["a.com"], secretName: "cert" }],
      rules: [
        {
          host: "a.com",
          http: {
            paths: [
              { path: "/x", pathType: "Prefix" },
              { path: "/y", pathType: "Exact" },
            ],
          },
        },
      ],
    });
  });

  it("KWR-5 image names are checked", () => {
    for (const good of ["nginx", "kubetm/app:v1", "r.example.com:5000/a/b@sha256:" + "0".repeat(64)])
      expect(isImageReference(good)).toBe(true);
    for (const bad of ["BAD IMAGE", "", "a//b", ":x"]) expect(isImageReference(bad)).toBe(false);
  });
});
