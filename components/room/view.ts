/**
 * What a person looks at, as it stands in the address: a link shows the same view, back and forward walk through it. Pure;
 * `ViewStore.ts` ties it to the browser. A new thing to remember is a line in PARAMETERS.
 */

/** An object by where it stands; `namespace` is "" for what belongs to none. */
export interface Selection {
  /** Group resource: `pods`, `deployments.apps`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

export interface View {
  /** The part in the middle: `map`, `tables`… */
  readonly main: string;
  /** "" stands for all namespaces. */
  readonly namespace: string;
  readonly selection: Selection | undefined;
  /** Undefined: the whole map. */
  readonly look: Look | undefined;
  /** The inspector's tab. */
  readonly tab: string;
  /** The dock's tab; "" for the one this browser had open last. */
  readonly dock: string;
  /** Label chips, `key=value`: only what carries all of them is shown. */
  readonly labels: readonly string[];
  /** Id of a person: only what they made or changed last is shown. */
  readonly person: string;
  /** Whether owners (Deployment → ReplicaSet → Pod) are drawn on the map. */
  readonly owners: boolean;
  /** Group resource of the table. */
  readonly table: string;
  /** Words that the table's rows must hold. */
  readonly search: string;
  /** The column by which the table's rows stand, `-` before it from the greatest down; "" as they come. */
  readonly sort: string;
  /** The lesson's step. */
  readonly step: string;
  /** Whose logs are shown: objects, or with the resource `labels` a namespace and a label selector. */
  readonly logs: readonly Selection[];
  /** Containers whose logs are shown; none for all. */
  readonly containers: readonly string[];
  /** Whether logs are those of the instance before the last restart. */
  readonly previous: boolean;
  /** What is searched in logs, and whether only lines that hold it are shown. */
  readonly find: string;
  readonly only: boolean;
  /** The moment of the past that is looked at, cluster ms. */
  readonly moment: number | undefined;
  /** Whether the room's history is open. */
  readonly history: boolean;
}

/** Where one looks on the map: the middle of the window is that point of a node's box, whatever the window and the layout are. */
export interface Look {
  readonly node: string;
  /** In widths and heights of the box, from its left upper corner. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Objects, and containers, whose logs a link names at most. */
const MOST_LOGS = 20;

interface Parameter<T> {
  readonly key: string;
  readonly initial: T;
  /** Whether a change of it is a place to come back to. */
  readonly visits?: true;
  parse(text: string): T | undefined;
  print(value: T): string;
}

const text = (key: string, initial: string, visits?: true): Parameter<string> => ({
  key,
  initial,
  parse: (value) => value.slice(0, 253),
  print: (value) => value,
  ...(visits ? { visits } : {}),
});

const flag = (key: string): Parameter<boolean> => ({
  key,
  initial: false,
  parse: (value) => value === "1",
  print: (value) => (value ? "1" : ""),
});

const PARAMETERS: { readonly [K in keyof View]: Parameter<View[K]> } = {
  main: text("view", "map", true),
  namespace: text("ns", "default", true),
  selection: { key: "at", initial: undefined, visits: true, parse: parseSelection, print: printSelection },
  look: { key: "look", initial: undefined, parse: parseLook, print: printLook },
  tab: text("tab", "summary"),
  dock: text("dock", ""),
  labels: {
    key: "labels",
    initial: [],
    visits: true,
    parse: (value) => value.split(",").filter((chip) => chip !== ""),
    print: (value) => value.join(","),
  },
  person: text("person", "", true),
  owners: flag("owners"),
  table: text("kind", "pods", true),
  search: text("q", ""),
  sort: text("sort", ""),
  step: text("step", ""),
  logs: {
    key: "logs",
    initial: [],
    visits: true,
    parse: (value) => value.split(";", MOST_LOGS).flatMap((one) => parseSelection(one) ?? []),
    print: (value) => value.map(printSelection).join(";"),
  },
  containers: {
    key: "containers",
    initial: [],
    parse: (value) => value.split(",", MOST_LOGS).filter((name) => name !== ""),
    print: (value) => value.join(","),
  },
  previous: flag("previous"),
  find: text("find", ""),
  only: flag("only"),
  moment: {
    key: "t",
    initial: undefined,
    parse: parseMoment,
    print: (value) => (value === undefined ? "" : String(value)),
  },
  history: flag("history"),
};

const NAMES = Object.keys(PARAMETERS) as readonly (keyof View)[];

export const INITIAL_VIEW = Object.fromEntries(
  NAMES.map((name) => [name, PARAMETERS[name].initial]),
) as unknown as View;

/** The view a query describes; what it does not say is as at the beginning. Whatever else stands there is left alone. */
export function parseView(query: string): View {
  const given = new URLSearchParams(query);
  const entries = NAMES.map((name) => {
    const { key, initial, parse } = PARAMETERS[name];
    const value = given.get(key);
    return [name, value === null ? initial : (parse(value) ?? initial)];
  });
  return Object.fromEntries(entries) as unknown as View;
}

/** `query` with the view in place of the one it held, `?` included; "" when nothing is left. `always`: said also where it is as at the beginning. */
export function printView(view: View, query = "", always: readonly (keyof View)[] = []): string {
  const result = new URLSearchParams(query);
  for (const name of NAMES) {
    const { key, initial, print } = PARAMETERS[name] as Parameter<unknown>;
    const value = print(view[name]);
    if (value === print(initial) && !always.includes(name)) result.delete(key);
    else result.set(key, value);
  }
  // Slashes, commas and equals signs are allowed in a query: a link that people read keeps them.
  const printed = String(result)
    .replaceAll("%2F", "/")
    .replaceAll("%2C", ",")
    .replaceAll("%3D", "=")
    .replaceAll("%3B", ";");
  return printed === "" ? "" : `?${printed}`;
}

/** Whether going from one to the other is a step one may want to take back. */
export function isVisit(from: View, to: View): boolean {
  return NAMES.some((name) => {
    const { visits, print } = PARAMETERS[name] as Parameter<unknown>;
    return visits === true && print(from[name]) !== print(to[name]);
  });
}

export function sameSelection(left: Selection | undefined, right: Selection | undefined): boolean {
  return printSelection(left) === printSelection(right);
}

function parseMoment(value: string): number | undefined {
  const time = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  return time > 0 && time <= 8.64e15 ? time : undefined;
}

/** `k8s-worker1,0.5,0.42,1.25` */
function parseLook(value: string): Look | undefined {
  const [, node = "", ...numbers] =
    /^([a-z0-9.-]{1,253}),(-?[\d.]{1,8}),(-?[\d.]{1,8}),([\d.]{1,8})$/.exec(value) ?? [];
  const [x = Number.NaN, y = Number.NaN, scale = Number.NaN] = numbers.map(Number);
  return Number.isFinite(x + y) && scale > 0 ? { node, x, y, scale } : undefined;
}

function printLook(look: Look | undefined): string {
  const printed = (value: number): string => String(Math.round(value * 1_000) / 1_000);
  return look ? [look.node, ...[look.x, look.y, look.scale].map(printed)].join(",") : "";
}

export function sameLook(left: Look | undefined, right: Look | undefined): boolean {
  return printLook(left) === printLook(right);
}

function parseSelection(value: string): Selection | undefined {
  const [resource, namespace = "", ...name] = value.split("/");
  return resource && name.length > 0 ? { resource, namespace, name: name.join("/") } : undefined;
}

function printSelection(selection: Selection | undefined): string {
  return selection ? `${selection.resource}/${selection.namespace}/${selection.name}` : "";
}
