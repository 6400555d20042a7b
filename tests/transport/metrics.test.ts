/** What is counted and measured, for whoever reads it. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createMetrics, seenMetrics } from "../../server/transport/metrics.ts";

// Time of the stretches is stepped; the event loop's own goes on.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

it("OPER-42 however many read the lag of the event loop, all hear of the same stretch of time", async () => {
  const none = (): number => 0;
  const { registry } = createMetrics({ rooms: none, sockets: none, watches: none, streams: none });
  const lag = async (): Promise<string | undefined> =>
    (await registry.metrics()).split("\n").find((line) => line.startsWith("nodejs_eventloop_lag_max_seconds "));
  const before = await lag();
  await sleep(30);
  const until = performance.now() + 60;
  while (performance.now() < until);
  await sleep(30);
  // Not told before the stretch is over, and reading takes nothing of it away.
  expect(await lag()).toBe(before);
  vi.advanceTimersByTime(15_000);
  const told = await lag();
  expect(Number(told?.split(" ")[1])).toBeGreaterThan(0.04);
  expect(await lag()).toBe(told);
  const { nodejs_eventloop_lag_p99_seconds: p99 } = await seenMetrics(registry);
  expect(await registry.metrics()).toContain(`nodejs_eventloop_lag_p99_seconds ${p99}\n`);
  // The next stretch begins anew.
  await sleep(30);
  vi.advanceTimersByTime(15_000);
  expect(await lag()).not.toBe(told);
});
