/** One policy's expressions on one request. Models apiserver pkg/admission/plugin/policy/validating/validator.go. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { Store } from "../../store/Store.ts";
import type { AdmissionAttributes } from "../admission/AdmissionPlugin.ts";
import { Budget, type Compiled, OBJECT_BUDGET } from "../cel/compile.ts";
import { CelError, CostError } from "../cel/errors.ts";
import { type CelMap, type CelValue, fromJson } from "../cel/values.ts";
import { authorizerOf, type Decide, requestResourceOf } from "./authorizerFunctions.ts";
import type { CompiledPolicy } from "./compilePolicy.ts";
import type { Validation } from "./types.ts";

export interface Decision {
  readonly message: string;
  readonly reason: string;
  /** An expression could not be evaluated: what follows is the failure policy's matter. */
  readonly failed: boolean;
}

interface About {
  readonly attributes: AdmissionAttributes;
  readonly param: KubeObject | undefined;
  readonly store: Store;
  readonly decide: Decide;
}

const CONDITIONS_BUDGET = OBJECT_BUDGET / 4;
const LONGEST_MESSAGE = 5 * 1024;
const OUT_OF_BUDGET = "validation failed due to running out of cost budget, no further validation rules will be run";

class Failure {
  constructor(readonly message: string) {}
}

export class PolicyRun {
  private readonly budget = new Budget(OBJECT_BUDGET);
  private readonly values = new Map<string, CelValue>();

  constructor(
    private readonly policy: CompiledPolicy,
    private readonly about: About,
  ) {}

  /** What speaks against the request; `strict`: failures do. */
  decisions(strict: boolean): readonly Decision[] {
    const failed = (message: string): Decision => ({ message, reason: "Invalid", failed: true });
    const matched = this.matched();
    if (matched instanceof Failure) return strict ? [failed(matched.message)] : [];
    if (!matched) return [];
    return this.policy.validations.flatMap(({ validation, compiled, message }) => {
      const result = this.evaluate(validation.expression, compiled, this.budget);
      if (result instanceof Failure) return [failed(result.message)];
      if (result === true) return [];
      return [{ message: this.messageOf(validation, message), reason: validation.reason ?? "Invalid", failed: false }];
    });
  }

  /** Audit annotations whose expressions cannot be evaluated. What they say is kept nowhere: there is no audit log. */
  annotationProblems(): readonly string[] {
    return this.policy.annotations.flatMap(({ annotation, compiled }) => {
      const result = this.evaluate(annotation.valueExpression, compiled, this.budget);
      return result instanceof Failure ? [result.message] : [];
    });
  }

  private matched(): boolean | Failure {
    const budget = new Budget(CONDITIONS_BUDGET);
    const failures: string[] = [];
    for (const { condition, compiled } of this.policy.conditions) {
      const result = this.evaluate(condition.expression, compiled, budget);
      if (result === false) return false;
      if (result instanceof Failure) failures.push(result.message);
    }
    if (failures.length === 0) return true;
    return new Failure(failures.length === 1 ? (failures[0] as string) : `[${failures.join(", ")}]`);
  }

  private messageOf({ message = "", expression }: Validation, compiled: Compiled | undefined): string {
    const made = compiled && this.evaluate("", compiled, this.budget);
    const text = typeof made === "string" ? made.trim() : "";
    if (text !== "" && !text.includes("\n") && new TextEncoder().encode(text).length <= LONGEST_MESSAGE) return text;
    return message.trim() || `failed expression: ${expression.trim()}`;
  }

  private evaluate(source: string, compiled: Compiled, budget: Budget): CelValue | Failure {
    if ("problem" in compiled) return new Failure(`compilation error: ${compiled.problem}`);
    try {
      return compiled.program.run((name) => this.variable(name), budget);
    } catch (error) {
      if (error instanceof CelError) return new Failure(`expression '${source}' resulted in error: ${error.message}`);
      if (error instanceof CostError) return new Failure(OUT_OF_BUDGET);
      throw error;
    }
  }

  private variable(name: string): CelValue | undefined {
    let value = this.values.get(name);
    if (value === undefined) {
      value = this.make(name);
      if (value !== undefined) this.values.set(name, value);
    }
    return value;
  }

  private make(name: string): CelValue | undefined {
    const { attributes, param, store, decide } = this.about;
    const { operation, draft, old, user, definition, subresource = "" } = attributes;
    const { group, plural } = definition.names;
    const { namespace = "" } = draft.metadata;
    switch (name) {
      case "object":
        return operation === "DELETE" ? null : fromJson(draft);
      case "oldObject":
        return old ? fromJson(old) : null;
      case "params":
        return param ? fromJson(param) : null;
      case "request":
        return fromJson(requestOf(attributes));
      case "namespaceObject": {
        const found = definition.names.namespaced ? store.get("namespaces", "", namespace) : undefined;
        return found ? fromJson({ ...found, metadata: { ...found.metadata, UID: found.metadata.uid } }) : null;
      }
      case "authorizer":
        return authorizerOf(user, decide);
      case "authorizer.requestResource":
        return requestResourceOf(user, decide, {
          group,
          resource: plural,
          subresource,
          namespace,
          name: draft.metadata.name ?? "",
        });
      case "variables":
        return this.variables();
      default:
        return undefined;
    }
  }

  /** Each is worked out when first named, and then known. */
  private variables(): CelMap {
    const made = new Map<string, CelValue>();
    const { variables } = this.policy;
    return {
      isMap: true,
      size: variables.length,
      keys: () => variables.map(({ variable }) => variable.name),
      get: (name) => {
        const known = made.get(name as string);
        if (known !== undefined) return known;
        const found = variables.find(({ variable }) => variable.name === name);
        if (!found) return undefined;
        const value = this.evaluate(found.variable.expression, found.compiled, this.budget);
        if (value instanceof Failure)
          throw new CelError(
            `composited variable "${found.variable.name}" fails to evaluate: ${value.message.replace(/^expression '.*' resulted in error: /s, "")}`,
          );
        made.set(name as string, value);
        return value;
      },
    };
  }
}

function requestOf({ operation, draft, user, definition, subresource = "", dryRun }: AdmissionAttributes): object {
  const { group, version, kind, plural } = definition.names;
  const named = { group, version, kind };
  const resource = { group, version, resource: plural };
  return {
    kind: named,
    resource,
    subResource: subresource,
    requestKind: named,
    requestResource: resource,
    requestSubResource: subresource,
    name: draft.metadata.name ?? "",
    namespace: draft.metadata.namespace ?? "",
    operation,
    userInfo: { username: user.username, uid: user.uid ?? "", groups: user.groups, extra: user.extra ?? {} },
    dryRun: dryRun ?? false,
    options: {},
  };
}
