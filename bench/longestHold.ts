/** How long the event loop is held. */
import { waitedMs } from "./measure.ts";

/** The longest time between two turns of the event loop until `done`, ms, without what its thread waited for a processor meanwhile. */
export async function longestHold(done: Promise<void>): Promise<number> {
  let longest = 0;
  let last = { at: performance.now(), waited: waitedMs() };
  let running = true;
  const look = (): void => {
    const now = { at: performance.now(), waited: waitedMs() };
    longest = Math.max(longest, now.at - last.at - (now.waited - last.waited));
    last = now;
    if (running) setImmediate(look);
  };
  setImmediate(look);
  await done;
  running = false;
  look();
  return longest;
}
