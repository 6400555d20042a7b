/** What stands above a text to edit: how to, and what was wrong with it before. */
import { isNotFound, isStatus } from "../../errors.ts";
import type { Info } from "../../resources/Info.ts";
import { resourceText } from "../writing/selecting.ts";

export interface Reason {
  readonly head: string;
  readonly others: readonly string[];
}

const OBJECT = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;
const LAST_APPLIED = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`;

export function headerText(reasons: readonly Reason[], isLastApplied: boolean): string {
  const shown = reasons.map(
    ({ head, others }) =>
      `# ${hashed(head)}${others.length > 0 ? ":" : ""}\n${others.map((text) => `# * ${hashed(text)}\n`).join("")}#\n`,
  );
  return (isLastApplied ? LAST_APPLIED : OBJECT) + shown.join("");
}

function hashed(text: string): string {
  return text.replace(/\n(?=[^#])/g, "\n# ");
}

/** Lines that are not comments. */
export function withoutComments(text: string): string {
  return text
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("#"))
    .join("\n");
}

export interface Refusal {
  readonly text: string;
  readonly outcome: "edit" | "notFound" | "retry";
  readonly reason?: Reason;
}

/** How a patch that failed is told, and what follows. */
export function refusalOf(error: Error, info: Info): Refusal {
  const which = `${resourceText(info)} ${JSON.stringify(info.name)}`;
  if (isStatus(error, "Invalid")) {
    const causes = error.status.details?.causes ?? [];
    return {
      text: `error: ${which} is invalid`,
      outcome: "edit",
      reason: {
        head: `${which} was not valid`,
        others: causes.map(({ field, message }) => `${field ?? ""}: ${message ?? ""}`),
      },
    };
  }
  if (isNotFound(error)) return { text: `error: ${which} could not be found on the server`, outcome: "notFound" };
  return { text: `error: ${which} could not be patched: ${error.message}`, outcome: "retry" };
}
