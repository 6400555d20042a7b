/** Pods to be scheduled: the highest priority first, then the order of arrival. */
export class ReadyQueue {
  private readonly byPriority = new Map<number, Set<string>>();
  private readonly priorities = new Map<string, number>();

  get empty(): boolean {
    return this.priorities.size === 0;
  }

  add(key: string, priority: number): void {
    if (this.priorities.get(key) === priority) return;
    this.remove(key);
    this.priorities.set(key, priority);
    let keys = this.byPriority.get(priority);
    if (!keys) this.byPriority.set(priority, (keys = new Set()));
    keys.add(key);
  }

  remove(key: string): boolean {
    const priority = this.priorities.get(key);
    if (priority === undefined) return false;
    this.priorities.delete(key);
    const keys = this.byPriority.get(priority);
    keys?.delete(key);
    if (keys?.size === 0) this.byPriority.delete(priority);
    return true;
  }

  take(): string | undefined {
    if (this.priorities.size === 0) return undefined;
    const [key] = this.byPriority.get(Math.max(...this.byPriority.keys())) ?? [];
    if (key !== undefined) this.remove(key);
    return key;
  }
}
