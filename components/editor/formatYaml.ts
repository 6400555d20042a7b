/** One way of writing: two spaces, comments kept. Pure. */
import { parseAllDocuments } from "yaml";

/** Undefined when it cannot be read. */
export function formatYaml(text: string): string | undefined {
  const documents = parseAllDocuments(text);
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents
    .map((document, index) => {
      if (document.directives) document.directives.docStart = index > 0 ? true : null;
      return document.toString({ lineWidth: 0, indent: 2 });
    })
    .join("");
}
