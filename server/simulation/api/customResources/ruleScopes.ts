/** What is known of rules at each place of a definition's schema: how often they may run, and what all cost together. */
import { mostPerRequest } from "../cel/estimate.ts";
import { additionalOf, itemsOf, type JsonSchema } from "./types.ts";

/** Costs of all rules of one schema. */
export interface RuleCosts {
  total: number;
  readonly byPath: { readonly path: string; readonly cost: number }[];
}

export interface RuleScope {
  readonly schema: JsonSchema;
  readonly root: boolean;
  /** How many values one object may hold here; undefined: as many as fit into a request. */
  readonly cardinality: number | undefined;
  /** The schema was accepted before: single rules may cost what they cost. */
  readonly unchanged: boolean;
  readonly costs: RuleCosts;
}

export function rootRuleScope(schema: JsonSchema, unchanged: boolean): RuleScope {
  return { schema, root: true, cardinality: 1, unchanged, costs: { total: 0, byPath: [] } };
}

/** The scope of a member. */
export function propertyScope(scope: RuleScope | undefined, schema: JsonSchema): RuleScope | undefined {
  return scope && { ...scope, schema, root: false };
}

/** The scope of a list's items or a map's values. */
export function elementScope(scope: RuleScope | undefined, schema: JsonSchema | undefined): RuleScope | undefined {
  if (!scope || !schema) return undefined;
  const { maxItems, maxProperties } = scope.schema;
  const bounded =
    itemsOf(scope.schema) === schema ? maxItems : additionalOf(scope.schema) === schema ? maxProperties : undefined;
  const cardinality =
    bounded === undefined || scope.cardinality === undefined ? undefined : bounded * scope.cardinality;
  return { ...scope, schema, root: false, cardinality };
}

/** How often a rule may run for one object. */
export function timesOf({ schema, cardinality }: RuleScope): number {
  return cardinality ?? mostPerRequest(schema);
}
