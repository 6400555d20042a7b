/** One recorded command, as the README of the recordings tells. */
export interface KubectlCase {
  readonly id: string;
  readonly world: string;
  readonly now: string;
  readonly argv: readonly string[];
  readonly stdin?: string | null;
  readonly files?: { readonly [name: string]: string };
  readonly env?: { readonly [name: string]: string };
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
  readonly stdout_prefix?: boolean;
  readonly unordered?: boolean;
  readonly changed?: readonly Change[];
  readonly kubeconfig_after?: string;
  readonly live?: boolean;
  readonly script?: string;
  readonly step?: number;
}

export interface Change {
  readonly op: string;
  readonly kind: string;
  /** Absent for what has none. */
  readonly namespace?: string | undefined;
  readonly name: string;
  /** Absent for what is gone. */
  readonly object?: unknown;
}
