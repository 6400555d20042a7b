/** A policy's expressions, compiled once for each version of its spec. */
import type { Compiled } from "../cel/compile.ts";
import { BOOL, type CelType, DYN, NULL, STRING } from "../cel/types.ts";
import { compileTyped, environmentOf } from "./environment.ts";
import type { AuditAnnotation, MatchCondition, PolicySpec, Validation, Variable } from "./types.ts";

export interface CompiledPolicy {
  readonly conditions: readonly { readonly condition: MatchCondition; readonly compiled: Compiled }[];
  readonly variables: readonly { readonly variable: Variable; readonly compiled: Compiled }[];
  readonly validations: readonly {
    readonly validation: Validation;
    readonly compiled: Compiled;
    readonly message: Compiled | undefined;
  }[];
  readonly annotations: readonly { readonly annotation: AuditAnnotation; readonly compiled: Compiled }[];
}

const known = new WeakMap<PolicySpec, CompiledPolicy>();

export function compilePolicy(spec: PolicySpec): CompiledPolicy {
  let policy = known.get(spec);
  if (!policy) known.set(spec, (policy = compiledPolicy(spec)));
  return policy;
}

function compiledPolicy(spec: PolicySpec): CompiledPolicy {
  const params = spec.paramKind !== undefined;
  const types = new Map<string, CelType>();
  const plain = environmentOf({ params, authorizer: true, variables: undefined });
  const conditions = (spec.matchConditions ?? []).map((condition) => ({
    condition,
    compiled: compileTyped(condition.expression.trim(), plain, [BOOL]),
  }));
  const variables = (spec.variables ?? []).map((variable) => {
    const compiled = compileTyped(variable.expression, environmentOf({ params, authorizer: true, variables: types }), [
      DYN,
    ]);
    types.set(variable.name, "program" in compiled ? compiled.program.type : DYN);
    return { variable, compiled };
  });
  const environment = environmentOf({ params, authorizer: true, variables: types });
  const silent = environmentOf({ params, authorizer: false, variables: types });
  return {
    conditions,
    variables,
    validations: (spec.validations ?? []).map((validation) => ({
      validation,
      compiled: compileTyped(validation.expression, environment, [BOOL]),
      message: validation.messageExpression?.trim()
        ? compileTyped(validation.messageExpression, silent, [STRING])
        : undefined,
    })),
    annotations: (spec.auditAnnotations ?? []).map((annotation) => ({
      annotation,
      compiled: compileTyped(annotation.valueExpression.trim(), environment, [STRING, NULL]),
    })),
  };
}
