/** Texts of editor, English. */
export const editor = {
  templates: "Templates",
  apply: "Apply",
  applying: "Applying…",
  done: "applied",
  created: "created",
  unchanged: "unchanged",
  configured: "configured",
  hint: "Ctrl+Enter applies",
  noName: "A document needs kind and metadata.name.",
  allNamespaces: "All namespaces is a read-only view. Pick a namespace, or write metadata.namespace into the manifest.",
  deployFailed: "Deploying file has failed",
  unknownKind: "This cluster has no kind {kind} in {apiVersion}.",
  lost: "The line broke before an answer came. Look whether the change is there, then apply again.",
};
