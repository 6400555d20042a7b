import type { NamespaceLimits, RoomView } from "../protocol/messages.ts";
import type { RoomRecord } from "./StoragePort.ts";

/** A room as pages are told of it. */
export function roomView({ id, name, mode, limits, parentId, ownerId, trialOf }: RoomRecord): RoomView {
  return {
    id,
    name,
    mode,
    ...(limits === undefined ? {} : { limits: JSON.parse(limits) as NamespaceLimits }),
    ...(parentId === undefined ? {} : { parent: parentId }),
    ...(ownerId === undefined || trialOf !== undefined ? {} : { owner: ownerId }),
    ...(trialOf === undefined ? {} : { trialOf }),
  };
}
