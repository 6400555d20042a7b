/** `kubectl auth whoami`. */
import type { Command } from "../../cli/Command.ts";
import { isNotFound, isStatus } from "../../errors.ts";
import { at, goJson, type JsonObject } from "../../json.ts";
import { PRINT_FLAGS, toPrinter } from "../../print/printers.ts";
import { tableWriter } from "../../print/TabWriter.ts";
import { asTyped } from "../../typed/asTyped.ts";

export const whoami: Command = {
  name: "whoami",
  short: "Experimental: Check self subject attributes",
  flags: PRINT_FLAGS,
  async run({ flags, io, session, out }) {
    const printer = flags.changed("output") ? await toPrinter({ flags, io }) : undefined;
    const client = await session.client();
    let review: JsonObject;
    try {
      review = (await client.json("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {
        body: goJson({
          apiVersion: "authentication.k8s.io/v1",
          kind: "SelfSubjectReview",
          metadata: {},
          status: { userInfo: {} },
        }),
      })) as JsonObject;
    } catch (error) {
      if (isStatus(error, "Forbidden"))
        throw new Error(
          "the selfsubjectreviews API is not enabled in the cluster or you do not have permission to call it",
        );
      if (isNotFound(error)) throw new Error("the selfsubjectreviews API is not enabled in the cluster");
      throw error;
    }
    if (printer) return void out(printer(asTyped(review), { typed: true }));
    const user = (at(review, "status", "userInfo") ?? {}) as {
      readonly username?: string;
      readonly uid?: string;
      readonly groups?: readonly string[];
      readonly extra?: { readonly [key: string]: readonly string[] };
    };
    const writer = tableWriter(out);
    writer.write("ATTRIBUTE\tVALUE\n");
    if (user.username) writer.write(`Username\t${user.username}\n`);
    if (user.uid) writer.write(`UID\t${user.uid}\n`);
    if (user.groups?.length) writer.write(`Groups\t[${user.groups.join(" ")}]\n`);
    for (const key of Object.keys(user.extra ?? {}).sort())
      writer.write(`Extra: ${key}\t[${(user.extra?.[key] ?? []).join(" ")}]\n`);
    writer.flush();
  },
};
