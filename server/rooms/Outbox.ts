/**
 * Holds back everything others could notice until what led to it is committed. One commit is under way at a time; what
 * comes meanwhile shares the next one.
 */
import { encodeEntries, type LogEntry } from "./LogEntry.ts";
import type { Position, StoragePort } from "./StoragePort.ts";

export interface OutboxOptions {
  readonly storage: Pick<StoragePort, "append">;
  readonly roomId: string;
  /** The number the next command gets. */
  readonly nextSeq: number;
  /** Bytes in the log already. */
  readonly logBytes: number;
  /** Where the cluster stands now. */
  readonly position: () => Position;
  /** Puts what is still being gathered (a frame) into the outbox, before a commit begins. */
  readonly gather: () => void;
  /** A commit failed: nothing of it or after it is let out. */
  readonly onFailure: (error: unknown) => void;
  /** Whoever received an output threw. */
  readonly onOutputError: (error: unknown) => void;
}

interface Output {
  readonly run: () => void;
  readonly refuse: (() => void) | undefined;
}

export class Outbox {
  private entries: LogEntry[] = [];
  private outputs: Output[] = [];
  private underWay: readonly Output[] | undefined;
  private changed = false;
  private failed = false;
  private firstSeq: number;
  private bytes: number;
  private idleWaiters: (() => void)[] = [];

  constructor(private readonly options: OutboxOptions) {
    this.firstSeq = options.nextSeq;
    this.bytes = options.logBytes;
  }

  /** The number the next command gets. */
  get nextSeq(): number {
    return this.firstSeq + this.entries.length;
  }

  get logBytes(): number {
    return this.bytes;
  }

  add(entry: LogEntry): void {
    this.entries.push(entry);
    this.changed = true;
  }

  /** The cluster changed by itself in a way that can be seen. */
  touch(): void {
    this.changed = true;
  }

  /** Runs `run` when all before it is committed: at once when it is. `refuse` runs instead if it never will be. */
  output(run: () => void, refuse?: () => void): void {
    if (this.failed) refuse?.();
    else if (this.changed || this.underWay) this.outputs.push({ run, refuse });
    else this.letOut(run);
  }

  /** Begins a commit of all so far, unless one is under way: then it follows on that. */
  flush(): void {
    if (this.underWay || this.failed) return;
    this.options.gather();
    if (!this.changed) return this.settle();
    const { roomId, position, storage } = this.options;
    const entries = encodeEntries(this.entries);
    const batch = { roomId, firstSeq: this.firstSeq, count: this.entries.length, entries, end: position() };
    this.firstSeq += this.entries.length;
    this.bytes += entries.length;
    this.underWay = this.outputs;
    this.entries = [];
    this.outputs = [];
    this.changed = false;
    storage.append(batch).then(
      () => this.committed(),
      (error: unknown) => this.fail(error),
    );
  }

  /** Resolves when nothing is under way or waiting. */
  async idle(): Promise<void> {
    this.flush();
    if (this.failed || (!this.underWay && !this.changed)) return;
    await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
  }

  /** Lets nothing more out; whoever waits is refused. */
  close(): void {
    this.failed = true;
    const outputs = [...(this.underWay ?? []), ...this.outputs];
    this.underWay = undefined;
    this.outputs = [];
    for (const { refuse } of outputs) refuse?.();
    this.settle();
  }

  private committed(): void {
    const outputs = this.underWay ?? [];
    for (const { run } of outputs) this.letOut(run);
    this.underWay = undefined;
    if (this.changed) this.flush();
    else this.settle();
  }

  /** What is done with an output is the receiver's matter: its failure does not touch the room. */
  private letOut(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.options.onOutputError(error);
    }
  }

  private fail(error: unknown): void {
    this.close();
    this.options.onFailure(error);
  }

  private settle(): void {
    // Outputs that came while a commit was under way, with nothing new to commit: all they saw is stored now.
    if (!this.failed) for (const { run } of this.outputs.splice(0)) this.letOut(run);
    if (this.changed) return;
    for (const resolve of this.idleWaiters.splice(0)) resolve();
  }
}
