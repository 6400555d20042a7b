/**
 * Reads snapshots, and remembers those read last with all they are changes of: what two have in common is one in memory, and
 * one near another is read in no time.
 */
import { decodeSnapshot } from "./snapshotCodec.ts";
import type { SnapshotMark, StoragePort } from "./StoragePort.ts";

/** Whole snapshots that are remembered, each with those that are its changes. */
const REMEMBERED = 2;

export class SnapshotReader {
  /** Values by the id of the whole snapshot and of each after it; the one used last is last. */
  private readonly series = new Map<string, Map<string, unknown>>();

  constructor(private readonly storage: Pick<StoragePort, "readSnapshot">) {}

  /** What a snapshot holds; nobody may change it. `all`: the room's. */
  async read(mark: SnapshotMark, all: readonly SnapshotMark[]): Promise<unknown> {
    const links = seriesOf(mark, all);
    const values = this.valuesOf((links[0] as SnapshotMark).id);
    let value: unknown;
    for (const link of links) {
      if (!values.has(link.id)) values.set(link.id, await decodeSnapshot(this.storage.readSnapshot(link), value));
      value = values.get(link.id);
    }
    return value;
  }

  /** Forgets all that was read. */
  rest(): void {
    this.series.clear();
  }

  private valuesOf(whole: string): Map<string, unknown> {
    const values = this.series.get(whole) ?? new Map<string, unknown>();
    this.series.delete(whole);
    this.series.set(whole, values);
    for (const id of [...this.series.keys()].slice(0, -REMEMBERED)) this.series.delete(id);
    return values;
  }
}

/** The whole snapshot a snapshot begins from, and all changes up to it. */
function seriesOf(mark: SnapshotMark, all: readonly SnapshotMark[]): readonly SnapshotMark[] {
  const links = [mark];
  for (let { base } = mark; base !== undefined; { base } = links[0] as SnapshotMark) {
    const before = all.find(({ id }) => id === base);
    if (!before) throw new Error(`snapshot ${base} is not there, of which ${mark.id} holds the changes`);
    links.unshift(before);
  }
  return links;
}
