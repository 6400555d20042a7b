/** Bindings: which node a pod goes to, posted below the pod or to the namespace's bindings. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { ApiResponse } from "../ApiRequest.ts";
import type { ApiServer } from "../ApiServer.ts";
import { assignNode } from "../assignNode.ts";
import { aggregateText } from "../machinery/fieldErrors.ts";
import { quote } from "../machinery/goText.ts";
import { ApiError, FieldError, successStatus } from "../machinery/status.ts";
import { nameIsPathSegment } from "../kinds/validation/names.ts";
import { answer } from "./answers.ts";
import { decodeBody } from "./bodies.ts";
import { checkNamespace } from "./names.ts";
import type { ResourceRequest } from "./ResourceRequest.ts";
import { writeContext } from "./writeOptions.ts";

const BINDING = {
  names: { group: "", plural: "bindings", kind: "Binding", version: "v1" },
  schemaType: "core.v1.Binding",
} as const;

/** Binds the pod of the path, or the one the body names. */
export function bindPod(
  api: ApiServer,
  resource: Pick<ResourceRequest, "request" | "info">,
  { warnings }: { readonly warnings: string[] },
): ApiResponse {
  const { info } = resource;
  const { dryRun } = writeContext({ ...resource, definition: api.definition("pods") }, "CreateOptions", warnings);
  const draft = decodeBody(resource, BINDING, warnings);
  const { metadata, target } = draft as {
    metadata: Partial<KubeObject["metadata"]>;
    target?: { kind?: string; name?: string };
  };
  if (info.name !== "" && metadata.name !== info.name)
    throw ApiError.badRequest("name in URL does not match name in Binding object");
  checkNamespace(info.namespace, draft);
  const errors: FieldError[] = [];
  if (target?.kind && target.kind !== "Node")
    errors.push(FieldError.notSupported("target.kind", target.kind, ["Node", "<empty>"]));
  if (!target?.name) errors.push(FieldError.required("target.name", ""));
  if (!target?.name || errors.length > 0) throw ApiError.plain(aggregateText(errors));
  const name = info.name || (metadata.name ?? "");
  if (name === "") throw ApiError.badRequest("Name parameter required.");
  for (const message of nameIsPathSegment(name, false))
    throw ApiError.badRequest(`Name parameter invalid: ${quote(name)}: ${message}`);
  const { uid, resourceVersion, annotations, labels } = metadata;
  const meant = { uid, resourceVersion, annotations, labels };
  assignNode(api, { namespace: info.namespace, name, nodeName: target.name, dryRun: dryRun === true, ...meant });
  return { ...answer(201, successStatus(201), { encoding: "json" }), warnings };
}
