/**
 * People on their way to another device. The link that takes them there works once, for ten minutes; what it stands for is
 * held in memory alone, since of secrets only hashes are stored. A server that was started anew knows of none.
 */
import type { Identity } from "../../rooms/People.ts";
import { hashToken, makeToken } from "../../rooms/secrets.ts";

const LASTS_MS = 10 * 60_000;

interface Move {
  readonly room: string;
  readonly identity: Identity;
  readonly expiresAt: number;
}

export class Moves {
  /** By the hash of the token. */
  private readonly moves = new Map<string, Move>();

  /** `wall`: the server's clock, ms. */
  constructor(private readonly wall: () => number) {}

  /** The person's link of now; one they made before does not work any more. */
  begin(room: string, identity: Identity): { readonly token: string; readonly expiresAt: number } {
    const now = this.wall();
    for (const [hash, move] of this.moves)
      if (move.expiresAt <= now || (move.room === room && move.identity.personId === identity.personId))
        this.moves.delete(hash);
    const token = makeToken();
    const expiresAt = now + LASTS_MS;
    this.moves.set(hashToken(token), { room, identity, expiresAt });
    return { token, expiresAt };
  }

  /** Who comes by the link; undefined when it does not work, or any more. */
  end(room: string, token: string): Identity | undefined {
    const hash = hashToken(token);
    const move = this.moves.get(hash);
    if (!move || move.room !== room) return undefined;
    this.moves.delete(hash);
    return move.expiresAt > this.wall() ? move.identity : undefined;
  }
}
