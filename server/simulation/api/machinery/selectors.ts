/**
 * Label and field selectors: texts from queries and LabelSelector objects become matchers.
 * Models kubernetes apimachinery pkg/labels/selector.go and pkg/fields/selector.go, with their error texts.
 */
import type { KubeObject, LabelSelector } from "../../../protocol/kubernetes/index.ts";
import type { FieldSelectorWording } from "../ResourceDefinition.ts";
import { quote } from "./goText.ts";
import { ApiError } from "./status.ts";

export type Labels = { readonly [key: string]: string } | undefined;

/** Whether a set of labels is selected. */
export interface LabelMatcher {
  matches(labels: Labels): boolean;
  /** A pair every match must have, for an index; undefined when there is none. */
  readonly pair?: readonly [key: string, value: string];
}

interface Requirement {
  readonly key: string;
  readonly operator: "=" | "==" | "!=" | "in" | "notin" | "exists" | "!" | "gt" | "lt";
  readonly values: readonly string[];
}

export const EVERYTHING: LabelMatcher = { matches: () => true };
export const NOTHING: LabelMatcher = { matches: () => false };

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const NAME_PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const NAME_PART_TEXT =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SUBDOMAIN_TEXT = String.raw`prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`;

const matchers = new WeakMap<object, LabelMatcher>();

/** A LabelSelector of the API: absent selects nothing, empty everything. */
export function compileSelector(selector: LabelSelector | undefined): LabelMatcher {
  if (!selector) return NOTHING;
  let matcher = matchers.get(selector);
  if (!matcher) {
    const requirements: Requirement[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
      key,
      operator: "=",
      values: [value],
    }));
    for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
      requirements.push({
        key,
        operator:
          ({ In: "in", NotIn: "notin", Exists: "exists", DoesNotExist: "!" } as const)[operator as "In"] ?? "in",
        values,
      });
    }
    matchers.set(selector, (matcher = compile(requirements)));
  }
  return matcher;
}

/** A map as Services and ReplicationControllers have it; absent or empty selects nothing. */
export function compileMap(selector: Labels): LabelMatcher {
  if (!selector) return NOTHING;
  const pairs = Object.entries(selector);
  return pairs.length === 0 ? NOTHING : compile(pairs.map(([key, value]) => ({ key, operator: "=", values: [value] })));
}

function compile(requirements: readonly Requirement[]): LabelMatcher {
  if (requirements.length === 0) return EVERYTHING;
  const equal = requirements.find(
    ({ operator, values }) => (operator === "=" || operator === "==" || operator === "in") && values.length === 1,
  );
  return {
    matches: (labels) => requirements.every((requirement) => holds(requirement, labels)),
    ...(equal ? { pair: [equal.key, equal.values[0] as string] as const } : {}),
  };
}

function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case "=":
    case "==":
    case "in":
      return value !== undefined && values.includes(value);
    case "!=":
    case "notin":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "!":
      return value === undefined;
    case "gt":
      return value !== undefined && /^-?\d+$/.test(value) && Number(value) > Number(values[0]);
    case "lt":
      return value !== undefined && /^-?\d+$/.test(value) && Number(value) < Number(values[0]);
  }
}

/** The text form `a=b,c in (d,e)` of a LabelSelector, as scale.status.selector prints it. */
export function selectorText(selector: LabelSelector | undefined): string {
  if (!selector) return "<none>";
  const parts = Object.entries(selector.matchLabels ?? {}).map(([key, value]): [string, string] => [
    key,
    `${key}=${value}`,
  ]);
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const list = `(${[...values].sort().join(",")})`;
    if (operator === "In") parts.push([key, `${key} in ${list}`]);
    else if (operator === "NotIn") parts.push([key, `${key} notin ${list}`]);
    else parts.push([key, operator === "Exists" ? key : `!${key}`]);
  }
  return parts
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([, text]) => text)
    .join(",");
}

interface Token {
  readonly kind: "identifier" | "end" | "symbol";
  readonly text: string;
}

const SYMBOLS = ["==", "!=", "=", "!", "(", ")", ",", ">", "<"];
const WORDS = new Set(["in", "notin"]);

function tokens(text: string): Token[] {
  const list: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] as string;
    if (" \t\r\n".includes(char)) {
      at++;
      continue;
    }
    const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, at));
    if (symbol) {
      list.push({ kind: "symbol", text: symbol });
      at += symbol.length;
      continue;
    }
    let end = at;
    while (end < text.length && !" \t\r\n=!(),><".includes(text[end] as string)) end++;
    const word = text.slice(at, end);
    list.push({ kind: WORDS.has(word) ? "symbol" : "identifier", text: word });
    at = end;
  }
  return list;
}

