/** Whose a shared cluster's objects are: who made them, or made what made them. */
import type { KubeObject } from "../protocol/kubernetes/index.ts";
import type { Room } from "../rooms/Room.ts";

/** Commands looked back at when a monitor opens. */
const LOOKED_BACK = 5_000;
const PAGE = 1_000;

export class Owners {
  private readonly doers = new Map<number, string>();

  private constructor(private readonly room: Room) {}

  static async of(room: Room): Promise<Owners> {
    const owners = new Owners(room);
    let before: number | undefined;
    for (let read = 0; read < LOOKED_BACK; read += PAGE) {
      const page = await room.pastCommands({ limit: PAGE, ...(before === undefined ? {} : { before }) });
      for (const { seq, person } of page) owners.doers.set(seq, person);
      before = page.at(-1)?.seq;
      if (page.length === 0 || before === undefined || before <= 1) break;
    }
    return owners;
  }

  /** A command that was done since. */
  note(seq: number, person: string): void {
    this.doers.set(seq, person);
  }

  /** Who gave a command; undefined for the room itself and for what is too long ago. */
  doerOf(seq: number): string | undefined {
    return this.doers.get(seq) || undefined;
  }

  /** The person an object goes back to; undefined for the cluster's own. */
  ownerOf({ metadata }: KubeObject): string | undefined {
    const created = this.room.cluster.store.provenanceOf(metadata.uid)?.created;
    return created === undefined ? undefined : this.doerOf(created);
  }
}
