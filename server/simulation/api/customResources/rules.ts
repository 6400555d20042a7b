/**
 * x-kubernetes-validations of a schema: compiled once, asked of every object that is written.
 * Models apiextensions-apiserver pkg/apiserver/schema/cel/validation.go.
 */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import { BASE, Budget, type Compiled, compile, OBJECT_BUDGET, type Program } from "../cel/compile.ts";
import { CelError, CostError } from "../cel/errors.ts";
import { shapeOfSchema, typeOfSchema, withTypeAndMetadata } from "../cel/schemaTypes.ts";
import { type CelType, optionalOf } from "../cel/types.ts";
import { CelOptional, type CelValue, fromJson, NONE } from "../cel/values.ts";
import { equalJson } from "../json.ts";
import { FieldError, NO_VALUE } from "../machinery/status.ts";
import { correlatedItems } from "./correlation.ts";
import { followFieldPath, FieldPathError } from "./fieldPaths.ts";
import { additionalOf, isMembers, itemsOf, type JsonSchema, propertyOf, type ValidationRule } from "./types.ts";

/** Errors of an object (or a default, told by `path`) that breaks rules. */
export type RuleCheck = (object: KubeObject, old: KubeObject | undefined, path?: string) => FieldError[];

export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly condition: Compiled;
  readonly message: Compiled | undefined;
  readonly usesOldSelf: boolean;
  /** Where the error is told, within the value. */
  readonly field: string;
}

const LONGEST_MESSAGE = 5 * 1024;
const compiled = new WeakMap<JsonSchema, readonly CompiledRule[]>();

/** The rules at one place of a schema; `root`: the object as a whole. */
export function rulesAt(schema: JsonSchema, root: boolean): readonly CompiledRule[] {
  let rules = compiled.get(schema);
  if (!rules) {
    const type = typeOfSchema(root ? withTypeAndMetadata(schema) : schema);
    rules = (schema["x-kubernetes-validations"] ?? []).map((rule) => compiledRule(rule, schema, type));
    compiled.set(schema, rules);
  }
  return rules;
}

function compiledRule(rule: ValidationRule, schema: JsonSchema, self: CelType | undefined): CompiledRule {
  const variables = self
    ? { self, oldSelf: rule.optionalOldSelf ? optionalOf(self) : self }
    : ({} as { readonly [name: string]: CelType });
  const environment = { overloads: BASE, variables };
  const condition = compile(rule.rule, environment);
  const message = rule.messageExpression ? compile(rule.messageExpression, environment) : undefined;
  const usesOldSelf = "program" in condition && condition.program.uses("oldSelf");
  return { rule, condition, message, usesOldSelf, field: fieldOf(rule, schema) };
}

function fieldOf({ fieldPath }: ValidationRule, schema: JsonSchema): string {
  if (!fieldPath) return "";
  try {
    return followFieldPath(fieldPath, schema, true).path;
  } catch (error) {
    if (error instanceof FieldPathError) return "";
    throw error;
  }
}

/** The rules of a schema at all depths; undefined when it has none. */
export function compiledRules(schema: JsonSchema): RuleCheck | undefined {
  if (!hasRules(schema)) return undefined;
  return (object, old, path = "") => {
    const checker = new RuleChecker();
    try {
      checker.check({ value: object, before: old, changed: true }, schema, { path, root: path === "" });
    } catch (error) {
      if (!(error instanceof OutOfBudget)) throw error;
    }
    return checker.errors;
  };
}

const ruled = new WeakMap<JsonSchema, boolean>();

function hasRules(schema: JsonSchema): boolean {
  let known = ruled.get(schema);
  if (known === undefined) {
    const parts = [
      itemsOf(schema),
      additionalOf(schema),
      ...Object.values(schema.properties ?? {}),
      ...(schema.allOf ?? []),
    ];
    known =
      (schema["x-kubernetes-validations"]?.length ?? 0) > 0 ||
      parts.some((part) => part !== undefined && hasRules(part));
    ruled.set(schema, known);
  }
  return known;
}

class OutOfBudget extends Error {}

/** A value, what it was before, and whether it or what holds it is another than before. */
interface Subject {
  readonly value: unknown;
  readonly before: unknown;
  readonly changed: boolean;
}

interface Place {
  readonly path: string;
  readonly root: boolean;
}

class RuleChecker {
  readonly errors: FieldError[] = [];
  private readonly budget = new Budget(OBJECT_BUDGET);

