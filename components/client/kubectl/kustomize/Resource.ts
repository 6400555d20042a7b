/** An object on its way through a kustomization, with the names it had. */
import { at, isObject, type JsonObject, setOwn } from "../json.ts";
import { effectiveNamespace, gvkOf, type Identity, identityOf, sameIdentity } from "./identity.ts";

export type Behavior = "" | "create" | "replace" | "merge";

interface Previous {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
}

export class Resource {
  /** Names it had before each change, oldest first. */
  readonly previous: Previous[] = [];
  readonly prefixes: string[] = [];
  readonly suffixes: string[] = [];
  /** A hash of its content goes behind its name at the end. */
  hashed = false;
  behavior: Behavior = "";
  /** A patch took it away. */
  gone = false;

  constructor(public object: JsonObject) {}

  get current(): Identity {
    return identityOf(this.object);
  }

  get past(): Identity[] {
    const gvk = gvkOf(this.object);
    return this.previous.map((before) => ({ ...gvk, ...before }));
  }

  get original(): Identity {
    return this.past[0] ?? this.current;
  }

  /** To be called before its name, namespace or kind change. */
  remember(): void {
    const { name, kind } = this.current;
    const namespace = effectiveNamespace(this.current);
    // Names stand behind one another in annotations there, where what is empty is left out.
    if (name !== "" && kind !== "") this.previous.push({ name, namespace, kind });
  }

  is(id: Identity): boolean {
    return [...this.past, this.current].some((mine) => sameIdentity(mine, id));
  }

  metadata(): JsonObject {
    if (!isObject(this.object.metadata)) setOwn(this.object, "metadata", {});
    return this.object.metadata as JsonObject;
  }

  rename(name: string): void {
    setOwn(this.metadata(), "name", name);
  }

  strings(member: "labels" | "annotations"): { [name: string]: string } {
    const value = at(this.object, "metadata", member);
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)])) : {};
  }

  setStrings(member: "labels" | "annotations", strings: { readonly [name: string]: string }): void {
    if (Object.keys(strings).length === 0) delete this.metadata()[member];
    else setOwn(this.metadata(), member, { ...strings });
  }
}
