/** Which actions on which objects words ask for: `scale shop`, `delete web-2`. Pure. */

export interface ActionWords {
  /** The action's name in kubectl's or the field's words. */
  readonly id: string;
  /** In the reader's language. */
  readonly label: string;
}

export interface ObjectWords {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** Whether the words name the action and the object: each begins a word of the action or stands in the object's. */
export function asksFor(words: readonly string[], action: ActionWords, object: ObjectWords): boolean {
  const named = `${action.id} ${action.label}`.toLowerCase().split(/[\s()]+/);
  const text = `${object.kind} ${object.name} ${object.namespace}`.toLowerCase();
  const name = object.name.toLowerCase();
  const forAction = words.filter((word) => named.some((part) => part.startsWith(word)));
  const rest = words.filter((word) => !forAction.includes(word));
  return forAction.length > 0 && rest.some((word) => name.includes(word)) && rest.every((word) => text.includes(word));
}
