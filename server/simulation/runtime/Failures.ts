/**
 * The one way out for failures that nobody foresaw and that a cluster goes on after: whoever runs it listens. What listens
 * is told and answers nothing, so a cluster is the same with and without.
 */
export interface Failure {
  /** Where and what: failures of one kind are one mistake. */
  readonly kind: string;
  readonly error: unknown;
}

export class Failures {
  readonly listeners = new Set<(failure: Failure) => void>();

  /** `where` is a place in the program, never something a person has chosen. */
  tell(where: string, error: unknown): void {
    const kind = `${where}: ${error instanceof Error ? error.name : typeof error}`;
    for (const listener of this.listeners) listener({ kind, error });
  }
}
