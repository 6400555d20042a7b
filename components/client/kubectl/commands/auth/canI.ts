/** `kubectl auth can-i`. Mirrors kubectl pkg/cmd/auth/cani.go. */
import { breakDown, compact, list, type PolicyRule, sortRules } from "../../auth/policyRules.ts";
import { boolFlag, textFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { NoResourceMatch } from "../../errors.ts";
import { at, goJson } from "../../json.ts";
import { tableWriter } from "../../print/TabWriter.ts";
import {
  groupResourceText,
  parseFullResource,
  parseGroupResource,
  type Mapping,
  type RestMapper,
  type PartialResource,
} from "../../rest/RestMapper.ts";
import { ALL_NAMESPACES_FLAG } from "../get/getFlags.ts";

const VERBS = new Set([
  "get",
  "list",
  "watch",
  "create",
  "update",
  "patch",
  "delete",
  "deletecollection",
  "use",
  "bind",
  "impersonate",
  "*",
  "approve",
  "sign",
  "escalate",
  "attest",
]);
const URL_VERBS = new Set(["get", "put", "post", "head", "options", "delete", "patch", "*"]);
/** What can be impersonated is in no discovery. */
const NOT_LISTED = new Set(["users", "groups"]);

export const canI: Command = {
  name: "can-i",
  clientFirst: true,
  short: "Check whether an action is allowed",
  usage: "VERB [TYPE | TYPE/NAME | NONRESOURCEURL]",
  examples: [
    "kubectl auth can-i create pods -A",
    "kubectl auth can-i list jobs.batch/bar -n foo",
    "kubectl auth can-i --list -n foo",
  ],
  flags: [
    ALL_NAMESPACES_FLAG,
    boolFlag("quiet", "Print nothing and just return the exit code", { short: "q" }),
    textFlag("subresource", "Subresource such as log or scale"),
    boolFlag("list", "Print all allowed actions"),
    boolFlag("no-headers", "Print allowed actions without headers"),
  ],
  async run(context) {
    const { args, flags } = context;
    if (flags.bool("list")) return listRules(context);
    if (args.length !== 2)
      throw new Error(
        "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
      );
    const [verb = "", what = ""] = args;
    return what.startsWith("/") ? checkUrl(context, verb, what) : checkResource(context, verb, what);
  },
};

async function checkUrl(context: CommandContext, verb: string, path: string): Promise<number> {
  const { flags } = context;
  // The namespace is read, and may be what is wrong.
  if (!flags.bool("all-namespaces")) await context.session.namespace();
  if (flags.text("subresource")) throw new Error("--subresource can not be used with NonResourceURL");
  if (!URL_VERBS.has(verb)) warn(context, `verb '${verb}' is not a known verb\n`);
  refuseNoHeaders(context);
  return ask(context, { nonResourceAttributes: { path, verb } });
}

async function checkResource(context: CommandContext, verb: string, text: string): Promise<number> {
  const { flags, session } = context;
  const slash = text.indexOf("/");
  const type = slash < 0 ? text : text.slice(0, slash);
  const name = slash < 0 ? "" : text.slice(slash + 1);
  const { resource, found } = await resourceOf(context, type);
  const namespace = flags.bool("all-namespaces") ? "" : (await session.namespace()).name;
  if (!flags.bool("all-namespaces")) {
    // Upstream asks the server for it anew, and is silent when that fails.
    if (found && !found.namespaced && (await session.servedGroups().catch(() => undefined)))
      warn(
        context,
        resource.group
          ? `resource '${resource.resource}' is not namespace scoped in group '${resource.group}'\n`
          : `resource '${resource.resource}' is not namespace scoped\n`,
      );
    if (!VERBS.has(verb)) warn(context, `verb '${verb}' is not a known verb\n`);
  }
  refuseNoHeaders(context);
  const attributes = {
    namespace,
    verb,
    group: resource.group,
    resource: resource.resource,
    subresource: flags.text("subresource"),
    name,
  };
  return ask(context, {
    resourceAttributes: Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== "")),
  });
}

