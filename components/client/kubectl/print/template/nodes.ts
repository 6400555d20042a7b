/** The parts of a parsed Go template, and their text as Go quotes it in errors. */

export type Term =
  | { readonly type: "dot"; readonly position: number }
  | { readonly type: "nil"; readonly position: number }
  | {
      readonly type: "literal";
      readonly value: string | number | boolean;
      readonly float: boolean;
      readonly text: string;
      readonly position: number;
    }
  | { readonly type: "field"; readonly names: readonly string[]; readonly position: number }
  | { readonly type: "variable"; readonly name: string; readonly names: readonly string[]; readonly position: number }
  | { readonly type: "function"; readonly name: string; readonly position: number }
  | { readonly type: "chain"; readonly of: Term; readonly names: readonly string[]; readonly position: number }
  | { readonly type: "pipe"; readonly pipe: Pipe; readonly position: number };

export interface Command {
  readonly terms: readonly Term[];
  readonly position: number;
}

export interface Pipe {
  readonly variables: readonly string[];
  readonly assigns: boolean;
  readonly commands: readonly Command[];
  readonly position: number;
}

export type Part =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "action"; readonly pipe: Pipe }
  | {
      readonly type: "if" | "with" | "range";
      readonly pipe: Pipe;
      readonly body: readonly Part[];
      readonly otherwise: readonly Part[] | undefined;
    }
  | { readonly type: "template"; readonly name: string; readonly pipe: Pipe | undefined; readonly position: number }
  | { readonly type: "break" | "continue" };

export function termText(term: Term): string {
  switch (term.type) {
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "literal":
      return term.text;
    case "field":
      return term.names.map((name) => `.${name}`).join("");
    case "variable":
      return [term.name, ...term.names].join(".");
    case "function":
      return term.name;
    case "chain":
      return `${term.of.type === "pipe" ? `(${pipeText(term.of.pipe)})` : termText(term.of)}${term.names.map((name) => `.${name}`).join("")}`;
    case "pipe":
      return pipeText(term.pipe);
  }
}

export function commandText({ terms }: Command): string {
  return terms.map((term) => (term.type === "pipe" ? `(${pipeText(term.pipe)})` : termText(term))).join(" ");
}

export function pipeText({ variables, assigns, commands }: Pipe): string {
  const declared = variables.length > 0 ? `${variables.join(", ")} ${assigns ? "=" : ":="} ` : "";
  return declared + commands.map(commandText).join(" | ");
}
