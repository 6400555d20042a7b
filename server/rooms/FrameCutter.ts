import type { ActivityView } from "../protocol/messages.ts";
import type { StoreEvent } from "../simulation/store/StoreEvent.ts";
import { buildFrame, type RoomFrame } from "./frames.ts";
import type { SimulatedCluster } from "./SimulatedCluster.ts";

/** Gathers what changes in a cluster and what people did, and cuts it into frames: one for all changes of a moment. */
export class FrameCutter {
  private events: StoreEvent[] = [];
  /** What people did since the last frame. */
  private untold: ActivityView[] = [];
  /** The revision up to which frames were cut. */
  private framed: number;
  /** The newest revision heard of. */
  private noted: number;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly cluster: SimulatedCluster,
    onChange: () => void,
  ) {
    this.framed = cluster.store.revision;
    this.noted = this.framed;
    this.unsubscribe = cluster.store.subscribe("*", (event) => {
      this.noted = event.revision;
      this.events.push(event);
      onChange();
    });
  }

  /** Something was written that this has not heard of yet: others may hear of it first. */
  get isBehind(): boolean {
    return this.cluster.store.revision > this.noted;
  }

  add(activity: ActivityView): void {
    this.untold.push(activity);
  }

  /** The frame of all since the last one; undefined when nothing changed. */
  cut(): RoomFrame | undefined {
    if (this.events.length === 0) return undefined;
    const { events, framed, untold } = this;
    this.events = [];
    this.untold = [];
    this.framed = this.cluster.store.revision;
    return buildFrame(events, framed, untold);
  }

  stop(): void {
    this.unsubscribe();
  }
}
