/**
 * The simple JSONPath of printer columns and selectable fields: members, indexes, wildcards, recursive descent, filters
 * by equality. Models client-go util/jsonpath with missing keys allowed.
 */
import { Remembered } from "../../../protocol/Remembered.ts";
import { goPrint } from "../machinery/goText.ts";
import { isMembers } from "./types.ts";

type Step = (values: readonly unknown[]) => unknown[];

export type JsonPath = (value: unknown) => unknown[];

const compiled = new Remembered<JsonPath | undefined>(2000);

/** Compiles `.spec.items[0].name`; undefined when the text is no path. */
export function parseJsonPath(text: string): JsonPath | undefined {
  return compiled.get(text, () => {
    const steps = parseSteps(text);
    return steps && ((value) => steps.reduce<unknown[]>((values, step) => step(values), [value]));
  });
}

const MEMBER = /\.((?:\\.|[^.[\]\\])+)/y;
const BRACKET = /\[((?:'(?:\\.|[^'])*'|"(?:\\.|[^"])*"|[^\]])*)\]/y;

function parseSteps(text: string): Step[] | undefined {
  const steps: Step[] = [];
  let at = text.startsWith("$") ? 1 : 0;
  while (at < text.length) {
    if (text.startsWith("..", at)) {
      steps.push((values) => values.flatMap(descend));
      at++;
      continue;
    }
    MEMBER.lastIndex = at;
    BRACKET.lastIndex = at;
    const member = MEMBER.exec(text);
    const bracket = member ? null : BRACKET.exec(text);
    if (member) {
      const name = (member[1] as string).replace(/\\(.)/g, "$1");
      steps.push(name === "*" ? (values) => values.flatMap(parts) : named(name));
      at += member[0].length;
    } else if (bracket) {
      const step = bracketStep((bracket[1] as string).trim());
      if (!step) return undefined;
      steps.push(step);
      // A filter reads a path of its own meanwhile: where the pattern stands is not to be asked.
      at += bracket[0].length;
    } else if (text.slice(at) === ".") return steps;
    else return undefined;
  }
  return steps;
}

function bracketStep(inner: string): Step | undefined {
  if (inner === "*") return (values) => values.flatMap(parts);
  const quoted = /^(['"])(.*)\1$/.exec(inner);
  if (quoted) return named((quoted[2] as string).replace(/\\(.)/g, "$1"));
  if (/^-?\d+$/.test(inner)) return (values) => values.flatMap((value) => item(value, Number(inner)));
  const slice = /^(-?\d*):(-?\d*)$/.exec(inner);
  if (slice) return (values) => values.flatMap((value) => sliceOf(value, slice[1] as string, slice[2] as string));
  const filter = /^\?\(\s*@((?:\.[^.\s=!<>)]+)+)\s*(?:(==|!=)\s*(.+?))?\s*\)$/.exec(inner);
  return filter ? filterStep(filter) : undefined;
}

function filterStep([, path = "", operator, operand = ""]: RegExpExecArray): Step | undefined {
  const find = parseJsonPath(path);
  if (!find) return undefined;
  const wanted = /^(['"])(.*)\1$/.exec(operand)?.[2] ?? operand;
  return (values) =>
    values.flatMap(parts).filter((value) => {
      const found = find(value);
      if (operator === undefined) return found.length > 0;
      return found.length > 0 && (goPrint(found[0]) === wanted) === (operator === "==");
    });
}

function named(name: string): Step {
  return (values) => values.flatMap((value) => (isMembers(value) && Object.hasOwn(value, name) ? [value[name]] : []));
}

function parts(value: unknown): unknown[] {
  return Array.isArray(value) ? value : isMembers(value) ? Object.values(value) : [];
}

function descend(value: unknown): unknown[] {
  return [value, ...parts(value).flatMap(descend)];
}

function item(value: unknown, index: number): unknown[] {
  if (!Array.isArray(value)) return [];
  const place = index < 0 ? value.length + index : index;
  return place >= 0 && place < value.length ? [value[place]] : [];
}

function sliceOf(value: unknown, from: string, to: string): unknown[] {
  return Array.isArray(value) ? value.slice(from === "" ? 0 : Number(from), to === "" ? undefined : Number(to)) : [];
}
