/** The limits of each student's namespace, from what stands in the fields. Pure. */
import type { NamespaceLimits } from "../../server/protocol/messages.ts";

export const LIMIT_FIELDS = ["pods", "cpu", "memory", "defaultCpu", "defaultMemory"] as const;
export type LimitField = (typeof LIMIT_FIELDS)[number];
export type LimitTexts = { readonly [field in LimitField]: string };

/** As `limitsOf` read them. */
export function textsOf({ quota = {}, defaults = {} }: NamespaceLimits = {}): LimitTexts {
  return {
    pods: quota.pods ?? "",
    cpu: quota["requests.cpu"] ?? "",
    memory: quota["requests.memory"] ?? "",
    defaultCpu: defaults.cpu ?? "",
    defaultMemory: defaults.memory ?? "",
  };
}

/** Undefined when no field is filled. */
export function limitsOf(texts: LimitTexts): NamespaceLimits | undefined {
  const quota = filled({ pods: texts.pods, "requests.cpu": texts.cpu, "requests.memory": texts.memory });
  const defaults = filled({ cpu: texts.defaultCpu, memory: texts.defaultMemory });
  return quota || defaults ? { ...(quota ? { quota } : {}), ...(defaults ? { defaults } : {}) } : undefined;
}

function filled(texts: { readonly [name: string]: string }): { readonly [name: string]: string } | undefined {
  const entries = Object.entries(texts).flatMap(([name, text]) => (text.trim() ? [[name, text.trim()]] : []));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
