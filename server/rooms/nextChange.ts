/** Cluster time goes on to the next thing that changes by itself. */
import type { ClockView } from "../protocol/messages.ts";
import type { Room } from "./Room.ts";
import { RoomError } from "./RoomError.ts";

/** What is due may change nothing (a probe that goes well): so many of it are passed over, and so much time, ms. */
const MOST_TASKS = 1_000;
const FARTHEST_MS = 24 * 3_600_000;

interface Place {
  readonly revision: number;
  readonly now: number;
  /** When something is due; undefined: nothing ever is. */
  readonly due: number | undefined;
}

/** Each jump is a step of the clock in the log. Rejects with a RoomError when nothing is going to change. */
export async function toNextChange(room: Room, who: string): Promise<ClockView> {
  const at = async (): Promise<Place> => {
    let place: Place | undefined;
    const { store, runtime } = room.cluster;
    await room.observe(
      () => ({ revision: store.revision, now: room.clock.time, due: runtime.nextDue("foreground") }),
      (seen) => void (place = seen),
      who,
    );
    return place as unknown as Place;
  };
  const before = await at();
  let { now, due, revision } = before;
  for (let left = MOST_TASKS; left > 0 && revision === before.revision; left--) {
    if (due === undefined || due - before.now > FARTHEST_MS) throw new RoomError("bad-request", NOTHING);
    if (due > now) await room.setClock({ type: "clock", step: due - now }, who);
    ({ now, due, revision } = await at());
  }
  return room.clock;
}

const NOTHING = {
  en: "nothing is going to change by itself; change something first",
  ko: "저절로 바뀔 것이 없어요. 먼저 무언가를 바꿔 보세요",
};