/** Kubectl's warning printer ends a line itself; these texts have one already. */
function warn({ err }: CommandContext, text: string): void {
  err(`Warning: ${text}\n`);
}

function refuseNoHeaders({ flags }: CommandContext): void {
  if (flags.bool("no-headers")) throw new Error("--no-headers cannot be set without --list specified");
}

async function resourceOf(
  context: CommandContext,
  text: string,
): Promise<{ readonly resource: PartialResource; readonly found?: Mapping }> {
  if (text === "*") return { resource: { group: "", version: "", resource: text } };
  const lower = text.toLowerCase();
  const full = parseFullResource(lower);
  const partial = parseGroupResource(lower);
  const look = (mapper: RestMapper): Mapping => {
    const mapping = (full && mapper.find(full)) ?? mapper.find(partial);
    if (!mapping) throw new NoResourceMatch(partial);
    return mapping;
  };
  const found = await context.session.mapped(look, 2).catch(() => undefined);
  if (found) return { resource: found, found };
  if (!NOT_LISTED.has(groupResourceText(partial)))
    warn(
      context,
      partial.group
        ? `the server doesn't have a resource type '${partial.resource}' in group '${partial.group}'\n`
        : `the server doesn't have a resource type '${partial.resource}'\n`,
    );
  return { resource: { group: "", version: "", resource: text } };
}

async function ask({ session, flags, out }: CommandContext, spec: object): Promise<number> {
  const client = await session.client();
  const review = await client.json("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
    body: goJson({
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      metadata: {},
      spec,
      status: { allowed: false },
    }),
  });
  const allowed = at(review, "status", "allowed") === true;
  if (flags.bool("quiet")) return allowed ? 0 : 1;
  if (allowed) out("yes\n");
  else {
    const because = [at(review, "status", "reason"), at(review, "status", "evaluationError")].filter(
      (text) => typeof text === "string" && text !== "",
    );
    out(`no${because.map((text) => ` - ${String(text)}`).join("")}\n`);
  }
  return allowed ? 0 : 1;
}

async function listRules(context: CommandContext): Promise<number> {
  const { args, flags, session, out, err } = context;
  if (args.length > 0) throw new Error("list option must be specified with no arguments");
  const namespace = flags.bool("all-namespaces") ? "" : (await session.namespace()).name;
  if (flags.bool("quiet") || flags.bool("all-namespaces") || flags.text("subresource"))
    throw new Error("list option can't be specified with neither quiet, all-namespaces nor subresource options");
  const client = await session.client();
  const review = await client.json("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", {
    body: goJson({
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectRulesReview",
      metadata: {},
      spec: { namespace },
    }),
  });
  const status = (at(review, "status") ?? {}) as {
    readonly incomplete?: boolean;
    readonly evaluationError?: string;
    readonly resourceRules?: readonly PolicyRule[];
    readonly nonResourceRules?: readonly PolicyRule[];
  };
  if (status.incomplete) err(`Warning: the list may be incomplete: ${status.evaluationError ?? ""}\n`);
  const rules = [...(status.resourceRules ?? []), ...(status.nonResourceRules ?? [])];
  const writer = tableWriter(out);
  if (!flags.bool("no-headers")) writer.write("Resources\tNon-Resource URLs\tResource Names\tVerbs\n");
  for (const rule of sortRules(compact(rules.flatMap(breakDown))))
    writer.write(
      `${combined(rule.resources, rule.apiGroups)}\t${list(rule.nonResourceURLs)}\t${list(rule.resourceNames)}\t${list(rule.verbs)}\n`,
    );
  writer.flush();
  return 0;
}

/** `deployments.apps/scale`. */
function combined(resources: readonly string[] = [], groups: readonly string[] = []): string {
  if (resources.length === 0) return "";
  const [resource = "", ...subresource] = (resources[0] ?? "").split("/");
  return `${resource}${groups[0] ? `.${groups[0]}` : ""}${subresource.length > 0 ? `/${subresource.join("/")}` : ""}`;
}
