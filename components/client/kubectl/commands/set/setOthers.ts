/** `kubectl set serviceaccount`, `set selector` and `set subject`. */
import type { Command } from "../../cli/Command.ts";
import { arrayFlag, textFlag } from "../../cli/flags.ts";
import { podSpecOf } from "../../edit/podSpecs.ts";
import { compareText, equalJson, goJson, goText, isObject, type JsonObject } from "../../json.ts";
import { findResources, LOCAL_FILES } from "../../resources/findResources.ts";
import { toLabelSelector } from "../../resources/labelSelectorObject.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { versioned } from "../label/label.ts";
import { patchObject } from "../writing/requests.ts";
import { selectionOf } from "../writing/selecting.ts";
import { dryRunOf, operationPrinter } from "../writing/writeFlags.ts";
import { changesOf } from "./patching.ts";
import { checkSetting, selected, DEEP_SETTING_FLAGS, SELECTING_FLAGS, SETTING_FLAGS, writeChanges } from "./setting.ts";

export const setServiceAccount: Command = {
  name: "serviceaccount",
  aliases: ["sa"],
  short: "Update the service account of a resource",
  usage: "(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT",
  examples: ["kubectl set serviceaccount deployment nginx-deployment serviceaccount1"],
  flags: SETTING_FLAGS,
  async run(context) {
    const dryRun = dryRunOf(context);
    const [problem] = checkSetting(context, dryRun);
    if (problem) throw problem;
    const print = await operationPrinter(context, "serviceaccount updated", dryRun);
    const name = context.args.at(-1);
    if (name === undefined) throw new Error("serviceaccount is required");
    const local = context.flags.bool("local");
    const infos = await selected(context, local ? [] : context.args.slice(0, -1));
    const changes = changesOf(context, infos, (object) => void (podSpecOf(object).serviceAccountName = name));
    await writeChanges(context, changes, {
      print,
      dryRun,
      failure: "failed to patch ServiceAccountName ",
      always: true,
    });
  },
};

export const setSelector: Command = {
  name: "selector",
  short: "Set the selector on a resource",
  usage: "(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]",
  examples: ["kubectl set selector service web app=web"],
  flags: [...DEEP_SETTING_FLAGS, textFlag("resource-version", "Only change the object at this version")],
  async run(context) {
    const { flags, args, session } = context;
    const dryRun = dryRunOf(context);
    const expression = args.at(-1);
    const selector = expression === undefined ? undefined : toLabelSelector(expression);
    const print = await operationPrinter(context, "selector updated", dryRun);
    if (selector === undefined) throw new Error("one selector is required");
    const version = flags.text("resource-version");
    if (flags.bool("local") && args.length > 1) throw new Error(LOCAL_FILES);
    const found = await findResources(session, {
      ...(await selectionOf(context, args.slice(0, -1))),
      typed: true,
    });
    await found.visit(async (info) => {
      const object = version ? versioned(info.object as JsonObject, "") : (info.object as JsonObject);
      const [change] = changesOf(context, [{ ...info, object }], (copy) => {
        if (version) (copy.metadata as JsonObject).resourceVersion = version;
        if (copy.kind !== "Service" || copy.apiVersion !== "v1")
          throw new Error("setting a selector is only supported for Services");
        if (selector.matchExpressions)
          throw new Error(
            `match expression ${expressionsText(selector.matchExpressions as JsonObject[])} not supported on this object`,
          );
        if (!isObject(copy.spec)) copy.spec = {};
        (copy.spec as JsonObject).selector = selector.matchLabels ?? {};
      });
      if (!change) return;
      if (change.problem) throw change.problem;
      if (flags.bool("local") || dryRun === "client")
        return context.out(print(asTyped(change.object), { typed: true }));
      const written = await patchObject(
        await session.client(),
        info,
        { type: "strategic", text: goJson(change.patch) },
        { dryRun, manager: flags.text("field-manager") },
      );
      context.out(print(asTyped(written), { typed: true }));
    });
  },
};

const RBAC = "rbac.authorization.k8s.io";

export const setSubject: Command = {
  name: "subject",
  short: "Update the user, group, or service account in a role binding or cluster role binding",
  usage:
    "(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
  examples: ["kubectl set subject rolebinding admin --user=user1 --group=group1"],
  flags: [
    ...SELECTING_FLAGS.filter(({ name }) => name !== "record"),
    arrayFlag("user", "Username to bind, repeatable"),
    arrayFlag("group", "Group to bind, repeatable"),
    arrayFlag("serviceaccount", "Service account to bind, <namespace>:<name>, repeatable"),
  ],
  async run(context) {
    const { flags, args, session } = context;
    const dryRun = dryRunOf(context);
    const print = await operationPrinter(context, "subjects updated", dryRun);
    const namespace = await session.namespace();
    const infos = await selected(context, args);
    const [problem] = checkSetting(context, dryRun);
    if (problem) throw problem;
    const [users, groups, accounts] = ["user", "group", "serviceaccount"].map((name) =>
      [...new Set(flags.list(name))].sort(compareText),
    ) as [string[], string[], string[]];
    if (users.length + groups.length + accounts.length === 0)
      throw new Error("you must specify at least one value of user, group or serviceaccount");
    for (const account of flags.list("serviceaccount")) {
      const parts = account.split(":");
      if (parts.length !== 2 || parts[1] === "") throw new Error("serviceaccount must be <namespace>:<name>");
      if (parts[0] === "" && infos.some(({ mapping }) => mapping.kind === "ClusterRoleBinding"))
        throw new Error("serviceaccount must be <namespace>:<name>, namespace must be specified");
    }
    const subjects: JsonObject[] = [
      ...users.map((name) => ({ kind: "User", apiGroup: RBAC, name })),
      ...groups.map((name) => ({ kind: "Group", apiGroup: RBAC, name })),
      ...accounts.map((account) => {
        const [place = "", name = ""] = account.split(":");
        return { kind: "ServiceAccount", name, namespace: place || namespace.name };
      }),
    ];
    const changes = changesOf(context, infos, (object) => {
      if (object.kind !== "RoleBinding" && object.kind !== "ClusterRoleBinding")
        throw new Error("setting subjects is only supported for RoleBinding/ClusterRoleBinding");
      const existing = (Array.isArray(object.subjects) ? object.subjects : []) as JsonObject[];
      const added = subjects.filter((subject) => !existing.some((other) => equalJson(other, subject)));
      if (added.length === 0) return false;
      object.subjects = [...existing, ...added];
      return true;
    });
    await writeChanges(context, changes, { print, dryRun, failure: "failed to patch subjects to rolebinding: " });
  },
};

/** As Go prints the structs. */
function expressionsText(expressions: readonly JsonObject[]): string {
  const one = ({ key, operator, values }: JsonObject): string =>
    `{${String(key)} ${String(operator)} ${goText(values ?? [])}}`;
  return `[${expressions.map(one).join(" ")}]`;
}
