/** Runs a parsed Go template over JSON data. Mirrors text/template exec.go, its errors included. */
import { compareText, isObject } from "../../json.ts";
import { ARITY, FUNCTIONS, Incomparable, isTrue, OF_TEXT } from "./functions.ts";
import { type Command, commandText, type Part, type Pipe, pipeText, type Term, termText } from "./nodes.ts";
import type { Template } from "./parse.ts";
import { goValue, typeName } from "./printf.ts";

/** The text so far and what went wrong, since Go writes while it runs. */
export interface Executed {
  readonly text: string;
  readonly error: Error | undefined;
}

export interface ExecuteOptions {
  /** A missing member is an error rather than `<no value>`. */
  readonly missingIsError: boolean;
}

export function executeTemplate(template: Template, data: unknown, options: ExecuteOptions): Executed {
  const run = new Execution(template, options);
  try {
    run.parts(template.parts, data);
    return { text: run.text, error: undefined };
  } catch (error) {
    return { text: run.text, error: error as Error };
  }
}

class Stop {
  constructor(readonly kind: "break" | "continue") {}
}

const DEEPEST = 1000;
/** What an absent member is; nil is another thing. */
const NONE = undefined;

class Execution {
  text = "";
  private scope: { name: string; value: unknown }[] = [];
  private depth = 0;
  private templateName: string;

  constructor(
    private readonly template: Template,
    private readonly options: ExecuteOptions,
  ) {
    this.templateName = template.name;
  }

  parts(parts: readonly Part[], dot: unknown): void {
    if (this.scope.length === 0) this.scope.push({ name: "$", value: dot });
    for (const part of parts) this.part(part, dot);
  }

  private fail(message: string, node: { readonly position: number; readonly text: string }): never {
    const before = this.template.text.slice(0, node.position);
    const line = before.split("\n").length;
    const column = new TextEncoder().encode(before.slice(before.lastIndexOf("\n") + 1)).length;
    throw new Error(
      `template: ${this.template.name}:${line}:${column}: executing ${JSON.stringify(this.templateName)} at <${node.text}>: ${message}`,
    );
  }

  private part(part: Part, dot: unknown): void {
    switch (part.type) {
      case "text":
        this.text += part.text;
        return;
      case "action": {
        const value = this.pipe(part.pipe, dot);
        if (part.pipe.variables.length === 0)
          this.text += value === NONE || value === null ? "<no value>" : goValue(value);
        return;
      }
      case "break":
      case "continue":
        throw new Stop(part.type);
      case "template":
        return this.call(part, dot);
      default:
        return this.control(part, dot);
    }
  }

  private control(part: Part & { readonly type: "if" | "with" | "range" }, dot: unknown): void {
    const known = this.scope.length;
    const value = this.pipe(part.pipe, dot, part.type === "range");
    if (part.type === "range") this.range(part, value, dot);
    else if (isTrue(value)) this.parts(part.body, part.type === "with" ? value : dot);
    else if (part.otherwise) this.parts(part.otherwise, dot);
    this.scope.length = known;
  }

  private range(part: Part & { readonly type: "if" | "with" | "range" }, value: unknown, dot: unknown): void {
    const entries = this.entriesOf(value, part.pipe);
    const known = this.scope.length;
    for (const [key, item] of entries) {
      const [first, second] = part.pipe.variables;
      const set = (name: string | undefined, held: unknown): void => {
        if (name === undefined) return;
        if (part.pipe.assigns) this.assign(name, held);
        else this.scope.push({ name, value: held });
      };
      set(first, second === undefined ? item : key);
      set(second, item);
      try {
        this.parts(part.body, item);
      } catch (stop) {
        if (!(stop instanceof Stop)) throw stop;
        if (stop.kind === "break") break;
      } finally {
        this.scope.length = known;
      }
    }
    if (entries.length === 0 && part.otherwise) this.parts(part.otherwise, dot);
  }

  private entriesOf(value: unknown, pipe: Pipe): (readonly [unknown, unknown])[] {
    if (value === NONE || value === null) return [];
    if (Array.isArray(value)) return value.map((item, index) => [index, item] as const);
    if (isObject(value))
      return Object.keys(value)
        .sort(compareText)
        .map((key) => [key, value[key]] as const);
    if (typeof value === "number" && Number.isInteger(value))
      return Array.from({ length: Math.max(0, value) }, (_, index) => [index, index] as const);
    const [only, ...more] = pipe.commands.flatMap(({ terms }) => terms);
    const node = only && more.length === 0 ? nodeOf(only) : { position: pipe.position, text: pipeText(pipe) };
    return this.fail(`range can't iterate over ${goValue(value)}`, node);
  }

  private call(part: Part & { readonly type: "template" }, dot: unknown): void {
    const parts = this.template.defined.get(part.name);
    const node = { position: part.position, text: `{{template ${JSON.stringify(part.name)}}}` };
    if (!parts) this.fail(`template ${JSON.stringify(part.name)} not defined`, node);
    if (++this.depth > DEEPEST) this.fail(`exceeded maximum template depth (${DEEPEST})`, node);
    const value = part.pipe ? this.pipe(part.pipe, dot) : NONE;
    const [scope, name] = [this.scope, this.templateName];
    this.scope = [{ name: "$", value }];
    this.templateName = part.name;
    this.parts(parts, value);
    this.scope = scope;
    this.templateName = name;
    this.depth--;
  }

  private assign(name: string, value: unknown): void {
    const variable = [...this.scope].reverse().find((one) => one.name === name);
    if (variable) variable.value = value;
  }

