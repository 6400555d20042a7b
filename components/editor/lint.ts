/** Problems as one types: characters that only look like YAML, syntax, and what the schema of the kind does not have. */
import { type Action, type Diagnostic, linter } from "@codemirror/lint";
import { type Document, parseAllDocuments } from "yaml";
import type { RoomConnection } from "../client/RoomConnection.ts";
import { findOddCharacters, type OddCharacter } from "./characters.ts";
import { kindsOf, schemasOf } from "./schema/schemas.ts";
import { kindSchema } from "./schema/schemaNode.ts";
import { refusals } from "./refusals.ts";
import { nearest } from "../words/nearest.ts";
import { type SchemaProblem, validate } from "./schema/validate.ts";

export interface LintTexts {
  problem(problem: Omit<SchemaProblem, "from" | "to" | "fix">): string;
  odd(odd: OddCharacter): string;
  /** A button that writes this instead. */
  fix(text: string): string;
  fixAll(): string;
}

export function manifestLinter(connection: RoomConnection, texts: () => LintTexts) {
  return linter(
    async (view) => {
      const text = view.state.doc.toString();
      const odd = findOddCharacters(text);
      const documents = parseAllDocuments(text) as readonly Document.Parsed[];
      const diagnostics: Diagnostic[] = odd.map((each) => oddDiagnostic(each, texts()));
      for (const document of documents) {
        if (document.errors.length > 0) {
          // Errors that odd characters lead to are told by these.
          for (const { pos, message } of document.errors)
            if (!odd.some(({ from }) => from <= pos[1]))
              diagnostics.push({
                from: Math.min(pos[0], text.length),
                to: Math.min(Math.max(pos[1], pos[0]), text.length),
                severity: "error",
                message: message.split("\n")[0] ?? message,
              });
        } else
          for (const problem of await problemsOf(connection, document))
            diagnostics.push(problemDiagnostic(problem, texts(), text.length));
      }
      return [...diagnostics, ...view.state.field(refusals)];
    },
    { delay: 400 },
  );
}

async function problemsOf(connection: RoomConnection, document: Document.Parsed): Promise<readonly SchemaProblem[]> {
  const apiVersion = textAt(document, "apiVersion");
  const kind = textAt(document, "kind");
  if (!apiVersion || !kind) return [];
  const schemas = await schemasOf(connection, apiVersion.value);
  if (kindSchema(schemas, apiVersion.value, kind.value)) return validate(document, schemas);
  let kinds = await kindsOf(connection);
  const isKnown = (): boolean => kinds.some((each) => each.kind === kind.value && each.apiVersion === apiVersion.value);
  if (!isKnown()) kinds = await kindsOf(connection, true);
  // A kind that has come since its version was asked for.
  if (isKnown()) return validate(document, await schemasOf(connection, apiVersion.value, true));
  // The cluster does not answer: nothing to say.
  if (kinds.length === 0) return [];
  const elsewhere = kinds.find((each) => each.kind === kind.value);
  if (elsewhere)
    return [
      {
        from: apiVersion.from,
        to: apiVersion.to,
        code: "unknownKind",
        name: `${kind.value} (${apiVersion.value})`,
        wanted: elsewhere.apiVersion,
        fix: elsewhere.apiVersion,
      },
    ];
  const near = nearest(
    kind.value,
    kinds.map((each) => each.kind),
  );
  const { from, to } = kind;
  return [{ from, to, code: "unknownKind", name: kind.value, wanted: near ?? "", ...(near ? { fix: near } : {}) }];
}

interface TextAt {
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

function textAt(document: Document.Parsed, key: string): TextAt | undefined {
  const node = document.has(key)
    ? (document.get(key, true) as { value?: unknown; range?: readonly [number, number, number] })
    : undefined;
  return typeof node?.value === "string" && node.range
    ? { value: node.value, from: node.range[0], to: node.range[1] }
    : undefined;
}

function problemDiagnostic({ from, to, fix, ...problem }: SchemaProblem, texts: LintTexts, length: number): Diagnostic {
  return {
    from: Math.min(from, length),
    to: Math.min(to, length),
    severity: problem.code === "boolWord" ? "warning" : "error",
    message: texts.problem(problem),
    ...(fix === undefined ? {} : { actions: [replaceBy(fix, texts.fix(fix))] }),
  };
}

function oddDiagnostic(odd: OddCharacter, texts: LintTexts): Diagnostic {
  const all: Action = {
    name: texts.fixAll(),
    apply: (view) => {
      const changes = findOddCharacters(view.state.doc.toString()).map(({ from, to, fix }) => ({
        from,
        to,
        insert: fix,
      }));
      view.dispatch({ changes });
    },
  };
  return {
    from: odd.from,
    to: odd.to,
    severity: "error",
    message: texts.odd(odd),
    markClass: "cm-odd-character",
    actions: [all],
  };
}

function replaceBy(text: string, name: string): Action {
  return { name, apply: (view, from, to) => view.dispatch({ changes: { from, to, insert: text } }) };
}
