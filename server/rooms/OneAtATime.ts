/** Work that is done one after another, in the order it was asked for. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  /** Begins when all that came before is over, however it ended. */
  run<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => {});
    return done;
  }
}
