/** `create role`, `create clusterrole` and their bindings. */
import type { Command, CommandContext } from "../../cli/Command.ts";
import { arrayFlag, type Flag, mapFlag, sliceFlag, textFlag } from "../../cli/flags.ts";
import {
  clusterRole,
  clusterRoleBinding,
  parseRoleResources,
  role,
  roleBinding,
  type RoleLookup,
  type SubjectFlags,
} from "../../generate/rbac.ts";
import { generatingCommand } from "./generating.ts";

const RULE_FLAGS: readonly Flag[] = [
  sliceFlag("verb", "Verb that applies to the resources of the rule"),
  sliceFlag("resource", "Resource that the rule applies to"),
  arrayFlag("resource-name", "Name that the rule applies to, repeatable"),
];
const SUBJECT_FLAGS: readonly Flag[] = [
  arrayFlag("user", "Username to bind, repeatable"),
  arrayFlag("group", "Group to bind, repeatable"),
  arrayFlag("serviceaccount", "Service account to bind, <namespace>:<name>, repeatable"),
];

async function lookup({ session, err }: CommandContext): Promise<RoleLookup> {
  const mapper = await session.mapper(2);
  return { find: ({ group, resource }) => mapper.resourceFor({ group, resource, version: "" }), warn: err };
}

export const createRole: Command = generatingCommand({
  name: "role",
  short: "Create a role with single rule",
  usage:
    "NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]",
  flags: RULE_FLAGS,
  async generate(context, name) {
    const { flags } = context;
    return role(
      {
        name,
        verbs: flags.list("verb"),
        resources: parseRoleResources(flags.list("resource")),
        resourceNames: flags.list("resource-name"),
      },
      await lookup(context),
    );
  },
});

export const createClusterRole: Command = generatingCommand({
  name: "clusterrole",
  short: "Create a cluster role",
  usage: "NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]",
  flags: [
    ...RULE_FLAGS,
    sliceFlag("non-resource-url", "URL that may be used"),
    mapFlag("aggregation-rule", "Label selector for combining ClusterRoles", {
      refusal: "malformed pair, expect string=string",
    }),
  ],
  async generate(context, name) {
    const { flags } = context;
    return clusterRole(
      {
        name,
        verbs: flags.list("verb"),
        resources: parseRoleResources(flags.list("resource")),
        resourceNames: flags.list("resource-name"),
        nonResourceUrls: flags.list("non-resource-url"),
        aggregation: Object.fromEntries(flags.map("aggregation-rule")),
      },
      await lookup(context),
    );
  },
});

function subjects({ flags }: CommandContext): SubjectFlags {
  return { users: flags.list("user"), groups: flags.list("group"), serviceAccounts: flags.list("serviceaccount") };
}

export const createRoleBinding: Command = generatingCommand({
  name: "rolebinding",
  short: "Create a role binding for a particular role or cluster role",
  usage:
    "NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
  flags: [textFlag("clusterrole", "ClusterRole to refer to"), textFlag("role", "Role to refer to"), ...SUBJECT_FLAGS],
  failure: "failed to create rolebinding: ",
  generate(context, name) {
    const { flags } = context;
    return roleBinding({
      name,
      role: flags.text("role"),
      clusterRole: flags.text("clusterrole"),
      ...subjects(context),
    });
  },
});

export const createClusterRoleBinding: Command = generatingCommand({
  name: "clusterrolebinding",
  short: "Create a cluster role binding for a particular cluster role",
  usage:
    "NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
  flags: [textFlag("clusterrole", "ClusterRole to refer to", { required: true }), ...SUBJECT_FLAGS],
  failure: "failed to create clusterrolebinding: ",
  generate: (context, name) =>
    clusterRoleBinding({ name, role: "", clusterRole: context.flags.text("clusterrole"), ...subjects(context) }),
});
