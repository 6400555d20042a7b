/**
 * Nothing is created in namespaces that do not exist or are going away.
 * Models kubernetes apiserver pkg/admission/plugin/namespace/lifecycle.
 */
import type { Namespace } from "../../../protocol/kubernetes/index.ts";
import { ApiError, errorTarget } from "../machinery/status.ts";
import { type AdmissionPlugin, shownName } from "./AdmissionPlugin.ts";

const NAMESPACES = errorTarget("", "Namespace", "namespaces");

export const namespaceLifecycle: AdmissionPlugin = {
  name: "NamespaceLifecycle",
  mutate({ operation, definition, draft }, { store }) {
    if (operation !== "CREATE" || !definition.names.namespaced) return;
    const name = draft.metadata.namespace ?? "";
    const namespace = store.get("namespaces", "", name) as Namespace | undefined;
    if (!namespace) throw ApiError.notFound(NAMESPACES, name);
    if (namespace.status?.phase !== "Terminating") return;
    const problem = `unable to create new content in namespace ${name} because it is being terminated`;
    const cause = {
      reason: "NamespaceTerminating",
      message: `namespace ${name} is being terminated`,
      field: "metadata.namespace",
    };
    throw ApiError.forbidden(definition, shownName(draft), problem, cause);
  },
};
