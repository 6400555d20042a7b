import { type Mark, MARKS } from "./marks.generated.ts";

/** Marks of a resource as the page names it (`pods`, `deployments.apps`); none of what is no kind of Kubernetes' own. */
export function marksAbout(resource: string): readonly Mark[] {
  const [name = "", ...group] = resource.split(".");
  const isBuiltIn = group.length <= 1 || resource.endsWith(".k8s.io");
  return isBuiltIn ? MARKS.filter(({ about }) => about.includes(name)) : [];
}