  check(subject: Subject, schema: JsonSchema, { path, root }: Place): void {
    const { value, before } = subject;
    if (value === null || value === undefined || !hasRules(schema)) return;
    this.ask(subject, schema, { path, root });
    if (Array.isArray(value)) {
      const items = itemsOf(schema);
      if (!items) return;
      const beforeOf = correlatedItems(schema, before);
      for (const [index, item] of value.entries())
        this.check(inner(subject, item, beforeOf?.(item)), items, { path: `${path}[${index}]`, root: false });
    } else if (isMembers(value)) {
      const old = isMembers(before) ? before : undefined;
      const additional = additionalOf(schema);
      for (const name of Object.keys(value)) {
        const property = propertyOf(schema, name);
        const part = property ?? additional;
        const at = property ? (path === "" ? name : `${path}.${name}`) : `${path}[${name}]`;
        if (part) this.check(inner(subject, value[name], old?.[name]), part, { path: at, root: false });
      }
    }
  }

  private ask(subject: Subject, schema: JsonSchema, { path, root }: Place): void {
    const rules = rulesAt(schema, root);
    if (rules.length === 0) return;
    const shape = shapeOfSchema(root ? withTypeAndMetadata(schema) : schema);
    const self = fromJson(subject.value, shape);
    const there = subject.before !== null && subject.before !== undefined;
    const oldSelf = there ? fromJson(subject.before, shape) : undefined;
    for (const one of rules) {
      const optional = one.rule.optionalOldSelf ?? false;
      if (one.usesOldSelf && !there && !optional) continue;
      const old = optional ? (oldSelf === undefined ? NONE : new CelOptional(oldSelf)) : oldSelf;
      const variable = (name: string): CelValue | undefined =>
        name === "self" ? self : name === "oldSelf" ? old : undefined;
      this.askOne(one, { subject, schema, path, variable });
    }
  }

  private askOne(
    one: CompiledRule,
    about: {
      readonly subject: Subject;
      readonly schema: JsonSchema;
      readonly path: string;
      variable(name: string): CelValue | undefined;
    },
  ): void {
    const { subject, schema, path, variable } = about;
    const at = path === "" ? "<nil>" : path;
    const { type = "" } = schema;
    const words = (one.rule.message || one.rule.rule).trim();
    if ("problem" in one.condition) {
      this.errors.push(
        FieldError.invalid(at, type, `rule compile error: compilation failed: ${one.condition.problem}`),
      );
      return;
    }
    const result = this.run(one.condition.program, variable, (problem, spent) => {
      const told = spent
        ? `'${problem}': no further validation rules will be run due to call cost exceeds limit for rule: ${words}`
        : problem.startsWith("no such overload")
          ? `'${problem}': call arguments did not match a supported operator, function or macro signature for rule: ${words}`
          : `${problem} evaluating rule: ${words}`;
      this.errors.push(FieldError.invalid(at, type, told));
    });
    if (result === undefined || result === true) return;
    // What was wrong before may stay so.
    if (!one.usesOldSelf && !subject.changed) return;
    const field = one.field === "" ? at : path === "" ? one.field : `${path}.${one.field}`;
    const detail = this.message(one, variable) ?? (one.rule.message ? words : `failed rule: ${words}`);
    const value = type === "object" || type === "array" ? NO_VALUE : subject.value;
    this.errors.push(ruleError(one.rule.reason, field, { value, detail }));
  }

  /** The message that an expression gives; undefined when it does not. */
  private message({ message }: CompiledRule, variable: (name: string) => CelValue | undefined): string | undefined {
    if (!message || !("program" in message)) return undefined;
    const text = this.run(message.program, variable, () => {});
    if (typeof text !== "string") return undefined;
    const trimmed = text.trim();
    const usable =
      trimmed !== "" && !trimmed.includes("\n") && new TextEncoder().encode(trimmed).length <= LONGEST_MESSAGE;
    return usable ? trimmed : undefined;
  }

  // The program, its variables and who hears of a failure.
  private run(
    program: Program,
    variable: (name: string) => CelValue | undefined,
    failed: (problem: string, spent: boolean) => void,
  ): CelValue | undefined {
    try {
      return program.run(variable, this.budget);
    } catch (error) {
      if (error instanceof CelError) {
        failed(error.message, false);
        return undefined;
      }
      if (!(error instanceof CostError)) throw error;
      failed(error.message, true);
      throw new OutOfBudget();
    }
  }
}

function inner(subject: Subject, value: unknown, before: unknown): Subject {
  const changed = before === undefined ? subject.changed : !equalJson(value, before);
  return { value, before, changed };
}

function ruleError(
  reason: string | undefined,
  field: string,
  { value, detail }: { readonly value: unknown; readonly detail: string },
): FieldError {
  switch (reason) {
    case "FieldValueForbidden":
      return FieldError.forbidden(field, detail);
    case "FieldValueRequired":
      return FieldError.required(field, detail);
    case "FieldValueDuplicate":
      return FieldError.duplicate(field, value);
    default:
      return FieldError.invalid(field, value, detail);
  }
}
