/** The stations of a request as points of the map. Pure. */
import type { HopPlace } from "../../server/protocol/network.ts";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import type { Box } from "./layout/boxes.ts";
import type { Point } from "./layout/lines.ts";
import type { MapLayout } from "./layout/mapLayout.ts";
import type { ShownTrace } from "./traces.ts";

export function tracePoints(
  { from, trace }: ShownTrace,
  { layout, pods }: { readonly layout: MapLayout; readonly pods: readonly Pod[] },
): readonly Point[] {
  const podBox = (namespace: string, name: string): Box | undefined => {
    const uid = pods.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace)?.metadata.uid;
    return uid ? layout.pods.get(uid) : undefined;
  };
  const boxAt = (place: HopPlace | undefined): Box | undefined => {
    if (place?.kind === "Pod") return podBox(place.namespace, place.name);
    if (place?.kind === "Service") return layout.pills.get(`${place.namespace}/${place.name}`);
    if (place?.kind === "Ingress") return layout.pills.get(`ingress ${place.namespace}/${place.name}`);
    return place?.kind === "Node" ? layout.nodes.find((node) => node.name === place.name) : undefined;
  };
  const start =
    from?.resource === "pods"
      ? podBox(from.namespace, from.name)
      : layout.nodes.find(({ name }) => name === from?.name);
  const boxes = [start, ...trace.hops.map(({ place }) => boxAt(place))].filter((box): box is Box => box !== undefined);
  return boxes.filter((box, index) => box !== boxes[index - 1]).map(middle);
}

function middle({ left, top, width, height }: Box): Point {
  return [left + width / 2, top + height / 2];
}
