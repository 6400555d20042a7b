/** One way of writing: two spaces, comments kept. Pure. */
import { parseAllDocuments } from "yaml";

/** Undefined when it cannot be read. */
export function formatYaml(text: string): string | undefined {
  const documents = parseAllDocuments(text);
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  // Between two lines of dashes there may be nothing.
  const written = documents.filter(
    ({ contents, comment, commentBefore }) =>
      contents?.range?.[0] !== contents?.range?.[1] ||
      [comment, commentBefore, contents?.comment, contents?.commentBefore].some(Boolean),
  );
  // Comments alone are no document.
  if (written.length === 0) return text;
  return written
    .map((document, index) => {
      if (document.directives) document.directives.docStart = index > 0 ? true : null;
      return document.toString({ lineWidth: 0, indent: 2 });
    })
    .join("");
}
