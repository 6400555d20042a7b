/** A container's log. */
export interface LogPlace {
  readonly namespace: string;
  readonly pod: string;
  /** Left out: those of all its containers. */
  readonly container?: string | undefined;
}
