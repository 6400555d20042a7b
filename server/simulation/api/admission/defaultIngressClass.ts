/**
 * An Ingress that names no class gets the default one, the newest when there are several.
 * Models kubernetes plugin/pkg/admission/network/defaultingressclass.
 */
import type { Ingress, IngressClass } from "../../../protocol/kubernetes/index.ts";
import type { Draft } from "../ResourceDefinition.ts";
import type { AdmissionPlugin } from "./AdmissionPlugin.ts";

const IS_DEFAULT = "ingressclass.kubernetes.io/is-default-class";
const CLASS_ANNOTATION = "kubernetes.io/ingress.class";

export const defaultIngressClass: AdmissionPlugin = {
  name: "DefaultIngressClass",
  mutate({ operation, definition, draft, subresource }, { store }) {
    if (operation !== "CREATE" || definition.resource !== "ingresses.networking.k8s.io" || subresource) return;
    const { metadata, spec } = draft as Draft<Ingress>;
    if (spec?.ingressClassName !== undefined || metadata.annotations?.[CLASS_ANNOTATION] !== undefined) return;
    let chosen: IngressClass | undefined;
    for (const each of store.list("ingressclasses.networking.k8s.io") as Iterable<IngressClass>) {
      if (each.metadata.annotations?.[IS_DEFAULT] === "true" && (!chosen || isPreferred(each, chosen))) chosen = each;
    }
    if (chosen && spec) spec.ingressClassName = chosen.metadata.name;
  },
};

function isPreferred({ metadata: left }: IngressClass, { metadata: right }: IngressClass): boolean {
  const [mine = "", theirs = ""] = [left.creationTimestamp, right.creationTimestamp];
  return mine === theirs ? left.name < right.name : mine > theirs;
}
