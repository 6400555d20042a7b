/**
 * Lines of several commands, rewritten so that each command's output is on the screen when it ends: the bash of the
 * terminal hands out what a line printed when all of it is over, which of `while true` is never. Each command that stands
 * for itself, in loops and conditions too, becomes a group whose output is appended to the screen's file.
 */
import { Bash, InMemoryFs } from "just-bash/browser";

type Plugin = Parameters<Bash["registerTransformPlugin"]>[0];
type Script = Parameters<Plugin["transform"]>[0]["ast"];
type Statement = Script["statements"][number];
type CompoundCommand = Statement["pipelines"][number]["commands"][number];
type Group = Extract<CompoundCommand, { type: "Group" }>;
type Redirection = Group["redirections"][number];

/** The line rewritten; undefined where that has no use, or when it cannot be read. `screen`: the path of the file. */
export function asItComes(line: string, screen: string): string | undefined {
  // A here-document's text stands behind the line it belongs to: not to be moved.
  if (line.includes("<<")) return undefined;
  const bash = new Bash({ fs: new InMemoryFs(), commands: ["true"] });
  let several = false;
  bash.registerTransformPlugin({
    name: "as-it-comes",
    transform: ({ ast }) => {
      several = ast.statements.length > 1 || ast.statements.some(isLong);
      return { ast: { ...ast, statements: ast.statements.map((one) => shown(one, screen)) } };
    },
  });
  try {
    const { script } = bash.transform(line);
    return several ? script : undefined;
  } catch {
    return undefined;
  }
}

function isLong({ pipelines }: Statement): boolean {
  return pipelines.length > 1 || pipelines.some(({ commands }) => commands.some(({ type }) => LONG.has(type)));
}

const LONG = new Set(["For", "CStyleFor", "While", "Until", "If", "Group"]);

function shown(statement: Statement, screen: string): Statement {
  if (statement.background || statement.deferredError) return statement;
  const { sourceText: _, ...rest } = statement;
  return {
    ...rest,
    pipelines: statement.pipelines.map((pipeline) => {
      const [command, ...others] = pipeline.commands;
      if (!command || pipeline.timed) return pipeline;
      const inside = others.length === 0 ? opened(command, screen) : undefined;
      if (inside) return { ...pipeline, commands: [inside] };
      if (command.type === "FunctionDef" || (others.length === 0 && isSilent(command))) return pipeline;
      const body: Statement = { ...rest, operators: [], pipelines: [{ ...pipeline, negated: false }] };
      return { ...pipeline, commands: [group([body], screen)] };
    }),
  };
}

/** A loop or condition that writes nowhere else, with what is in it rewritten; undefined for any other command. */
function opened(command: CompoundCommand, screen: string): CompoundCommand | undefined {
  const each = (statements: readonly Statement[]): Statement[] => statements.map((one) => shown(one, screen));
  if (!("redirections" in command) || command.redirections.length > 0) return undefined;
  switch (command.type) {
    case "For":
    case "CStyleFor":
    case "Group":
      return { ...command, body: each(command.body) };
    case "While":
    case "Until":
      return { ...command, condition: each(command.condition), body: each(command.body) };
    case "If":
      return {
        ...command,
        clauses: command.clauses.map(({ condition, body }) => ({ condition: each(condition), body: each(body) })),
        elseBody: command.elseBody && each(command.elseBody),
      };
    default:
      return undefined;
  }
}

const CONTROL = new Set(["break", "continue", "return", "exit"]);

/** Assignments, and what goes elsewhere: nothing to be shown, and a group would have a status of its own. */
function isSilent(command: CompoundCommand): boolean {
  if (command.type !== "SimpleCommand" || command.redirections.length > 0) return false;
  if (!command.name) return true;
  const [part, ...more] = command.name.parts;
  return more.length === 0 && part?.type === "Literal" && CONTROL.has(part.value);
}

function group(body: Statement[], screen: string): Group {
  const to = (fd: number): Redirection => ({
    type: "Redirection",
    fd,
    operator: ">>",
    target: { type: "Word", parts: [{ type: "Literal", value: screen }] },
  });
  return { type: "Group", body, redirections: [to(1), to(2)] };
}
