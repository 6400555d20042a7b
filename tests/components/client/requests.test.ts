import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConnectionLost, LINE_MS, Requests } from "../../../components/client/Requests.ts";
import type { ClientMessage } from "../../../server/protocol/messages.ts";

const ANSWER = { status: 200, contentType: "application/json", warnings: [], body: {} };

let sent: ClientMessage[];
let requests: Requests;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  let id = 0;
  requests = new Requests(
    () => ++id,
    (message) => sent.push(message),
  );
});
afterEach(() => {
  vi.useRealTimers();
});

const ask = (whenBroken: "drop" | "again" | "once"): Promise<unknown> =>
  requests
    .ask((id, key) => ({ type: "request", id, key, method: "DELETE", path: "/api" }), whenBroken)
    .catch((error: unknown) => error);
const failure = async (asked: Promise<unknown>): Promise<boolean> => {
  const error = await asked;
  expect(error).toBeInstanceOf(ConnectionLost);
  return (error as ConnectionLost).sent;
};

describe("SYNC-8 what waits for a broken line", () => {
  it("SYNC-8 is sent when the line is there", async () => {
    const asked = ask("once");
    expect(sent).toEqual([]);
    requests.back(false);
    expect(sent).toHaveLength(1);
    requests.answered(1, ANSWER);
    expect(await asked).toBe(ANSWER);
  });

  it("SYNC-8 gives up after 15 s and says that nothing was sent", async () => {
    const asked = ask("once");
    vi.advanceTimersByTime(LINE_MS);
    expect(await failure(asked)).toBe(false);
    requests.back(true);
    expect(sent).toEqual([]);
  });

  it("SYNC-8 is asked again under the same key of a server that remembers", async () => {
    requests.back(false);
    const asked = ask("once");
    requests.lost();
    vi.advanceTimersByTime(LINE_MS - 1);
    requests.back(true);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    requests.answered(1, ANSWER);
    expect(await asked).toBe(ANSWER);
  });

  it("SYNC-8 is not asked again of a server that began anew, unless twice does no harm", async () => {
    requests.back(false);
    const once = ask("once");
    const again = ask("again");
    requests.lost();
    requests.back(false);
    expect(await failure(once)).toBe(true);
    expect(sent).toHaveLength(3);
    requests.answered(2, ANSWER);
    expect(await again).toBe(ANSWER);
  });

  it("SYNC-8 says at once what may not wait", async () => {
    expect(await failure(ask("drop"))).toBe(false);
    requests.back(false);
    const asked = ask("drop");
    requests.lost();
    expect(await failure(asked)).toBe(true);
  });
});
