/** What expressions of admission policies can name. Models apiserver pkg/admission/plugin/cel/compile.go. */
import { type Compiled, compile, type Environment, withFunctions } from "../cel/compile.ts";
import {
  BOOL,
  type CelType,
  DYN,
  listOf,
  mapOf,
  NULL,
  type ObjectType,
  sameType,
  STRING,
  TIMESTAMP,
  INT,
  typeText,
} from "../cel/types.ts";
import { AUTHORIZER, AUTHORIZER_FUNCTIONS, RESOURCE_CHECK } from "./authorizerFunctions.ts";

const FUNCTIONS = withFunctions(AUTHORIZER_FUNCTIONS);

/** A structure of declared fields. */
function struct(name: string, fields: { readonly [field: string]: CelType }): ObjectType {
  return { kind: "object", name, field: (field) => (Object.hasOwn(fields, field) ? fields[field] : undefined) };
}

const KIND = struct("kubernetes.GroupVersionKind", { group: STRING, version: STRING, kind: STRING });
const RESOURCE = struct("kubernetes.GroupVersionResource", { group: STRING, version: STRING, resource: STRING });
const REQUEST = struct("kubernetes.AdmissionRequest", {
  kind: KIND,
  resource: RESOURCE,
  subResource: STRING,
  requestKind: KIND,
  requestResource: RESOURCE,
  requestSubResource: STRING,
  name: STRING,
  namespace: STRING,
  operation: STRING,
  userInfo: struct("kubernetes.UserInfo", {
    username: STRING,
    uid: STRING,
    groups: listOf(STRING),
    extra: mapOf(STRING, listOf(STRING)),
  }),
  dryRun: BOOL,
  options: DYN,
});
const NAMESPACE = struct("kubernetes.Namespace", {
  metadata: struct("kubernetes.NamespaceMetadata", {
    name: STRING,
    generateName: STRING,
    namespace: STRING,
    labels: mapOf(STRING, STRING),
    annotations: mapOf(STRING, STRING),
    UID: STRING,
    creationTimestamp: TIMESTAMP,
    deletionGracePeriodSeconds: INT,
    deletionTimestamp: TIMESTAMP,
    generation: INT,
    resourceVersion: STRING,
    finalizers: listOf(STRING),
  }),
  spec: struct("kubernetes.NamespaceSpec", { finalizers: listOf(STRING) }),
  status: struct("kubernetes.NamespaceStatus", { phase: STRING, conditions: listOf(DYN) }),
});

export interface Declared {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** Types of the variables so far; undefined where none may be named. */
  readonly variables: ReadonlyMap<string, CelType> | undefined;
}

export function environmentOf({ params, authorizer, variables }: Declared): Environment {
  return {
    overloads: FUNCTIONS,
    variables: {
      object: DYN,
      oldObject: DYN,
      request: REQUEST,
      namespaceObject: NAMESPACE,
      ...(params ? { params: DYN } : {}),
      ...(authorizer ? { authorizer: AUTHORIZER, "authorizer.requestResource": RESOURCE_CHECK } : {}),
      ...(variables && variables.size > 0
        ? { variables: { kind: "object", name: "kubernetes.variables", field: (name: string) => variables.get(name) } }
        : {}),
    },
  };
}

/** Compiles an expression that must give one of some types; `problem` is what upstream says of it. */
export function compileTyped(source: string, environment: Environment, types: readonly CelType[]): Compiled {
  const compiled = compile(source, environment);
  if ("problem" in compiled) return { ...compiled, problem: `compilation failed: ${compiled.problem}` };
  const { type } = compiled.program;
  if (types.includes(DYN) || types.some((wanted) => sameType(wanted, type))) return compiled;
  const texts = types.map((wanted) => (wanted === NULL ? "null_type" : typeText(wanted)));
  const wanted = texts.length === 1 ? texts[0] : `one of [${texts.join(" ")}]`;
  return { problem: `must evaluate to ${wanted} but got ${typeText(type)}`, issues: [] };
}