  private pipe(pipe: Pipe, dot: unknown, ranges = false): unknown {
    let value: unknown = NONE;
    for (const [index, command] of pipe.commands.entries())
      value = this.command(command, dot, index === 0 ? [] : [value]);
    if (!ranges)
      for (const name of pipe.variables) {
        if (pipe.assigns) this.assign(name, value);
        else this.scope.push({ name, value });
      }
    return value;
  }

  private command(command: Command, dot: unknown, piped: readonly unknown[]): unknown {
    const [first, ...rest] = command.terms as [Term, ...Term[]];
    if (first.type === "function") return this.function(first.name, { command, dot, terms: rest, piped });
    if (first.type === "nil") return this.fail("nil is not a command", nodeOf(first));
    const arguments_ = rest.length + piped.length;
    if (first.type === "pipe" && arguments_ === 0) return this.pipe(first.pipe, dot);
    if (arguments_ > 0) {
      if (first.type === "field" || first.type === "chain" || (first.type === "variable" && first.names.length > 0)) {
        const name = first.names[first.names.length - 1] as string;
        return this.fail(`${name} is not a method but has arguments`, nodeOf(first));
      }
      return this.fail(`can't give argument to non-function ${termText(first)}`, {
        position: command.position,
        text: commandText(command),
      });
    }
    return this.term(first, dot);
  }

  private term(term: Term, dot: unknown): unknown {
    switch (term.type) {
      case "dot":
        return dot;
      case "nil":
        return null;
      case "literal":
        return term.value;
      case "field":
        return this.members(dot, term.names, term);
      case "variable":
        return this.members([...this.scope].reverse().find(({ name }) => name === term.name)?.value, term.names, term);
      case "chain":
        return this.members(this.term(term.of, dot), term.names, term);
      case "pipe":
        return this.pipe(term.pipe, dot);
      case "function":
        return this.function(term.name, {
          command: { terms: [term], position: term.position },
          dot,
          terms: [],
          piped: [],
        });
    }
  }

  private members(value: unknown, names: readonly string[], term: Term): unknown {
    return names.reduce((current, name) => this.member(current, name, term), value);
  }

  private member(value: unknown, name: string, term: Term): unknown {
    if (value === NONE || value === null) {
      if (this.options.missingIsError && value === NONE)
        this.fail(`nil data; no entry for key ${JSON.stringify(name)}`, nodeOf(term));
      if (value === NONE) return NONE;
      return this.fail(`nil pointer evaluating interface {}.${name}`, nodeOf(term));
    }
    if (!isObject(value)) this.fail(`can't evaluate field ${name} in type interface {}`, nodeOf(term));
    if (Object.hasOwn(value, name)) return value[name];
    if (this.options.missingIsError) this.fail(`map has no entry for key ${JSON.stringify(name)}`, nodeOf(term));
    return NONE;
  }

  private function(
    name: string,
    {
      command,
      dot,
      terms,
      piped,
    }: {
      readonly command: Command;
      readonly dot: unknown;
      readonly terms: readonly Term[];
      readonly piped: readonly unknown[];
    },
  ): unknown {
    const node = { position: command.position, text: commandText(command) };
    const count = terms.length + piped.length;
    const [least, most] = ARITY[name] ?? [0, Number.POSITIVE_INFINITY];
    if (count < least || count > most)
      this.fail(
        most === Number.POSITIVE_INFINITY
          ? `wrong number of args for ${name}: want at least ${least} got ${count}`
          : `wrong number of args for ${name}: want ${least} got ${count}`,
        {
          position: command.position,
          text: name,
        },
      );
    if (name === "and" || name === "or") {
      let value: unknown = NONE;
      for (const term of terms) {
        value = this.term(term, dot);
        if (isTrue(value) === (name === "or")) return value;
      }
      return piped.length > 0 ? piped[0] : value;
    }
    const values = [...terms.map((term) => this.term(term, dot)), ...piped];
    // What objects hold can never be called.
    if (name === "call") return this.fail(`error calling call: ${calledProblem(values[0], terms[0])}`, node);
    const problem = OF_TEXT.has(name) ? textProblem(values[0], terms[0]) : undefined;
    if (problem) return this.fail(problem, terms[0] ? nodeOf(terms[0]) : node);
    try {
      return (FUNCTIONS[name] as (...given: unknown[]) => unknown)(...values);
    } catch (error) {
      const { message } = error instanceof Incomparable ? incomparable(error, values, terms) : (error as Error);
      return this.fail(`error calling ${name}: ${message}`, node);
    }
  }
}

/** Terms whose values come from the object. */
const FOUND: ReadonlySet<string> = new Set(["field", "variable", "chain", "pipe", "function", "dot"]);

/** Why a value is no text for a function that takes one. */
function textProblem(value: unknown, term: Term | undefined): string | undefined {
  if (typeof value === "string") return undefined;
  if (value === undefined || value === null || value === NONE) return "invalid value; expected string";
  return term && !FOUND.has(term.type)
    ? `expected string; found ${termText(term)}`
    : `wrong type for value; expected string; got ${typeName(value)}`;
}

function calledProblem(value: unknown, term: Term | undefined): string {
  if (value === undefined || value === null || value === NONE) return "call of nil";
  return `non-function ${term ? termText(term) : ""} of type ${typeName(value)}`;
}

/** A whole number of the template is an int, one of the object an int64. */
function incomparable({ sides }: Incomparable, values: readonly unknown[], terms: readonly Term[]): Error {
  const [left, right] = sides.map((side) => {
    const term = terms[values.indexOf(side)];
    const type = typeName(side);
    return type === "int64" && term?.type === "literal" ? "int" : type;
  });
  return new Error(`incompatible types for comparison: ${left} and ${right}`);
}

function nodeOf(term: Term): { readonly position: number; readonly text: string } {
  return { position: term.position, text: termText(term) };
}
