/** Faults are switched by the subresource `faults`, which asks for a right of its own; no other write changes them. */
import { FAULTS_ANNOTATION } from "../../../protocol/faults.ts";
import type { AdmissionPlugin } from "./AdmissionPlugin.ts";

export const faultsAreKept: AdmissionPlugin = {
  name: "FaultsAreKept",
  mutate({ definition, draft, old, operation, subresource }) {
    if (operation === "DELETE" || subresource) return;
    if (definition.resource !== "nodes" && definition.resource !== "namespaces") return;
    const kept = old?.metadata.annotations?.[FAULTS_ANNOTATION];
    if (draft.metadata.annotations?.[FAULTS_ANNOTATION] === kept) return;
    const { [FAULTS_ANNOTATION]: _sent, ...annotations } = draft.metadata.annotations ?? {};
    draft.metadata.annotations = kept === undefined ? annotations : { ...annotations, [FAULTS_ANNOTATION]: kept };
  },
};
