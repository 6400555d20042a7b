/** Preferring nodes that have the images already. Models kubernetes pkg/scheduler/framework/plugins/imagelocality. */
import { compact } from "../Decision.ts";
import type { ScorePlugin } from "./Plugin.ts";

const MIB = 1024 * 1024;
const LEAST = 23 * MIB;
const MOST_EACH = 1000 * MIB;

export const imageLocality: ScorePlugin = {
  name: "ImageLocality",
  weight: 1,
  score({ profile: { images, imageVolumes }, view }, nodes) {
    const known: { readonly name: string; readonly counted: number }[] = [];
    for (const name of imageVolumes.length > 0 ? [...images, ...imageVolumes] : images) {
      const state = view.imageState(name);
      // An image spread over more nodes counts more, lest everything follows the first node that pulled it.
      if (state.nodes > 0) known.push({ name, counted: Math.trunc(state.size * (state.nodes / view.nodes.length)) });
    }
    if (known.length === 0) return { normalized: 0 };
    const most = MOST_EACH * images.length;
    const scores = nodes.map((node) => {
      let sum = 0;
      for (const { name, counted } of known) if (node.images.has(name)) sum += counted;
      const clamped = Math.min(Math.max(sum, LEAST), most);
      return Math.trunc((100 * (clamped - LEAST)) / (most - LEAST));
    });
    return { normalized: compact(scores) };
  },
};
