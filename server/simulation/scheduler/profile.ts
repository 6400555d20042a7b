/** The default profile: its plugins in their order, with their weights. Models kubernetes pkg/scheduler/apis/config/v1. */
import { imageLocality } from "./plugins/imageLocality.ts";
import { interPodAffinity } from "./plugins/interPodAffinity.ts";
import { nodeAffinity } from "./plugins/nodeAffinity.ts";
import { nodePorts } from "./plugins/nodePorts.ts";
import { nodeName, nodeUnschedulable, taintToleration } from "./plugins/nodeProperties.ts";
import { balancedAllocation, nodeResourcesFit } from "./plugins/nodeResources.ts";
import { nodeVolumeLimits } from "./plugins/nodeVolumeLimits.ts";
import type { FilterPlugin, ScorePlugin } from "./plugins/Plugin.ts";
import { podTopologySpread } from "./plugins/podTopologySpread.ts";
import { volumeBinding } from "./plugins/volumeBinding.ts";
import { volumeRestrictions } from "./plugins/volumeRestrictions.ts";
import { volumeZone } from "./plugins/volumeZone.ts";

export const FILTERS: readonly FilterPlugin[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeRestrictions,
  nodeVolumeLimits,
  volumeBinding,
  volumeZone,
  podTopologySpread,
  interPodAffinity,
];

/** Scores nothing here: no claims for devices exist. Listed because the real scheduler runs it on every pod. */
const dynamicResources: ScorePlugin = { name: "DynamicResources", weight: 2, score: () => ({ normalized: 0 }) };

export const SCORES: readonly ScorePlugin[] = [
  taintToleration,
  nodeAffinity,
  nodeResourcesFit,
  podTopologySpread,
  interPodAffinity,
  dynamicResources,
  balancedAllocation,
  imageLocality,
];

export const WEIGHTS: ReadonlyMap<string, number> = new Map(SCORES.map(({ name, weight }) => [name, weight]));
