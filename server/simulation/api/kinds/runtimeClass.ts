/** RuntimeClasses. Models kubernetes pkg/registry/node/runtimeclass and pkg/apis/node/validation. */
import type { RuntimeClass } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { invalid } from "./validation/errors.ts";
import { validateImmutable } from "./validation/metadata.ts";
import { dns1123Label } from "./validation/names.ts";

export const runtimeClass: ResourceDefinition<RuntimeClass> = {
  names: resourceNames("node.k8s.io", "runtimeclasses"),
  resource: "runtimeclasses.node.k8s.io",
  schemaType: "node.v1.RuntimeClass",
  unconditionalUpdate: true,
  validate: ({ handler = "" }) => dns1123Label(handler).map((message) => invalid("handler", handler, message)),
  validateUpdate: ({ handler }, old) => validateImmutable(handler, old.handler, "handler"),
  columns: [
    NAME_COLUMN,
    textColumn(
      "Handler",
      'handler specifies the underlying runtime and configuration that the CRI implementation will use to handle pods of this class. The possible values are specific to the node & CRI configuration.  It is assumed that all handlers are available on every node, and handlers of the same name are equivalent on every node. For example, a handler called "runc" might specify that the runc OCI runtime (using native Linux containers) will be used to run the containers in a pod. The Handler must be lowercase, conform to the DNS Label (RFC 1123) requirements, and is immutable.',
    ),
    AGE_COLUMN,
  ],
  row: (object, now) => [object.metadata.name, object.handler, ageCell(object, now)],
};
