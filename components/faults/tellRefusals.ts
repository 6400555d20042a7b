import { toast } from "sonner";

/** Says what was refused of a fault, each reason once. Returns whether anything was. */
export function tellRefusals(title: string, refusals: readonly string[]): boolean {
  if (refusals.length > 0) toast.error(title, { description: [...new Set(refusals)].join("\n") });
  return refusals.length > 0;
}
