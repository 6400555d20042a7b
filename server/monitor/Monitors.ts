/** The monitors of a server's classes, made when first watched. */
import type { Room } from "../rooms/Room.ts";
import type { RoomDirectory } from "../rooms/RoomDirectory.ts";
import { ClassMonitor } from "./ClassMonitor.ts";

export class Monitors {
  private readonly monitors = new WeakMap<Room, ClassMonitor>();

  constructor(
    private readonly directory: Pick<RoomDirectory, "awakeForks" | "forksOf">,
    private readonly report: (room: string, problem: string, error: unknown) => void,
  ) {}

  of(home: Room): ClassMonitor {
    let monitor = this.monitors.get(home);
    if (!monitor) {
      monitor = new ClassMonitor({
        home,
        forks: () => this.directory.awakeForks(home.id),
        allForks: () => this.directory.forksOf(home.id),
        report: (problem, error) => this.report(home.id, problem, error),
      });
      this.monitors.set(home, monitor);
    }
    return monitor;
  }

  /** A room woke; forks are told to their class's monitor. */
  readonly attend = (room: Room, parent: Room | undefined): void => {
    if (parent) this.monitors.get(parent)?.joined(room);
  };
}
