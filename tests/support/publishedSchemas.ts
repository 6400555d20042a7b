/** The schemas a cluster publishes in its OpenAPI v3 documents, all in one. */
import type { Schemas } from "../../components/editor/schema/schemaNode.ts";
import { newCluster, send } from "./clusters.ts";

const PATHS = [
  "api/v1",
  "apis/apps/v1",
  "apis/batch/v1",
  "apis/networking.k8s.io/v1",
  "apis/autoscaling/v2",
  "apis/policy/v1",
  "apis/rbac.authorization.k8s.io/v1",
  "apis/apiextensions.k8s.io/v1",
];

export function publishedSchemas(): Schemas {
  const cluster = newCluster();
  const all = PATHS.map((path) => {
    const { body } = send(cluster, "GET", `/openapi/v3/${path}`);
    const document = (typeof body === "string" ? JSON.parse(body) : body) as {
      readonly components: { readonly schemas: Schemas };
    };
    return document.components.schemas;
  });
  return Object.assign({}, ...all) as Schemas;
}