/** Parses `labelSelector`; throws BadRequest in the real server's words. */
export function parseLabelSelector(text: string): LabelMatcher {
  return compile(new LabelParser(tokens(text)).parse());
}

/** The labels.Parse grammar; `in` and `notin` are words only where an operator or a value may stand. */
class LabelParser {
  private at = 0;

  constructor(private readonly list: readonly Token[]) {}

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const next = this.look();
      if (next.kind === "identifier" || next.text === "!" || WORDS.has(next.text)) {
        requirements.push(this.requirement());
        const after = this.take();
        if (after.kind === "end") return sorted(requirements);
        if (after.text !== ",") fail(`found '${after.text}', expected: ',' or 'end of string'`);
        const follows = this.look();
        if (follows.kind !== "identifier" && follows.text !== "!" && !WORDS.has(follows.text)) {
          fail(`found '${follows.text}', expected: identifier after ','`);
        }
      } else if (next.kind === "end") return sorted(requirements);
      else fail(`found '${next.text}', expected: !, identifier, or 'end of string'`);
    }
  }

  private requirement(): Requirement {
    let token = this.take();
    const negated = token.text === "!" && token.kind === "symbol";
    if (negated) token = this.take();
    if (token.kind !== "identifier" && !WORDS.has(token.text)) wrap(`found '${token.text}', expected: identifier`);
    const key = token.text;
    checkKey(key);
    const next = this.look();
    if (negated) return { key, operator: "!", values: [] };
    if (next.kind === "end" || next.text === ",") return { key, operator: "exists", values: [] };
    const operator = this.take();
    const word: string = operator.text === ">" ? "gt" : operator.text === "<" ? "lt" : operator.text;
    if (operator.kind !== "symbol" || !["in", "notin", "=", "==", "!=", "gt", "lt"].includes(word)) {
      wrap(`found '${operator.text}', expected: in, notin, =, ==, !=, gt, lt`);
    }
    const values = word === "in" || word === "notin" ? this.valueList() : [this.value()];
    checkValues(key, word as Requirement["operator"], values);
    return { key, operator: word as Requirement["operator"], values };
  }

  private valueList(): string[] {
    const open = this.take();
    if (open.text !== "(") wrap(`found '${open.text}' expected: '('`);
    if (this.look().text === ")") {
      this.take();
      return [""];
    }
    const values = new Set<string>();
    for (;;) {
      const token = this.take();
      const next = this.look();
      if (token.kind === "identifier" || WORDS.has(token.text)) {
        values.add(token.text);
        if (next.text !== "," && next.text !== ")") wrap(`found '${next.text}', expected: ',' or ')'`);
      } else if (token.text === ",") {
        if (values.size === 0 || next.text === ")" || next.text === ",") values.add("");
        if (next.text === ",") this.take();
      } else wrap(`found '${token.text}', expected: ',', ')' or identifier`);
      if (this.look().text === ")" && this.look().kind === "symbol") {
        this.take();
        return [...values].sort();
      }
    }
  }

  private value(): string {
    const next = this.look();
    if (next.kind === "end" || next.text === ",") return "";
    const token = this.take();
    if (token.kind === "identifier" || WORDS.has(token.text)) return token.text;
    return wrap(`found '${token.text}', expected: identifier`);
  }

  private look(): Token {
    return this.list[this.at] ?? { kind: "end", text: "" };
  }

  private take(): Token {
    const token = this.look();
    this.at++;
    return token;
  }
}

function sorted(requirements: Requirement[]): Requirement[] {
  return requirements.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
}

