/** ClusterRoleBindings: who has a ClusterRole everywhere. */
import type { ClusterRoleBinding } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, NAME_COLUMN, textColumn } from "./columns.ts";
import { bindingRow, defaultBinding, RBAC_GROUP, validateBinding, validateSameRole } from "./rbac/rules.ts";
import { resourceNames } from "./resourceNames.ts";
import { nameIsPathSegment } from "./validation/names.ts";

export const clusterRoleBinding: ResourceDefinition<ClusterRoleBinding> = {
  names: resourceNames(RBAC_GROUP, "clusterrolebindings"),
  resource: `clusterrolebindings.${RBAC_GROUP}`,
  schemaType: "rbac.v1.ClusterRoleBinding",
  createOnUpdate: true,
  defaults: defaultBinding,
  validateName: nameIsPathSegment,
  validate: (object) => validateBinding(object, false),
  validateUpdate: (object, old) => [...validateBinding(object, false), ...validateSameRole(object, old)],
  columns: [
    NAME_COLUMN,
    textColumn(
      "Role",
      "RoleRef can only reference a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error.",
    ),
    AGE_COLUMN,
    textColumn("Users", "Users in the clusterRoleBinding", 1),
    textColumn("Groups", "Groups in the clusterRoleBinding", 1),
    textColumn("ServiceAccounts", "ServiceAccounts in the clusterRoleBinding", 1),
  ],
  row: bindingRow,
};
