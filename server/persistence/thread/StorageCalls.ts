/** The store as calls of data, which can be sent from thread to thread: what streams is handed over piece by piece. */
import {
  type SnapshotChunk,
  type SnapshotHeader,
  type SnapshotMark,
  StorageError,
  type StoragePort,
} from "../../rooms/StoragePort.ts";

/** `key`: which of the streams under way. */
export interface StorageCalls extends Omit<StoragePort, "saveSnapshot" | "readSnapshots"> {
  beginSave(key: number, header: Omit<SnapshotHeader, "chunks">): Promise<void>;
  addToSave(key: number, data: Uint8Array): Promise<void>;
  /** Not `whole`: nothing of it stays. */
  endSave(key: number, whole: boolean): Promise<void>;
  beginRead(key: number, marks: readonly SnapshotMark[]): Promise<void>;
  /** The next chunks; none: that was all. */
  readMore(key: number): Promise<readonly SnapshotChunk[]>;
  endRead(key: number): Promise<void>;
}

/** Bytes of the chunks that are read by one call. */
const READ_AT_ONCE = 256 * 1024;

interface Save {
  readonly pieces: WritableStreamDefaultWriter<Uint8Array>;
  readonly saved: Promise<void>;
}

/** A store, to be called. */
export function callsOf(storage: StoragePort): StorageCalls {
  const saves = new Map<number, Save>();
  const reads = new Map<number, AsyncIterator<SnapshotChunk>>();
  return {
    ...storage,

    async beginSave(key, header) {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const saved = storage.saveSnapshot(header, readable);
      // Heard of with the next piece, or the end.
      saved.catch(() => {});
      saves.set(key, { pieces: writable.getWriter(), saved });
    },

    async addToSave(key, data) {
      const { pieces, saved } = underWay(saves, key);
      await Promise.race([pieces.write(data), saved]);
    },

    async endSave(key, whole) {
      const { pieces, saved } = underWay(saves, key);
      saves.delete(key);
      if (whole) return void (await Promise.all([pieces.close(), saved]));
      await pieces.abort(new Error("the snapshot is not wanted any more"));
      await saved.catch(() => {});
    },

    async beginRead(key, marks) {
      reads.set(key, storage.readSnapshots(marks)[Symbol.asyncIterator]());
    },

    async readMore(key) {
      const chunks: SnapshotChunk[] = [];
      for (let size = 0; size < READ_AT_ONCE; ) {
        const { done, value } = await underWay(reads, key).next();
        if (done) break;
        chunks.push({ ...value, data: alone(value.data) });
        size += value.data.length;
      }
      return chunks;
    },

    async endRead(key) {
      await reads.get(key)?.return?.();
      reads.delete(key);
    },
  };
}

/** The store that is reached by `calls`. */
export function storageOf(calls: StorageCalls): StoragePort {
  let last = 0;
  return {
    ...calls,

    async saveSnapshot(header, chunks) {
      const key = ++last;
      await calls.beginSave(key, header);
      let whole = false;
      try {
        for await (const chunk of chunks) await calls.addToSave(key, alone(chunk));
        whole = true;
      } finally {
        await calls.endSave(key, whole);
      }
    },

    async *readSnapshots(marks) {
      const key = ++last;
      await calls.beginRead(key, marks);
      try {
        for (;;) {
          const chunks = await calls.readMore(key);
          if (chunks.length === 0) return;
          yield* chunks;
        }
      } finally {
        await calls.endRead(key);
      }
    },
  };
}

function underWay<T>(streams: ReadonlyMap<number, T>, key: number): T {
  const stream = streams.get(key);
  if (!stream) throw new StorageError("unavailable", "the store began anew while a snapshot was under way");
  return stream;
}

/** Bytes without those around them: what is sent is the whole buffer. */
const alone = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
