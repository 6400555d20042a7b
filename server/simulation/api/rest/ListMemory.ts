/**
 * Answers to lists that were given lately and hold still: nothing was written since, and the second, which ages are told
 * in, is the same. Who may ask has been decided before. Not part of a cluster's state: forgetting it changes no answer.
 */
import type { ApiResponse } from "../ApiRequest.ts";

const MOST = 8;

interface Moment {
  readonly revision: number;
  /** Cluster time, ms. */
  readonly now: number;
}

export class ListMemory {
  private readonly answers = new Map<string, ApiResponse>();
  private revision = -1;
  private second = -1;

  /** `key`: all that an answer depends on beside the moment. `keep` says whether it is worth it. */
  answer(
    key: string,
    { revision, now }: Moment,
    make: () => { readonly response: ApiResponse; readonly keep: boolean },
  ): ApiResponse {
    const second = Math.floor(now / 1000);
    if (revision !== this.revision || second !== this.second) this.answers.clear();
    this.revision = revision;
    this.second = second;
    const known = this.answers.get(key);
    if (known) return known;
    const { response, keep } = make();
    if (keep && this.answers.size < MOST) this.answers.set(key, response);
    return response;
  }
}
