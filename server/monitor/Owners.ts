/** Whose a cluster's objects are: who made them, or made what made them. */
import type { KubeObject } from "../protocol/kubernetes/index.ts";
import type { Room } from "../rooms/Room.ts";

/** Commands looked back at when somebody first asks. */
const LOOKED_BACK = 5_000;
const PAGE = 1_000;

const known = new WeakMap<Room, Promise<Owners>>();

export class Owners {
  private readonly doers = new Map<number, string>();

  private constructor(private readonly room: Room) {}

  /** Those of a room: its log is read once for all who ask, and from then on commands are heard of. */
  static of(room: Room): Promise<Owners> {
    let owners = known.get(room);
    if (!owners) {
      owners = new Owners(room).read();
      known.set(room, owners);
      owners.catch(() => known.delete(room));
    }
    return owners;
  }

  private async read(): Promise<this> {
    const stop = this.room.attend({ onDone: ({ seq, who }) => void (seq !== undefined && this.doers.set(seq, who)) });
    try {
      let before: number | undefined;
      for (let read = 0; read < LOOKED_BACK; read += PAGE) {
        const page = await this.room.pastCommands({ limit: PAGE, ...(before === undefined ? {} : { before }) });
        for (const { seq, person } of page) this.doers.set(seq, person);
        before = page.at(-1)?.seq;
        if (page.length === 0 || before === undefined || before <= 1) break;
      }
    } catch (error) {
      stop();
      throw error;
    }
    return this;
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
