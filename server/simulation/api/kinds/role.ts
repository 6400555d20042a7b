/** Roles: what may be done in one namespace. Who is bound decides `authorization/`. */
import type { Role } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { CREATED_AT_COLUMN, NAME_COLUMN } from "./columns.ts";
import { RBAC_GROUP, validateRules } from "./rbac/rules.ts";
import { resourceNames } from "./resourceNames.ts";
import { nameIsPathSegment } from "./validation/names.ts";

export const role: ResourceDefinition<Role> = {
  names: resourceNames(RBAC_GROUP, "roles"),
  resource: `roles.${RBAC_GROUP}`,
  schemaType: "rbac.v1.Role",
  createOnUpdate: true,
  validateName: nameIsPathSegment,
  validate: ({ rules }) => validateRules(rules, true),
  validateUpdate: ({ rules }) => validateRules(rules, true),
  columns: [NAME_COLUMN, CREATED_AT_COLUMN],
  row: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
};
