/** The cookie by which a browser is the same person again, one for each room. */
import type { Identity } from "../rooms/People.ts";

const PREFIX = "podroom-";
const YEAR_SECONDS = 365 * 24 * 3600;

export function identityCookie(roomId: string, identity: Identity, secure: boolean): string {
  const value = `${identity.personId}.${identity.secret}`;
  return `${PREFIX}${roomId}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${YEAR_SECONDS}${secure ? "; Secure" : ""}`;
}

/** Takes the cookie of a room that is no more away. */
export const endedCookie = (roomId: string): string => `${PREFIX}${roomId}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;

/** Who the browser says it is in a room. */
export function identityIn(cookieHeader: string | undefined, roomId: string): Identity | undefined {
  return identities(cookieHeader).get(roomId);
}

/** All rooms this browser was in. */
export function identities(cookieHeader: string | undefined): ReadonlyMap<string, Identity> {
  const found = new Map<string, Identity>();
  for (const part of (cookieHeader ?? "").slice(0, 16_384).split(";")) {
    const match = /^\s*podroom-([a-z0-9]{1,64})=([a-z0-9]{1,64})\.([\w-]{1,64})\s*$/.exec(part);
    if (match) found.set(match[1] as string, { personId: match[2] as string, secret: match[3] as string });
  }
  return found;
}
