/** What a page keeps over a reload while it goes along: its own view, or what it left. For this tab alone. */

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
  let held: unknown;
  try {
    held = JSON.parse(sessionStorage.getItem(keyOf(roomId)) ?? "{}");
  } catch {
    return {};
  }
  const text = (name: keyof AlongMemory): { readonly [name: string]: string } => {
    const value = (held as { readonly [name: string]: unknown } | null)?.[name];
    return typeof value === "string" ? { [name]: value } : {};
  };
  const memory: AlongMemory = { ...text("key"), ...text("own"), ...text("left") };
  return key !== undefined && memory.key !== key ? {} : memory;
}

export function writeAlong(roomId: string, memory: AlongMemory): void {
  sessionStorage.setItem(keyOf(roomId), JSON.stringify(memory));
}
