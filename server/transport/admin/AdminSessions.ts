/**
 * Who signed in with the operator's secret: a cookie of chance that lives for an hour from what was done last, twelve in all. Sessions are
 * in memory alone: a server that starts anew, with the same secret or another, knows none.
 */
import { makeToken, hashToken } from "../../rooms/secrets.ts";

/** From signing in, and from each change that is asked for. What a page reads by itself keeps nobody in. */
const REST_MS = 3_600_000;
const LONGEST_MS = 12 * REST_MS;
/** Whoever signs in beyond that ends the oldest. */
const MOST = 100;

/** No name that a room's cookie could have. */
const COOKIE = "podroom_operator";

interface Session {
  readonly begun: number;
  expiresAt: number;
}

export class AdminSessions {
  /** By the hash of the cookie's token, oldest first. */
  private readonly sessions = new Map<string, Session>();

  /** `wall`: ms. `secure`: the world reaches this server by https alone. */
  constructor(private readonly options: { readonly wall: () => number; readonly secure: boolean }) {}

  /** The header that signs a browser in. */
  begin(): { readonly cookie: string; readonly expiresAt: number } {
    const now = this.options.wall();
    for (const [hash, { expiresAt }] of this.sessions) if (expiresAt <= now) this.sessions.delete(hash);
    const [oldest] = this.sessions.keys();
    if (this.sessions.size >= MOST && oldest !== undefined) this.sessions.delete(oldest);
    const token = makeToken();
    const expiresAt = now + REST_MS;
    this.sessions.set(hashToken(token), { begun: now, expiresAt });
    return { cookie: this.cookie(token, REST_MS), expiresAt };
  }

  /** When the session of this request's cookie ends; undefined: it has none. */
  endOf(cookies: string | undefined): number | undefined {
    return this.find(cookies)?.session.expiresAt;
  }

  /** The session goes on for as long as a new one, but not beyond its twelve hours. */
  prolong(cookies: string | undefined): { readonly cookie: string; readonly expiresAt: number } | undefined {
    const found = this.find(cookies);
    if (!found) return undefined;
    const { session, token } = found;
    const now = this.options.wall();
    session.expiresAt = Math.min(now + REST_MS, session.begun + LONGEST_MS);
    return { cookie: this.cookie(token, session.expiresAt - now), expiresAt: session.expiresAt };
  }

  /** The header that takes the cookie away; the session is none any more, whoever else has its cookie. */
  end(cookies: string | undefined): string {
    const found = this.find(cookies);
    if (found) this.sessions.delete(hashToken(found.token));
    return this.cookie("", 0);
  }

  private find(cookies = ""): { readonly token: string; readonly session: Session } | undefined {
    const token = new RegExp(`(?:^|;)\\s*${COOKIE}=([\\w-]{1,64})\\s*(?:;|$)`).exec(cookies.slice(0, 16_384))?.[1];
    // Looked up by a hash: how long that takes says nothing of the token.
    const session = token === undefined ? undefined : this.sessions.get(hashToken(token));
    if (token === undefined || !session) return undefined;
    if (session.expiresAt > this.options.wall()) return { token, session };
    this.sessions.delete(hashToken(token));
    return undefined;
  }

  private cookie(value: string, ms: number): string {
    const age = Math.floor(ms / 1000);
    const secure = this.options.secure ? "; Secure" : "";
    return `${COOKIE}=${value}; Path=/api/admin; HttpOnly; SameSite=Strict; Max-Age=${age}${secure}`;
  }
}
