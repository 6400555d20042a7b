/** How a pod's state looks: colour, and a glyph of its own so that it reads without colour. */
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { podColumns } from "../../server/protocol/kubernetes/podColumns.ts";

export interface PodLook {
  readonly status: string;
  readonly colour: "running" | "pending" | "failing" | "ending" | "unknown";
  readonly glyph: string;
}

const FAILING = /BackOff|Err|Error|Failed|Invalid|OOM|OutOf|Evicted/;

export function podLook(pod: Pod): PodLook {
  const { status, readyContainers, totalContainers } = podColumns(pod);
  if (status === "Terminating") return { status, colour: "ending", glyph: "◌" };
  if (FAILING.test(status)) return { status, colour: "failing", glyph: "✕" };
  if (status === "Running")
    return readyContainers === totalContainers && !isLeftOut(pod)
      ? { status, colour: "running", glyph: "●" }
      : { status, colour: "pending", glyph: "◐" };
  if (status === "Completed" || status === "Succeeded") return { status, colour: "unknown", glyph: "✓" };
  if (status === "Unknown") return { status, colour: "unknown", glyph: "?" };
  return { status, colour: "pending", glyph: "○" };
}

/** Its containers are well, and Services leave it out all the same: its node is gone, or a readiness gate is not met. */
const isLeftOut = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "False") ?? false;

export const TEXT_COLOUR: { readonly [colour in PodLook["colour"]]: string } = {
  running: "text-running",
  pending: "text-pending",
  failing: "text-failing",
  ending: "text-ending",
  unknown: "text-unknown",
};

/** One glyph a colour, where states are counted. */
export const GLYPHS: { readonly [colour in PodLook["colour"]]: string } = {
  running: "●",
  pending: "○",
  failing: "✕",
  ending: "◌",
  unknown: "✓",
};
