/** `authorizer` in policies: what the asking user may do. Models apiserver pkg/cel/library/authz.go. */
import { method } from "../cel/functions/define.ts";
import { data } from "../cel/functions/opaque.ts";
import type { Overload } from "../cel/overloads.ts";
import { BOOL, type CelType, opaque, STRING } from "../cel/types.ts";
import { CelOpaque, type CelValue } from "../cel/values.ts";
import type { UserInfo } from "../ApiRequest.ts";
import type { Attributes as AccessAttributes } from "../authorization/attributes.ts";

export const AUTHORIZER = opaque("kubernetes.authorization.Authorizer");
export const RESOURCE_CHECK = opaque("kubernetes.authorization.ResourceCheck");
const PATH_CHECK = opaque("kubernetes.authorization.PathCheck");
const GROUP_CHECK = opaque("kubernetes.authorization.GroupCheck");
const DECISION = opaque("kubernetes.authorization.Decision");

/** Tells what a user may do; `reason` says why not, or why. */
export type Decide = (attributes: AccessAttributes) => { readonly allowed: boolean; readonly reason?: string };

type Asked = { readonly user: UserInfo; readonly decide: Decide } & Partial<Omit<AccessAttributes, "user">>;

const value = (type: CelType, asked: object): CelOpaque =>
  new CelOpaque(type.kind === "scalar" ? type.name : "", asked, JSON.stringify(asked));

/** The `authorizer` variable of a request. */
export function authorizerOf(user: UserInfo, decide: Decide): CelOpaque {
  return value(AUTHORIZER, { user, decide });
}

/** `authorizer.requestResource`. */
export function requestResourceOf(
  user: UserInfo,
  decide: Decide,
  about: Pick<AccessAttributes, "group" | "resource" | "subresource" | "namespace" | "name">,
): CelOpaque {
  return value(RESOURCE_CHECK, { user, decide, ...about });
}

function narrowed(name: string, field: keyof Asked): Overload {
  return method(name, [RESOURCE_CHECK, STRING], RESOURCE_CHECK, (check, text) =>
    value(RESOURCE_CHECK, { ...data<Asked>(check), [field]: text }),
  );
}

function decided(check: CelValue, verb: CelValue): CelOpaque {
  const { user, decide, ...about } = data<Asked>(check);
  const none = { group: "", version: "*", resource: "", subresource: "", namespace: "", name: "" };
  return value(DECISION, decide({ user, verb: verb as string, ...none, ...about }));
}

type Decision = ReturnType<Decide>;

export const AUTHORIZER_FUNCTIONS: readonly Overload[] = [
  method("path", [AUTHORIZER, STRING], PATH_CHECK, (asked, path) => value(PATH_CHECK, { ...data<Asked>(asked), path })),
  method("group", [AUTHORIZER, STRING], GROUP_CHECK, (asked, group) =>
    value(GROUP_CHECK, { ...data<Asked>(asked), group }),
  ),
  method("serviceAccount", [AUTHORIZER, STRING, STRING], AUTHORIZER, (asked, namespace, name) => {
    const username = `system:serviceaccount:${namespace as string}:${name as string}`;
    const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace as string}`, "system:authenticated"];
    return value(AUTHORIZER, { ...data<Asked>(asked), user: { username, groups } });
  }),
  method("resource", [GROUP_CHECK, STRING], RESOURCE_CHECK, (asked, resource) =>
    value(RESOURCE_CHECK, { ...data<Asked>(asked), resource }),
  ),
  narrowed("subresource", "subresource"),
  narrowed("namespace", "namespace"),
  narrowed("name", "name"),
  method("check", [RESOURCE_CHECK, STRING], DECISION, decided),
  method("check", [PATH_CHECK, STRING], DECISION, decided),
  method("allowed", [DECISION], BOOL, (decision) => data<Decision>(decision).allowed),
  method("reason", [DECISION], STRING, (decision) => data<Decision>(decision).reason ?? ""),
  method("errored", [DECISION], BOOL, () => false),
  method("error", [DECISION], STRING, () => ""),
];