function checkKey(key: string): void {
  const parts = key.split("/");
  const name = parts[parts.length - 1] as string;
  const prefix = parts.length === 2 ? (parts[0] as string) : undefined;
  const problems =
    parts.length > 2
      ? [
          `a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
        ]
      : [...(prefix === undefined ? [] : prefixProblems(prefix)), ...nameProblems(name)];
  if (problems.length > 0) wrap(`<nil>: Invalid value: ${quote(key)}: ${problems.join("; ")}`);
}

function prefixProblems(prefix: string): string[] {
  if (prefix === "") return ["prefix part must be non-empty"];
  const long = prefix.length > 253 ? ["prefix part must be no more than 253 bytes"] : [];
  return SUBDOMAIN.test(prefix) ? long : [...long, SUBDOMAIN_TEXT];
}

function nameProblems(name: string): string[] {
  const size =
    name === "" ? ["name part must be non-empty"] : name.length > 63 ? ["name part must be no more than 63 bytes"] : [];
  return NAME_PART.test(name) ? size : [...size, NAME_PART_TEXT];
}

function checkValues(key: string, operator: Requirement["operator"], values: readonly string[]): void {
  const problems: string[] = [];
  const say = (at: string, value: string, problem: string): void =>
    void problems.push(`values${at}: Invalid value: ${quote(value)}: ${problem}`);
  if ((operator === "gt" || operator === "lt") && !/^[+-]?\d+$/.test(values[0] ?? ""))
    say("[0]", values[0] ?? "", "for 'Gt', 'Lt' operators, the value must be an integer");
  values.forEach((value, index) => {
    if (value.length > 63) say(`[${index}][${key}]`, value, "must be no more than 63 bytes");
    if (!LABEL_VALUE.test(value)) say(`[${index}][${key}]`, value, LABEL_VALUE_TEXT);
  });
  if (problems.length > 0) wrap(problems.length === 1 ? (problems[0] as string) : `[${problems.join(", ")}]`);
}

function fail(message: string): never {
  throw ApiError.badRequest(message);
}

function wrap(message: string): never {
  return fail(`unable to parse requirement: ${message}`);
}

/** One condition on a field. */
export interface FieldRequirement {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

/** Parses `fieldSelector` into its conditions; throws BadRequest. Which fields a kind knows is checked by `compileFields`. */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  return splitTerms(text)
    .filter((term) => term !== "")
    .map((term) => {
      for (let at = 0; at < term.length; at++) {
        if (term[at] === "\\") {
          at++;
          continue;
        }
        const operator = ["!=", "==", "="].find((candidate) => term.startsWith(candidate, at));
        if (operator) {
          return {
            field: term.slice(0, at),
            equal: operator !== "!=",
            value: unescapeValue(term.slice(at + operator.length)),
          };
        }
      }
      return fail(`invalid selector: '${text}'; can't understand '${term}'`);
    });
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === ",") {
      terms.push(text.slice(start, at));
      start = at + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function unescapeValue(text: string): string {
  let value = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === "\\") {
      const next = text[++at];
      if (next === undefined || !"\\,=".includes(next))
        fail(`invalid field selector: invalid escape sequence: ${text.slice(at - 1, at + 1)}`);
      value += next;
    } else if (char === "=" || char === ",")
      fail(`invalid field selector: unescaped character in value: ${char.charCodeAt(0)}`);
    else value += char;
  }
  return value;
}

/** What a kind lets field selectors ask for. */
export interface FieldSelectable {
  readonly names: { readonly kind: string };
  readonly fieldLabels?: readonly string[];
  readonly lacksNamespaceLabel?: boolean;
  fieldValue?(object: KubeObject, field: string): string;
  readonly fieldSelectorWording?: FieldSelectorWording;
}

/** A matcher of objects of `kind`; a field it does not know is refused in the kind's own wording. */
export function compileFields(
  requirements: readonly FieldRequirement[],
  kind: FieldSelectable,
): (object: KubeObject) => boolean {
  for (const { field, value } of requirements) {
    // What asks nothing of nothing is passed over.
    if (field === "" && value === "") continue;
    if (field === "metadata.name" || kind.fieldLabels?.includes(field)) continue;
    if (field === "metadata.namespace" && !kind.lacksNamespaceLabel) continue;
    switch (kind.fieldSelectorWording ?? "notKnown") {
      case "notSupported":
        return fail(`field label not supported: ${field}`);
      case "notSupportedFor":
        return fail(`field label ${quote(field)} not supported for ${kind.names.kind}`);
      case "notKnown":
        return fail(`${quote(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`);
    }
  }
  return (object) =>
    requirements.every(
      ({ field, equal, value }) => (field === "" && value === "") || (fieldOf(object, field, kind) === value) === equal,
    );
}

function fieldOf(object: KubeObject, field: string, kind: FieldSelectable): string {
  if (field === "metadata.name") return object.metadata.name;
  if (field === "metadata.namespace") return object.metadata.namespace ?? "";
  return kind.fieldValue?.(object, field) ?? "";
}
