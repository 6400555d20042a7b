/**
 * All open streams of a server: how many a person and a cluster may have, and the end of those whose people may no longer
 * come in. Tokens are looked at again every few seconds, while anything is open.
 */

import type { UserInfo } from "../../simulation/api/ApiRequest.ts";

export interface StreamOwner {
  readonly cluster: string;
  readonly token: string | undefined;
  /** Whom the token stood for when the stream was opened. */
  readonly user: UserInfo;
  /** The person whose limits it counts for; left out: the user's own. */
  readonly who?: string;
}

/** `watches` are a person's, and count apart from other streams: every client keeps many of them. */
export interface StreamLimits {
  readonly person: number;
  readonly watches: number;
  readonly cluster: number;
}

export const STREAM_LIMITS: StreamLimits = { person: 64, watches: 200, cluster: 1_000 };
const LOOK_AGAIN_MS = 3_000;

interface Entry {
  readonly owner: StreamOwner;
  readonly close: () => void;
}

export class OpenStreams {
  private readonly entries = new Set<Entry>();
  private readonly counts = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  /** `mayStay`: whether the owner's token still opens the cluster to the same user in the same groups. */
  constructor(
    private readonly mayStay: (owner: StreamOwner) => Promise<boolean>,
    private readonly limits: StreamLimits = STREAM_LIMITS,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /** Like `add`, for a watch. */
  addWatch(owner: StreamOwner, close: () => void): (() => void) | undefined {
    const key = `watches ${owner.cluster} ${owner.who || owner.user.username}`;
    return this.count(key) >= this.limits.watches ? undefined : this.enter({ owner, close }, [key]);
  }

  /** Counts a stream in; returns how to count it out, or undefined when there are too many. */
  add(owner: StreamOwner, close: () => void): (() => void) | undefined {
    const keys = [`cluster ${owner.cluster}`, `person ${owner.cluster} ${owner.who || owner.user.username}`] as const;
    if (this.count(keys[0]) >= this.limits.cluster || this.count(keys[1]) >= this.limits.person) return undefined;
    return this.enter({ owner, close }, keys);
  }

  private enter(entry: Entry, keys: readonly string[]): () => void {
    this.entries.add(entry);
    for (const key of keys) this.counts.set(key, this.count(key) + 1);
    this.timer ??= setInterval(() => void this.lookAgain(), LOOK_AGAIN_MS).unref();
    return () => {
      if (!this.entries.delete(entry)) return;
      for (const key of keys) {
        if (this.count(key) > 1) this.counts.set(key, this.count(key) - 1);
        else this.counts.delete(key);
      }
      if (this.entries.size === 0) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
    };
  }

  /** Ends the streams of everybody who may not stay. */
  async lookAgain(): Promise<void> {
    const verdicts = new Map<string, Promise<boolean>>();
    for (const { owner, close } of Array.from(this.entries)) {
      const key = JSON.stringify([owner.cluster, owner.token, owner.user.username, owner.user.groups]);
      const verdict = verdicts.get(key) ?? this.mayStay(owner).catch(() => false);
      verdicts.set(key, verdict);
      if (!(await verdict)) close();
    }
  }

  /** Ends all streams of a cluster: what people may see there is another now, and what is open was opened before. */
  closeCluster(cluster: string): void {
    for (const { owner, close } of Array.from(this.entries)) if (owner.cluster === cluster) close();
  }

  closeAll(): void {
    for (const { close } of Array.from(this.entries)) close();
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private count(key: string): number {
    return this.counts.get(key) ?? 0;
  }
}
