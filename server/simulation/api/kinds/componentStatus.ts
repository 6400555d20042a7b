/** ComponentStatuses: how the parts of the control plane feel. Deprecated, and always well here. */
import type { ComponentStatus } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";

const PARTS = ["controller-manager", "etcd-0", "scheduler"];

export const componentStatus: ResourceDefinition<ComponentStatus> = {
  names: resourceNames("", "componentstatuses"),
  resource: "componentstatuses",
  schemaType: "core.v1.ComponentStatus",
  deprecation: "v1 ComponentStatus is deprecated in v1.19+",
  computed: () =>
    PARTS.map((name) => ({
      apiVersion: "v1",
      kind: "ComponentStatus",
      metadata: { name } as never,
      conditions: [{ type: "Healthy", status: "True", message: "ok" }],
    })),
  columns: [
    NAME_COLUMN,
    textColumn("Status", "Status of the component conditions"),
    textColumn("Message", "Message of the component conditions"),
    textColumn("Error", "Error of the component conditions"),
  ],
  row({ metadata, conditions = [] }) {
    const healthy = conditions.find(({ type }) => type === "Healthy");
    const status = healthy ? (healthy.status === "True" ? "Healthy" : "Unhealthy") : "Unknown";
    return [metadata.name, status, healthy?.message ?? "", healthy?.error ?? ""];
  },
};
