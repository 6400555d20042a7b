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

export interface Offered<O, A> {
  readonly objects: readonly O[];
  /** How many are found at most. */
  readonly most: number;
  actionsOf(object: O): readonly A[];
}

/** What words ask for, in the objects' order. Actions are made of those objects only that a word names. */
export function findActions<O extends ObjectWords, A extends ActionWords>(
  words: readonly string[],
  { objects, most, actionsOf }: Offered<O, A>,
): readonly { readonly object: O; readonly action: A }[] {
  const found: { readonly object: O; readonly action: A }[] = [];
  if (words.length < 2) return found;
  for (const object of objects) {
    const name = object.name.toLowerCase();
    if (!words.some((word) => name.includes(word))) continue;
    for (const action of actionsOf(object)) if (asksFor(words, action, object)) found.push({ object, action });
    if (found.length >= most) break;
  }
  return found.slice(0, most);
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
