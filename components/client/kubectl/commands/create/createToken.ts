/** `create token`. */
import { type Command, type CommandContext } from "../../cli/Command.ts";
import { arrayFlag, durationFlag, textFlag } from "../../cli/flags.ts";
import { asError } from "../../errors.ts";
import { at, goJson, type JsonObject } from "../../json.ts";
import { PRINT_FLAGS, toPrinter } from "../../print/printers.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { nameArgument } from "./generating.ts";

const BOUND_KINDS = ["Node", "Pod", "Secret"];

export const createToken: Command = {
  name: "token",
  short: "Request a service account token",
  usage: "SERVICE_ACCOUNT_NAME",
  flags: [
    ...PRINT_FLAGS,
    arrayFlag("audience", "Audience of the token, repeatable"),
    durationFlag("duration", "How long the token is to live"),
    textFlag("bound-object-kind", "Kind of an object to bind the token to"),
    textFlag("bound-object-name", "Name of an object to bind the token to"),
    textFlag("bound-object-uid", "UID of an object to bind the token to"),
  ],
  async run(context) {
    const { flags, session, io } = context;
    const name = nameArgument(context);
    const namespace = await session.namespace();
    const print = await toPrinter({ flags, io, operation: "created" });
    check(context);
    const request = {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      metadata: {},
      spec: {
        audiences: flags.list("audience").length > 0 ? [...flags.list("audience")] : null,
        ...(flags.number("duration") > 0 ? { expirationSeconds: flags.number("duration") / 1000 } : {}),
        ...(flags.text("bound-object-kind") ? { boundObjectRef: boundObject(context) } : {}),
      },
    };
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace.name)}/serviceaccounts/${encodeURIComponent(name)}/token`;
    let answer: JsonObject;
    try {
      answer = (await (await session.client()).json("POST", path, { body: goJson(request) })) as JsonObject;
    } catch (error) {
      throw new Error(`failed to create token: ${asError(error).message}`);
    }
    const token = at(answer, "status", "token");
    if (typeof token !== "string" || !token) throw new Error("failed to create token: no token in server response");
    if (flags.changed("output")) context.out(print(asTyped(answer), { typed: true }));
    else context.out(io.terminal ? `${token}\n` : token);
  },
};

function boundObject({ flags }: CommandContext): JsonObject {
  return {
    kind: flags.text("bound-object-kind"),
    apiVersion: "v1",
    name: flags.text("bound-object-name"),
    ...(flags.text("bound-object-uid") ? { uid: flags.text("bound-object-uid") } : {}),
  };
}

function check({ flags }: CommandContext): void {
  const duration = flags.number("duration");
  if (duration < 0) throw new Error("--duration must be greater than or equal to 0");
  if (duration % 1000 !== 0) throw new Error("--duration cannot be expressed in units less than seconds");
  if (flags.list("audience").includes("")) throw new Error("--audience must not be an empty string");
  const kind = flags.text("bound-object-kind");
  if (kind === "") {
    for (const flag of ["bound-object-name", "bound-object-uid"])
      if (flags.text(flag)) throw new Error(`--${flag} can only be set if --bound-object-kind is provided`);
    return;
  }
  if (!BOUND_KINDS.includes(kind))
    throw new Error(`supported --bound-object-kind values are ${BOUND_KINDS.join(", ")}`);
  if (!flags.text("bound-object-name"))
    throw new Error("--bound-object-name is required if --bound-object-kind is provided");
}
