/** Where in a document the field stands that a refusal names. Pure. */
import { type Document, isMap, isPair, isScalar, isSeq } from "yaml";

export interface Place {
  readonly from: number;
  readonly to: number;
}

/** `spec.containers[0].image`, `metadata.annotations[a.b/c]`: members and places in lists. */
function readFieldPath(path: string): readonly (string | number)[] {
  return [...path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, inside, name]) =>
    inside === undefined ? (name ?? "") : /^\d+$/.test(inside) ? Number(inside) : inside,
  );
}

/** The field's value, or its name where that is a list or a map; of what is not there what it is missing in. */
export function placeOfField(document: Document, path: string): Place | undefined {
  let node: unknown = document.contents;
  let place: Place | undefined;
  for (const step of readFieldPath(path)) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!isPair(pair)) break;
      place = (isScalar(pair.value) ? rangeOf(pair.value) : undefined) ?? rangeOf(pair.key);
      node = pair.value;
    } else if (isSeq(node) && typeof step === "number") {
      const item = node.items[step];
      if (item === undefined) break;
      const first = isMap(item) ? item.items[0]?.key : item;
      place = rangeOf(first) ?? place;
      node = item;
    } else break;
  }
  return place;
}

/** The first field that a message names, when it names one. */
export function fieldIn(message: string): string | undefined {
  return /(?:^|[\s"[(])((?:metadata|spec|data|status)(?:\.[A-Za-z0-9_-]+|\[[^\]\s]+\])+)/.exec(message)?.[1];
}

function rangeOf(node: unknown): Place | undefined {
  const range = (node as { readonly range?: readonly [number, number, number] } | null | undefined)?.range;
  // An empty value is shown at its name.
  return range && range[1] > range[0] ? { from: range[0], to: range[1] } : undefined;
}
