/** ServiceAccounts. Their tokens are the token subresource's matter. */
import type { ServiceAccount } from "../../../protocol/kubernetes/index.ts";
import type { Draft, ResourceDefinition } from "../ResourceDefinition.ts";
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
  prepareCreate: keepNames,
  prepareUpdate: keepNames,
  columns: [NAME_COLUMN, AGE_COLUMN],
  row: (object, now) => [object.metadata.name, ageCell(object, now)],
};

/** Of a reference to a secret only the name is kept. */
function keepNames(draft: Draft<ServiceAccount>): void {
  if (draft.secrets) draft.secrets = draft.secrets.map(({ name }) => (name === undefined ? {} : { name }));
}
