/** What a page keeps over a reload while it goes along: its own view, or what it left. For this tab alone. */
import { keptByTab, keptMembers } from "../client/kept.ts";

export interface AlongMemory {
  /** What it goes along with. */
  readonly key?: string | undefined;
  /** Its own view, as a query. */
  readonly own?: string;
  /** What it left, and does not go along with by itself again. */
  readonly left?: string | undefined;
}

const keyOf = (roomId: string): string => `podroom:along:${roomId}`;

/** `key`: what was kept for something else does not count. */
export function readAlong(roomId: string, key?: string): AlongMemory {
  const held = keptMembers(keptByTab.read(keyOf(roomId)));
  const text = (name: keyof AlongMemory): { readonly [name: string]: string } => {
    const value = held[name];
    return typeof value === "string" ? { [name]: value } : {};
  };
  const memory: AlongMemory = { ...text("key"), ...text("own"), ...text("left") };
  return key !== undefined && memory.key !== key ? {} : memory;
}

export function writeAlong(roomId: string, memory: AlongMemory): void {
  keptByTab.write(keyOf(roomId), JSON.stringify(memory));
}
