/**
 * Creating what a manifest says, as the Kubernetes Dashboard does: a POST for each document to the namespace that is
 * chosen. With all namespaces chosen a document's own namespace counts; one that names none goes to the path over all
 * namespaces, which the API server refuses (405). The first failure ends it; what was made before stays.
 */
import { parseAllDocuments } from "yaml";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { ConnectionLost } from "../client/Requests.ts";
import type { RoomConnection } from "../client/RoomConnection.ts";
import { refusalIn } from "../client/answers.ts";
import { objectPath, resourceOf, resourcePath } from "../editor/resourcePaths.ts";
import type { Selection } from "../room/view.ts";

export interface Made {
  readonly title: string;
  readonly selection: Selection;
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

export interface DeployFailure {
  /**
   * all-namespaces: sent to the path over all namespaces; other-namespace: the manifest names another than the chosen one;
   * unreadable: nothing was sent for this document; refused: the server's no; lost: no answer came, it may have been made; unsent:
   * there was no line.
   */
  readonly reason: "all-namespaces" | "other-namespace" | "unreadable" | "refused" | "lost" | "unsent";
  /** The server's words, or what could not be read; of a broken line, nothing. */
  readonly message: string;
  readonly title: string;
  /** The answer's HTTP status and the path asked, where there was one. */
  readonly status?: number;
  readonly path?: string;
}

export interface Deployed {
  readonly made: readonly Made[];
  readonly failure?: DeployFailure;
  /** Documents after the failed one, which were not tried. */
  readonly left: number;
}

/** The Dashboard's words. */
const OTHER_NAMESPACE = "Cannot deploy to the namespace different than the currently selected one.";

interface Draft {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown; readonly generateName?: unknown; readonly namespace?: unknown };
}

/**
 * `namespace`: the chosen one, "" for all; `skip`: so many documents were made before. Rejects with RequestRefused.
 */
export async function deploy(
  connection: RoomConnection,
  text: string,
  { namespace, skip = 0 }: { readonly namespace: string; readonly skip?: number },
): Promise<Deployed> {
  const documents = parseAllDocuments(text)
    .filter((document) => document.errors.length > 0 || document.contents)
    .slice(skip);
  const made: Made[] = [];
  for (const [index, document] of documents.entries()) {
    const [error] = document.errors;
    const outcome: Made | DeployFailure = error
      ? { reason: "unreadable", title: "YAML", message: error.message }
      : await deployOne(connection, (document.toJS({ maxAliasCount: 100 }) ?? {}) as Draft, namespace).catch(broken);
    if ("reason" in outcome) return { made, failure: outcome, left: documents.length - index - 1 };
    made.push(outcome);
  }
  return { made, left: 0 };
}

function broken(error: unknown): DeployFailure {
  if (!(error instanceof ConnectionLost)) throw error;
  return { reason: error.sent ? "lost" : "unsent", title: "", message: "" };
}

async function deployOne(connection: RoomConnection, draft: Draft, chosen: string): Promise<Made | DeployFailure> {
  const { apiVersion, kind, metadata } = draft;
  const name = String(metadata?.name ?? metadata?.generateName ?? "");
  const title = `${typeof kind === "string" ? kind.toLowerCase() : "?"}/${name}`;
  if (typeof kind !== "string" || kind === "")
    return { reason: "unreadable", title, message: `Object 'Kind' is missing in '${JSON.stringify(draft)}'` };
  if (typeof apiVersion !== "string" || apiVersion === "")
    return { reason: "unreadable", title, message: `Object 'apiVersion' is missing in '${JSON.stringify(draft)}'` };
  const resource = await resourcePath(connection, apiVersion, kind);
  if (!resource)
    return { reason: "unreadable", title, message: `no matches for kind "${kind}" in version "${apiVersion}"` };
  const own = typeof metadata?.namespace === "string" ? metadata.namespace : "";
  if (resource.namespaced && chosen !== "" && own !== "" && own !== chosen)
    return { reason: "other-namespace", title, message: OTHER_NAMESPACE };
  const namespace = resource.namespaced ? chosen || own : "";
  const path = objectPath(resource, namespace);
  const answer = await connection.request("POST", path, {
    contentType: "application/json",
    body: JSON.stringify(draft),
  });
  const message = refusalIn(answer);
  if (message !== undefined) {
    const everywhere = resource.namespaced && namespace === "";
    return { reason: everywhere ? "all-namespaces" : "refused", title, message, status: answer.status, path };
  }
  const object = answer.body as KubeObject;
  return {
    title: `${kind.toLowerCase()}/${object.metadata.name}`,
    object,
    warnings: answer.warnings,
    selection: {
      resource: resourceOf(resource),
      namespace: object.metadata.namespace ?? "",
      name: object.metadata.name,
    },
  };
}
