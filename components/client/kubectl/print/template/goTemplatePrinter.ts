/** `-o go-template=…`. */
import { PrintedError } from "../../errors.ts";
import { goJson, goTypedJson } from "../../json.ts";
import type { Printer } from "../printer.ts";
import { quoted } from "../goSyntax.ts";
import { executeTemplate } from "./execute.ts";
import { FUNCTION_NAMES } from "./functions.ts";
import { parseTemplate, type Template } from "./parse.ts";
import { goValue } from "./printf.ts";

export function goTemplatePrinter(text: string, missing: boolean): Printer {
  let template: Template;
  try {
    template = parseTemplate("output", text, FUNCTION_NAMES);
  } catch (error) {
    throw new Error(`error parsing template ${text}, ${(error as Error).message}`);
  }
  return (object, { typed = false } = {}) => {
    const { text: printed, error } = executeTemplate(template, object, { missingIsError: !missing });
    if (!error) return printed;
    const details = `Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${typed ? goTypedJson(object) : goJson(object)}\n\tobject given to template engine was:\n\t\t${goValue(object)}\n\n`;
    throw new PrintedError(`error executing template ${quoted(text)}: ${error.message}`, printed + details);
  };
}
