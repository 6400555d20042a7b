/** ClusterRoles: what may be done anywhere, or where a RoleBinding says. */
import type { ClusterRole } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { CREATED_AT_COLUMN, NAME_COLUMN } from "./columns.ts";
import { RBAC_GROUP, validateRules } from "./rbac/rules.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, invalid, required } from "./validation/errors.ts";
import { validateLabelSelector } from "./validation/labelSelector.ts";
import { nameIsPathSegment } from "./validation/names.ts";

export const clusterRole: ResourceDefinition<ClusterRole> = {
  names: resourceNames(RBAC_GROUP, "clusterroles"),
  resource: `clusterroles.${RBAC_GROUP}`,
  schemaType: "rbac.v1.ClusterRole",
  createOnUpdate: true,
  validateName: nameIsPathSegment,
  validate: validateClusterRole,
  validateUpdate: validateClusterRole,
  columns: [NAME_COLUMN, CREATED_AT_COLUMN],
  row: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
};

function validateClusterRole({ rules, aggregationRule }: ClusterRole): FieldError[] {
  const errors = validateRules(rules, false);
  if (!aggregationRule) return errors;
  const path = "aggregationRule.clusterRoleSelectors";
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0)
    errors.push(required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil"));
  selectors.forEach((selector, index) => {
    const wrong = validateLabelSelector(selector, `${path}[${index}]`);
    errors.push(...wrong);
    if (wrong.length > 0) errors.push(invalid(`${path}[${index}]`, undefined, "invalid label selector."));
  });
  return errors;
}
