/** When a link ends and for how many it is, from what stands in the fields. Pure. */
import type { LinkView } from "../../server/protocol/messages.ts";
import type { LinkEnd } from "../client/rooms.ts";

const HOUR = 3_600_000;
const LASTING = { "1h": HOUR, "3h": 3 * HOUR, "1d": 24 * HOUR, "7d": 7 * 24 * HOUR } as const;
/** `as-is`: the time it has; `at`: at a time that is typed. */
export const END_CHOICES = ["none", "as-is", "1h", "3h", "1d", "7d", "at"] as const;
export type EndChoice = (typeof END_CHOICES)[number];

export interface EndFields {
  readonly choice: EndChoice;
  /** As a field for date and time gives it: this browser's time, `2026-11-29T10:30`. */
  readonly at: string;
  readonly most: string;
}

/** What the fields begin with: the link as it is. */
export function fieldsOf(link: LinkView | undefined, now: number): EndFields {
  const lasts = link?.expiresAt !== undefined && link.expiresAt > now;
  return { choice: lasts ? "as-is" : "none", at: "", most: link?.most === undefined ? "" : String(link.most) };
}

/** Undefined when a field holds nothing that could be meant. */
export function endOf({ choice, at, most }: EndFields, link: LinkView | undefined): LinkEnd | undefined {
  const count = most.trim() === "" ? undefined : Number(most);
  if (count !== undefined && !(Number.isInteger(count) && count > 0)) return undefined;
  const many = count === undefined ? {} : { most: count };
  switch (choice) {
    case "none":
      return many;
    case "as-is":
      return link?.expiresAt === undefined ? many : { expiresAt: link.expiresAt, ...many };
    case "at": {
      const expiresAt = new Date(at).getTime();
      return Number.isNaN(expiresAt) ? undefined : { expiresAt, ...many };
    }
    default:
      return { lasts: LASTING[choice], ...many };
  }
}

/** Whether a link still lets people in, by the server's clock. */
export function stateOf({ expiresAt, most, came }: LinkView, now: number): "open" | "expired" | "usedUp" {
  if (expiresAt !== undefined && expiresAt <= now) return "expired";
  return most !== undefined && came >= most ? "usedUp" : "open";
}

/** How long it still lasts, in the largest unit that says it well. */
export function leftOf(ms: number): { readonly unit: "minutes" | "hours" | "days"; readonly count: number } {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  if (minutes < 120) return { unit: "minutes", count: minutes };
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? { unit: "hours", count: hours } : { unit: "days", count: Math.floor(hours / 24) };
}
