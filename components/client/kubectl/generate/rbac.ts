/** Roles and bindings out of flags. Models kubectl pkg/cmd/create/create_{role,clusterrole,rolebinding}.go. */
import { compareText, type JsonObject } from "../json.ts";
import { fail, type Manifest } from "./generated.ts";

const GROUP = "rbac.authorization.k8s.io";
const VERBS = new Set([
  ...["*", "get", "delete", "list", "create", "update", "patch", "watch", "proxy", "deletecollection"],
  ...["use", "bind", "escalate", "impersonate"],
]);
const URL_VERBS = new Set(["*", "get", "post", "put", "delete", "patch", "head", "options"]);

/** Verbs that only these resources know, as `resource.group`. */
const SPECIAL_VERBS: ReadonlyMap<string, readonly string[]> = new Map([
  ["use", ["podsecuritypolicies.policy", "podsecuritypolicies.extensions"]],
  ["bind", [`roles.${GROUP}`, `clusterroles.${GROUP}`]],
  ["escalate", [`roles.${GROUP}`, `clusterroles.${GROUP}`]],
  ["impersonate", ["users.", "serviceaccounts.", "groups.", "userextras.authentication.k8s.io"]],
]);

export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

export interface RoleResource extends GroupResource {
  readonly subresource: string;
}

/** `deployments.apps/scale` in its parts. `*` alone stands for everything, and what follows it counts for nothing. */
export function parseRoleResources(texts: readonly string[]): RoleResource[] {
  const found: RoleResource[] = [];
  for (const text of texts) {
    const slash = text.indexOf("/");
    const name = slash < 0 ? text : text.slice(0, slash);
    const dot = name.indexOf(".");
    const resource = {
      resource: dot < 0 ? name : name.slice(0, dot),
      group: dot < 0 ? "" : name.slice(dot + 1),
      subresource: slash < 0 ? "" : text.slice(slash + 1),
    };
    if (resource.resource === "*" && dot < 0 && slash < 0) return [resource];
    found.push(resource);
  }
  return found;
}

export interface RoleFlags {
  readonly name: string;
  readonly verbs: readonly string[];
  readonly resources: readonly RoleResource[];
  readonly resourceNames: readonly string[];
  /** ClusterRoles only. */
  readonly nonResourceUrls?: readonly string[];
  readonly aggregation?: { readonly [label: string]: string };
}

export interface RoleLookup {
  /** The resource as the server calls it; throws when it has none of that name. */
  readonly find: (resource: GroupResource) => GroupResource;
  readonly warn: (text: string) => void;
}

export function role(flags: RoleFlags, lookup: RoleLookup): Manifest {
  const verbs = distinctVerbs(flags.verbs);
  if (verbs.length === 0) fail("at least one verb must be specified");
  warnOfVerbs(verbs, lookup);
  if (flags.resources.length === 0) fail("at least one resource must be specified");
  checkResources(flags.resources, verbs, lookup);
  return {
    apiVersion: `${GROUP}/v1`,
    kind: "Role",
    metadata: { name: flags.name },
    rules: rules(flags, verbs, lookup),
  };
}

export function clusterRole(flags: RoleFlags, lookup: RoleLookup): Manifest {
  const manifest = { apiVersion: `${GROUP}/v1`, kind: "ClusterRole", metadata: { name: flags.name } };
  const verbs = distinctVerbs(flags.verbs);
  const urls = [...new Set(flags.nonResourceUrls)];
  if (flags.aggregation && Object.keys(flags.aggregation).length > 0) {
    if (urls.length + verbs.length + flags.resources.length + flags.resourceNames.length > 0)
      fail("aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames");
    return {
      ...manifest,
      rules: null,
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { ...flags.aggregation } }] },
    };
  }
  if (verbs.length === 0) fail("at least one verb must be specified");
  if (flags.resources.length === 0 && urls.length === 0) fail("one of resource or nonResourceURL must be specified");
  if (flags.resources.length > 0) {
    warnOfVerbs(verbs, lookup);
    checkResources(flags.resources, verbs, lookup);
  }
  if (urls.length > 0) checkUrls(urls, verbs);
  return { ...manifest, rules: rules({ ...flags, nonResourceUrls: urls }, verbs, lookup) };
}

function distinctVerbs(verbs: readonly string[]): string[] {
  return verbs.includes("*") ? ["*"] : [...new Set(verbs)];
}

