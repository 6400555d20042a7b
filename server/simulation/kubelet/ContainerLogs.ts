/** What containers wrote: bounded lines with their times, the current and the previous instance. Data in the runtime's state. */
import type { Runtime } from "../runtime/Runtime.ts";
import { microTimestamp } from "../runtime/time.ts";

export interface LogLine {
  /** Cluster time, ms. */
  readonly at: number;
  readonly text: string;
}

interface LogRecord {
  readonly current: readonly LogLine[];
  readonly previous?: readonly LogLine[];
  /** Lines of the current instance no longer kept. */
  readonly dropped?: number;
}

const LINE_LIMIT = 1000;

export interface LogQuery {
  readonly previous?: boolean;
  readonly tailLines?: number;
  /** Only lines from this cluster time on, ms. */
  readonly since?: number;
  readonly timestamps?: boolean;
  readonly limitBytes?: number;
}

export class ContainerLogs {
  private readonly listeners = new Map<string, Set<(line: LogLine) => void>>();

  constructor(private readonly runtime: Runtime) {}

  /** Lines of a container that rests and that nobody has looked at so far; they are not kept. */
  pending: ((id: string) => readonly LogLine[]) | undefined;

  append(id: string, text: string, at = this.runtime.now): void {
    const record = this.records.get(id) ?? { current: [] };
    const line = { at, text };
    const kept = record.current.length >= LINE_LIMIT ? record.current.slice(-(LINE_LIMIT >> 1)) : record.current;
    const dropped = (record.dropped ?? 0) + record.current.length - kept.length;
    this.records.set(id, { ...record, current: [...kept, line], ...(dropped > 0 ? { dropped } : {}) });
    for (const listener of this.listeners.get(id) ?? []) listener(line);
  }

  /** A new instance of the container begins. */
  rotate(id: string): void {
    const record = this.records.get(id);
    this.records.set(id, record ? { current: [], previous: record.current } : { current: [] });
  }

  forget(id: string): void {
    this.records.delete(id);
  }

  lines(id: string, previous: boolean): readonly LogLine[] | undefined {
    const record = this.records.get(id);
    if (previous) return record?.previous;
    const pending = this.pending?.(id) ?? [];
    return pending.length === 0 ? record?.current : [...(record?.current ?? []), ...pending].slice(-LINE_LIMIT);
  }

  /** The lines after so many of the current instance, and how many there have been. */
  since(id: string, count: number): { readonly lines: readonly LogLine[]; readonly count: number } {
    const { current = [], dropped = 0 } = this.records.get(id) ?? {};
    const all = [...current, ...(this.pending?.(id) ?? [])];
    return { lines: all.slice(Math.max(0, count - dropped)), count: dropped + all.length };
  }

  /** Lines of the current instance so far, without those that are pending. */
  count(id: string): number {
    const { current = [], dropped = 0 } = this.records.get(id) ?? {};
    return dropped + current.length;
  }

  /** The same with those that are pending. */
  total(id: string): number {
    return this.count(id) + (this.pending?.(id).length ?? 0);
  }

  /** Hears every further line; returns how to stop. */
  follow(id: string, listener: (line: LogLine) => void): () => void {
    let listeners = this.listeners.get(id);
    if (!listeners) this.listeners.set(id, (listeners = new Set()));
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.listeners.delete(id);
    };
  }

  private get records(): Map<string, LogRecord> {
    return this.runtime.state<LogRecord>("container-logs");
  }
}

/** Lines as `kubectl logs` gets them. */
export function printLog(lines: readonly LogLine[], query: LogQuery): string {
  let chosen = query.since === undefined ? lines : lines.filter(({ at }) => at >= (query.since as number));
  if (query.tailLines !== undefined) chosen = query.tailLines === 0 ? [] : chosen.slice(-query.tailLines);
  const body = chosen.map((line) => `${printLine(line, query)}\n`).join("");
  return query.limitBytes === undefined ? body : body.slice(0, query.limitBytes);
}

function printLine({ at, text }: LogLine, { timestamps }: LogQuery): string {
  return timestamps ? `${microTimestamp(at).slice(0, -1)}000Z ${text}` : text;
}
