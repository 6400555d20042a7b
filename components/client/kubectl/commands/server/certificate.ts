/** `kubectl certificate approve` and `deny`. Mirrors kubectl pkg/cmd/certificates. */
import { boolFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { isNotFound, isStatus } from "../../errors.ts";
import { goJson, type JsonObject } from "../../json.ts";
import { PRINT_FLAGS, toPrinter } from "../../print/printers.ts";
import { fileFlags, fileOptions, hasFiles } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import { type Info, pathOf } from "../../resources/Info.ts";

interface Decision {
  readonly type: "Approved" | "Denied";
  readonly excluded: "Approved" | "Denied";
  readonly reason: string;
  readonly message: string;
}

const decide = (name: string, operation: string, decision: Decision): Command => ({
  name,
  short: `${name === "approve" ? "Approve" : "Deny"} a certificate signing request`,
  usage: "(-f FILENAME | NAME)",
  flags: [
    ...PRINT_FLAGS,
    boolFlag("force", `Update the CSR even if it is already ${operation}`),
    ...fileFlags("identifying the resource to update"),
  ],
  async run(context) {
    const { args, flags, io, session, out } = context;
    const printer = await toPrinter({ flags, io, operation });
    const files = fileOptions(flags);
    if (args.length === 0 && !hasFiles(files))
      throw new Error("one or more CSRs must be specified as <name> or -f <filename>");
    const resources = await findResources(session, {
      args,
      defaultType: "certificatesigningrequests",
      files,
      namespace: "",
      continueOnError: true,
      flatten: true,
      latest: true,
    });
    let found = 0;
    await resources.visit(async (info) => {
      await apply(context, info, decision);
      found++;
      out(printer(info.object as JsonObject));
    });
    if (found === 0) out("No resources found\n");
  },
});

async function apply(
  { flags, session, io }: CommandContext,
  info: Info,
  { type, excluded, reason, message }: Decision,
): Promise<void> {
  const kind = info.mapping.group ? `${info.mapping.kind}.${info.mapping.group}` : info.mapping.kind;
  if (kind !== "CertificateSigningRequest.certificates.k8s.io")
    throw new Error(`can only handle CertificateSigningRequest.certificates.k8s.io objects, got ${kind}`);
  const client = await session.client();
  for (let attempt = 0; ; attempt++) {
    let request: JsonObject;
    try {
      request = (await client.json("GET", pathOf(info))) as JsonObject;
    } catch (error) {
      if (isNotFound(error)) throw new Error(`could not find v1 version of ${info.name}: ${(error as Error).message}`);
      throw error;
    }
    const status = (request["status"] ?? {}) as JsonObject;
    const conditions = (status["conditions"] ?? []) as JsonObject[];
    if (conditions.some((one) => one["type"] === excluded))
      throw new Error(`certificate signing request ${JSON.stringify(info.name)} is already ${excluded}`);
    const has = conditions.some((one) => one["type"] === type);
    if (has && !flags.bool("force")) return;
    const added = {
      type,
      status: "True",
      reason,
      message,
      lastUpdateTime: `${new Date(io.now()).toISOString().slice(0, 19)}Z`,
      lastTransitionTime: null,
    };
    const body = has ? request : { ...request, status: { ...status, conditions: [...conditions, added] } };
    try {
      await client.json("PUT", pathOf(info, "approval"), { body: goJson(body) });
      return;
    } catch (error) {
      if (!isStatus(error, "Conflict") || attempt >= 10) throw error;
    }
  }
}

export const certificate: Command = {
  name: "certificate",
  short: "Modify certificate resources",
  usage: "SUBCOMMAND",
  helpOnly: true,
  commands: [
    decide("approve", "approved", {
      type: "Approved",
      excluded: "Denied",
      reason: "KubectlApprove",
      message: "This CSR was approved by kubectl certificate approve.",
    }),
    decide("deny", "denied", {
      type: "Denied",
      excluded: "Approved",
      reason: "KubectlDeny",
      message: "This CSR was denied by kubectl certificate deny.",
    }),
  ],
};
