/** The longest time between two turns of the event loop until `done`, ms. */
export async function longestHold(done: Promise<void>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let running = true;
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(look);
  };
  setImmediate(look);
  await done;
  running = false;
  return Math.max(longest, performance.now() - last);
}
