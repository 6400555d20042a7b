/** The shape of a parsed script: nodes by number, so that a place in it is a number and a running shell plain data. */

export interface Redirect {
  readonly fd: number;
  readonly op: "<" | ">" | ">>" | ">&" | "<&" | "<>" | "<<" | "&>" | "<<<";
  readonly target: string;
  /** The body of a here-document, and whether it is expanded. */
  readonly body?: string;
  readonly expand?: boolean;
}

export interface Assignment {
  readonly name: string;
  readonly value: string;
  readonly append: boolean;
}

export type Node =
  | { readonly t: "list"; readonly items: readonly { readonly n: number; readonly background: boolean }[] }
  | { readonly t: "and"; readonly left: number; readonly right: number; readonly or: boolean }
  | { readonly t: "pipe"; readonly parts: readonly number[]; readonly not: boolean }
  | {
      readonly t: "simple";
      readonly assigns: readonly Assignment[];
      readonly words: readonly string[];
      readonly redirects: readonly Redirect[];
    }
  | { readonly t: "group"; readonly body: number; readonly redirects: readonly Redirect[] }
  | { readonly t: "subshell"; readonly body: number; readonly redirects: readonly Redirect[] }
  | {
      readonly t: "if";
      readonly arms: readonly { readonly test: number; readonly body: number }[];
      readonly otherwise?: number;
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly t: "loop";
      readonly until: boolean;
      readonly test: number;
      readonly body: number;
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly t: "for";
      readonly name: string;
      /** Undefined: the positional parameters. */
      readonly words?: readonly string[];
      readonly body: number;
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly t: "case";
      readonly word: string;
      readonly arms: readonly { readonly patterns: readonly string[]; readonly body: number }[];
      readonly redirects: readonly Redirect[];
    }
  | { readonly t: "function"; readonly name: string; readonly body: number };

export interface Script {
  readonly nodes: readonly Node[];
  readonly root: number;
}

/** The text is no script; `incomplete` when more of it could make it one. */
export class SyntaxProblem extends Error {
  constructor(
    message: string,
    readonly incomplete = false,
  ) {
    super(message);
  }
}
