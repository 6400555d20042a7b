/** ServiceAccounts. Their tokens are the token subresource's matter. */
import type { ServiceAccount } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";

const ENFORCE = "kubernetes.io/enforce-mountable-secrets";

export const serviceAccount: ResourceDefinition<ServiceAccount> = {
  names: resourceNames("", "serviceaccounts"),
  resource: "serviceaccounts",
  schemaType: "core.v1.ServiceAccount",
  returnsDeleted: true,
  warnings: ({ metadata: { annotations } }, old) =>
    annotations?.[ENFORCE] !== undefined && old?.metadata.annotations?.[ENFORCE] === undefined
      ? [
          `metadata.annotations[${ENFORCE}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`,
        ]
      : [],
  columns: [NAME_COLUMN, AGE_COLUMN],
  row: (object, now) => [object.metadata.name, ageCell(object, now)],
};
