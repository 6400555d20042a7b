/** The links of a room: whom they let in, until when, and how many. Their tokens are known to their holders alone. */
import type { LinkKind, LinkLimits, LinkView, Role } from "../protocol/messages.ts";
import { LINK_KINDS, ROLES } from "../protocol/messages.ts";
import { RoomError } from "./RoomError.ts";
import { joinCodeOf, readJoinCode } from "../protocol/joinCode.ts";
import { hashToken, makeCodedToken, makeToken, sameHash } from "./secrets.ts";
import type { LinkRecord, StoragePort } from "./StoragePort.ts";

/** A link that lets people in. */
export type RoleLink = LinkRecord & { readonly role: Role };

export interface LinksOptions {
  readonly roomId: string;
  readonly storage: Pick<StoragePort, "saveLink" | "loadLinks">;
  /** Wall clock, ms. */
  readonly wall: () => number;
}

export class Links {
  private readonly links = new Map<LinkKind, LinkRecord>();
  /** What is stored of a link is what was true last. */
  private saving: Promise<void> = Promise.resolve();

  private constructor(private readonly options: LinksOptions) {}

  static async load(options: LinksOptions): Promise<Links> {
    const links = new Links(options);
    for (const link of await options.storage.loadLinks(options.roomId)) links.links.set(link.role, link);
    return links;
  }

  /** The link of a token, or of the code it begins with, that lets its holder in as somebody, whether it still does or not: see `refuseSpent`. */
  of(token: string): RoleLink | undefined {
    const found = this.with(token);
    return found && isRoleLink(found) ? found : undefined;
  }

  /** Whether the token is that of the embed link: its holder looks on and is nobody. */
  opensEmbed(token: string): boolean {
    return this.with(token)?.role === "embed";
  }

  /** The fork link, when the token is its; see `take`. */
  forks(token: string): LinkRecord | undefined {
    const found = this.with(token);
    return found?.role === "fork" ? found : undefined;
  }

  get hasEmbed(): boolean {
    return this.links.has("embed");
  }

  private with(token: string): LinkRecord | undefined {
    const code = readJoinCode(token);
    const hash = hashToken(code ?? token);
    let found: LinkRecord | undefined;
    // All are compared, whichever fits.
    for (const link of this.links.values())
      if (sameHash((code === undefined ? link.tokenHash : link.codeHash) ?? "", hash)) found = link;
    return found;
  }

  /** The links there are, and what is left of each. */
  list(): readonly LinkView[] {
    return LINK_KINDS.flatMap((kind) => {
      const link = this.links.get(kind);
      if (!link) return [];
      const { createdAt, expiresAt, most, came } = link;
      return [
        {
          kind,
          createdAt,
          came,
          ...(expiresAt === undefined ? {} : { expiresAt }),
          ...(most === undefined ? {} : { most }),
        },
      ];
    });
  }

  /** Throws when nobody comes in by the link any more: its time is over, or as many came as may. */
  refuseSpent({ expiresAt, most, came }: LinkRecord): void {
    if (expiresAt !== undefined && expiresAt <= this.options.wall()) throw new RoomError("link-expired", EXPIRED);
    if (most !== undefined && came >= most) throw new RoomError("link-used-up", USED_UP(most));
  }

  /** Counts one who comes by the link; throws when it takes nobody any more. Two at a moment are two. */
  async take(link: LinkRecord): Promise<void> {
    const now = this.links.get(link.role);
    if (now?.tokenHash !== link.tokenHash) throw new RoomError("bad-link", ENDED);
    this.refuseSpent(now);
    await this.put({ ...now, came: now.came + 1 });
  }

  /** Somebody who was counted did not come in after all. */
  async giveBack(tokenHash: string | undefined): Promise<void> {
    for (const link of this.links.values())
      if (link.tokenHash === tokenHash && link.came > 0) await this.put({ ...link, came: link.came - 1 });
  }

  /** A new link of a kind; the old one stops working. The token is given out this once. */
  async renew(
    role: LinkKind,
    limits: LinkLimits = {},
  ): Promise<{ readonly token: string; readonly link: LinkRecord; readonly old: LinkRecord | undefined }> {
    const { roomId, wall } = this.options;
    const token = newLinkToken(role);
    const old = this.links.get(role);
    const link = limited(linkOf(token, { roomId, role, createdAt: wall() }), limits);
    await this.put(link);
    return { token, link, old };
  }

  /** Other limits for the link as it is; whoever came already counts. */
  async limit(role: LinkKind, limits: LinkLimits): Promise<void> {
    const link = this.links.get(role);
    if (!link) throw new RoomError("bad-request", { en: "there is no such link", ko: "이런 링크가 없어요" });
    const { expiresAt: _, most: __, ...bare } = link;
    await this.put(limited(bare, limits));
  }

  async end(role: LinkKind): Promise<void> {
    this.links.delete(role);
    await this.store(role);
  }

  private async put(link: LinkRecord): Promise<void> {
    this.links.set(link.role, link);
    await this.store(link.role);
  }

  private store(role: LinkKind): Promise<void> {
    const { storage, roomId } = this.options;
    const stored = this.saving.then(() => storage.saveLink(roomId, role, this.links.get(role)));
    this.saving = stored.catch(() => undefined);
    return stored;
  }
}

const isRoleLink = (link: LinkRecord): link is RoleLink => (ROLES as readonly LinkKind[]).includes(link.role);

/** What lets an instructor in is long: a code would be enough to guess at. */
export function newLinkToken(kind: LinkKind): string {
  return kind === "student" || kind === "viewer" ? makeCodedToken() : makeToken();
}

/** What is stored of a new link. */
export function linkOf(token: string, of: Pick<LinkRecord, "roomId" | "role" | "createdAt">): LinkRecord {
  const code = joinCodeOf(token);
  return {
    ...of,
    tokenHash: hashToken(token),
    ...(code === undefined ? {} : { codeHash: hashToken(code) }),
    came: 0,
  };
}

function limited(link: LinkRecord, { expiresAt, most }: LinkLimits): LinkRecord {
  return { ...link, ...(expiresAt === undefined ? {} : { expiresAt }), ...(most === undefined ? {} : { most }) };
}

const ENDED = {
  en: "this link does not work any more; ask for a new one",
  ko: "더 이상 쓸 수 없는 링크예요. 새 링크를 받으세요",
};
const EXPIRED = {
  en: "the time of this link is over; ask for a new one",
  ko: "링크를 쓸 수 있는 시간이 끝났어요. 새 링크를 받으세요",
};
const USED_UP = (most: number): { readonly en: string; readonly ko: string } => ({
  en: `this link was for ${most} people, and as many have come; ask for a new one`,
  ko: `이 링크로 들어올 수 있는 ${most}명이 모두 들어왔어요. 새 링크를 받으세요`,
});
