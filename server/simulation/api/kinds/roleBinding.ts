/** RoleBindings: who has a Role or ClusterRole within one namespace. */
import type { RoleBinding } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, NAME_COLUMN, textColumn } from "./columns.ts";
import { bindingRow, defaultBinding, RBAC_GROUP, validateBinding, validateSameRole } from "./rbac/rules.ts";
import { resourceNames } from "./resourceNames.ts";
import { nameIsPathSegment } from "./validation/names.ts";

export const roleBinding: ResourceDefinition<RoleBinding> = {
  names: resourceNames(RBAC_GROUP, "rolebindings"),
  resource: `rolebindings.${RBAC_GROUP}`,
  schemaType: "rbac.v1.RoleBinding",
  createOnUpdate: true,
  defaults: defaultBinding,
  validateName: nameIsPathSegment,
  validate: (object) => validateBinding(object, true),
  validateUpdate: (object, old) => [...validateBinding(object, true), ...validateSameRole(object, old)],
  columns: [
    NAME_COLUMN,
    textColumn(
      "Role",
      "RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error.",
    ),
    AGE_COLUMN,
    textColumn("Users", "Users in the roleBinding", 1),
    textColumn("Groups", "Groups in the roleBinding", 1),
    textColumn("ServiceAccounts", "ServiceAccounts in the roleBinding", 1),
  ],
  row: bindingRow,
};
