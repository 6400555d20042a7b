/** Lists of the server, page by page. */
import { asError, StatusError } from "../errors.ts";
import { at, type JsonObject } from "../json.ts";
import { collectionPath } from "../rest/paths.ts";
import type { RestClient } from "../rest/RestClient.ts";
import type { Mapping } from "../rest/RestMapper.ts";
import { gvrText } from "./Info.ts";
import type { ResourceQuery } from "./ResourceQuery.ts";

/** Pages of a list. */
export async function* listsOf(client: RestClient, mapping: Mapping, query: ResourceQuery): AsyncGenerator<JsonObject> {
  const { labelSelector = "", fieldSelector = "", chunkSize = 500, accept, listQuery = [], namespace } = query;
  let continued = "";
  do {
    const asked: [string, string][] = [
      ...(continued ? [["continue", continued] as [string, string]] : []),
      ...(fieldSelector ? [["fieldSelector", fieldSelector] as [string, string]] : []),
      ...(labelSelector ? [["labelSelector", labelSelector] as [string, string]] : []),
      ...(chunkSize > 0 ? [["limit", String(chunkSize)] as [string, string]] : []),
      ...listQuery.map(([name, value]) => [name, value] as [string, string]),
    ];
    let list: JsonObject;
    try {
      list = (await client.json("GET", collectionPath(mapping, namespace), {
        query: asked,
        ...(accept === undefined ? {} : { accept }),
      })) as JsonObject;
    } catch (error) {
      throw listProblem(asError(error), mapping, { labelSelector, fieldSelector });
    }
    yield list;
    const token = at(list, "metadata", "continue");
    continued = typeof token === "string" ? token : "";
  } while (continued);
}

function listProblem(
  error: Error,
  mapping: Mapping,
  selectors: { labelSelector: string; fieldSelector: string },
): Error {
  if (!(error instanceof StatusError) || (error.reason !== "BadRequest" && error.reason !== "NotFound")) return error;
  const { labelSelector, fieldSelector } = selectors;
  const what = JSON.stringify(gvrText(mapping));
  const message =
    labelSelector || fieldSelector
      ? `Unable to find ${what} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}: ${error.message}`
      : `Unable to list ${what}: ${error.message}`;
  return new StatusError({ ...error.status, message });
}
