/** What the API said of the text as it stands: it stays beside what is found as one types, until the text changes. */
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { type EditorState, StateEffect, StateField, type TransactionSpec } from "@codemirror/state";

const setRefusals = StateEffect.define<readonly Diagnostic[]>();

/** Belongs to the editor's extensions. */
export const refusals = StateField.define<readonly Diagnostic[]>({
  create: () => [],
  update: (known, transaction) => {
    for (const effect of transaction.effects) if (effect.is(setRefusals)) return effect.value;
    return transaction.docChanged ? [] : known;
  },
});

/** Shows them at once; whatever is found later comes beside them. */
export function showRefusals(state: EditorState, told: readonly Diagnostic[]): TransactionSpec {
  const { effects = [] } = setDiagnostics(state, told);
  return { effects: [setRefusals.of(told), ...[effects].flat()] };
}