function warnOfVerbs(verbs: readonly string[], { warn }: RoleLookup): void {
  for (const verb of verbs) if (!VERBS.has(verb)) warn(`Warning: '${verb}' is not a standard resource verb\n`);
}

function checkResources(resources: readonly RoleResource[], verbs: readonly string[], { find }: RoleLookup): void {
  for (const asked of resources) {
    if (asked.resource === "") fail("resource must be specified if apiGroup/subresource specified");
    if (asked.resource === "*") return;
    let problem: unknown;
    let found: GroupResource = asked;
    try {
      found = find(asked);
    } catch (error) {
      problem = error;
    }
    for (const verb of verbs) {
      const special = SPECIAL_VERBS.get(verb);
      if (!special) continue;
      if (!special.includes(`${found.resource}.${found.group}`))
        fail(`can not perform '${verb}' on '${found.resource}' in group '${found.group}'`);
      problem = undefined;
    }
    if (problem !== undefined) throw problem;
  }
}

function checkUrls(urls: readonly string[], verbs: readonly string[]): void {
  for (const verb of verbs) if (!URL_VERBS.has(verb)) fail(`invalid verb: '${verb}' for nonResourceURL`);
  for (const url of urls) {
    if (url === "*") continue;
    if (!url.startsWith("/")) fail("nonResourceURL should start with /");
    if (url.slice(0, -1).includes("*")) fail("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
}

function rules(flags: RoleFlags, verbs: readonly string[], { find }: RoleLookup): JsonObject[] {
  const byGroup = new Map<string, string[]>();
  for (const asked of flags.resources) {
    let found: GroupResource = asked;
    try {
      found = find(asked);
    } catch {
      // Names that the server does not know stay as they were given.
    }
    const name = asked.subresource === "" ? found.resource : `${found.resource}/${asked.subresource}`;
    const names = byGroup.get(found.group) ?? [];
    if (!names.includes(name)) names.push(name);
    byGroup.set(found.group, names);
  }
  const resourceNames = [...new Set(flags.resourceNames)];
  const result = [...byGroup.keys()].sort(compareText).map(
    (group): JsonObject => ({
      verbs: [...verbs],
      apiGroups: [group],
      resources: byGroup.get(group) ?? [],
      ...(resourceNames.length > 0 ? { resourceNames } : undefined),
    }),
  );
  if (flags.nonResourceUrls && flags.nonResourceUrls.length > 0)
    result.push({ verbs: [...verbs], nonResourceURLs: [...flags.nonResourceUrls] });
  return result;
}

export interface SubjectFlags {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  /** `namespace:name`. */
  readonly serviceAccounts: readonly string[];
}

export interface BindingFlags extends SubjectFlags {
  readonly name: string;
  readonly role: string;
  readonly clusterRole: string;
}

export function roleBinding(flags: BindingFlags): Manifest {
  if ((flags.clusterRole === "") === (flags.role === "")) fail("exactly one of clusterrole or role must be specified");
  return binding("RoleBinding", flags);
}

export function clusterRoleBinding(flags: BindingFlags): Manifest {
  return binding("ClusterRoleBinding", flags);
}

function binding(kind: string, flags: BindingFlags): Manifest {
  const subjects = bindingSubjects(flags);
  return {
    apiVersion: `${GROUP}/v1`,
    kind,
    metadata: { name: flags.name },
    ...(subjects.length > 0 ? { subjects } : undefined),
    roleRef:
      flags.role === ""
        ? { apiGroup: GROUP, kind: "ClusterRole", name: flags.clusterRole }
        : { apiGroup: GROUP, kind: "Role", name: flags.role },
  };
}

function bindingSubjects({ users, groups, serviceAccounts }: SubjectFlags): JsonObject[] {
  return [
    ...users.map((name) => ({ kind: "User", apiGroup: GROUP, name })),
    ...groups.map((name) => ({ kind: "Group", apiGroup: GROUP, name })),
    ...serviceAccounts.map((text) => {
      const parts = text.split(":");
      if (parts.length !== 2 || parts[0] === "" || parts[1] === "") fail("serviceaccount must be <namespace>:<name>");
      return { kind: "ServiceAccount", name: parts[1] as string, namespace: parts[0] as string };
    }),
  ];
}
