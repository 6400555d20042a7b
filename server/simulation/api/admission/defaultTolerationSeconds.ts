/**
 * A pod stays five minutes on a node that is not ready or not reachable, unless it says otherwise.
 * Models kubernetes plugin/pkg/admission/defaulttolerationseconds.
 */
import type { Pod, Toleration } from "../../../protocol/kubernetes/index.ts";
import type { Draft } from "../ResourceDefinition.ts";
import type { AdmissionPlugin } from "./AdmissionPlugin.ts";

const DEFAULTS: readonly Toleration[] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map(
  (key) => ({
    key,
    operator: "Exists",
    effect: "NoExecute",
    tolerationSeconds: 300,
  }),
);

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: "DefaultTolerationSeconds",
  mutate({ operation, definition, draft, subresource }) {
    if (operation === "DELETE" || definition.resource !== "pods" || subresource) return;
    const { spec } = draft as Draft<Pod>;
    const own = spec.tolerations ?? [];
    const missing = DEFAULTS.filter(
      ({ key: taint }) =>
        !own.some(({ key, effect }) => (!key || key === taint) && (!effect || effect === "NoExecute")),
    );
    if (missing.length > 0) spec.tolerations = [...own, ...missing] as typeof own;
  },
};
