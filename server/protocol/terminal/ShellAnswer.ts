/** What a machine answers to a request of a session. */
export interface ShellAnswer {
  readonly session?: string;
  /** Output not told before: channel 1 or 2, and bytes as characters. */
  readonly output?: readonly (readonly [channel: 1 | 2, data: string])[];
  /** Where the next reading goes on. */
  readonly next?: number;
  readonly exit?: number;
  /** The program could not be started; in the runtime's words. */
  readonly failure?: string;
  /** It goes on when time passes; otherwise it waits to be typed at, or for somebody else. */
  readonly busy?: boolean;
  readonly tty?: boolean;
  /** Tab completion: what the last word may become. */
  readonly words?: readonly string[];
}
