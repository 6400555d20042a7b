/** What an earlier lesson, or somebody, left that a lesson's own objects would be applied over. Pure. */
import { parseAllDocuments } from "yaml";
import type { ClusterState } from "../../server/protocol/clusterState.ts";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import type { Lesson } from "../../server/protocol/lessons.ts";
import { objectKey } from "../../server/protocol/messages.ts";
import { isTrimmed } from "../../server/protocol/trimmed.ts";
import { LAST_APPLIED } from "../editor/applyManifest.ts";

type Tables = ClusterState["tables"];

export interface Found {
  /** Group resource: `deployments.apps`. */
  readonly resource: string;
  readonly object: KubeObject;
}

/** The object of a lesson's list, `deployments/web`, in the namespace; undefined while it is not there. */
export function findObject(tables: Tables, listed: string, namespace: string): Found | undefined {
  const [plural = "", name = ""] = listed.split("/");
  for (const [resource, table] of tables) {
    if (resource !== plural && resource.split(".")[0] !== plural) continue;
    const object = table.get(objectKey(namespace, name)) ?? table.get(objectKey("", name));
    if (object) return { resource, object };
  }
  return undefined;
}

/** Those of the lesson's objects that are there and that none of its own manifests made, so that applying these may be refused. */
export function leftOver(lesson: Lesson, tables: Tables, namespace: string): readonly Found[] {
  const own = manifestsOf(lesson);
  return lesson.objects.flatMap((listed) => {
    const found = findObject(tables, listed, namespace);
    if (!found || found.object.metadata.deletionTimestamp) return [];
    const applied = found.object.metadata.annotations?.[LAST_APPLIED]?.trim();
    // Too large to be held whole: nobody is told to delete what may be the lesson's own.
    if (applied === "" && isTrimmed(found.object)) return [];
    return applied !== undefined && own.has(applied) ? [] : [found];
  });
}

const known = new WeakMap<Lesson, ReadonlySet<string>>();

/** The lesson's manifests as applying them notes them down. */
function manifestsOf(lesson: Lesson): ReadonlySet<string> {
  let own = known.get(lesson);
  if (!own) {
    const fences = lesson.steps.flatMap(({ text, hints, answer }) =>
      [text, ...hints, answer].flatMap((part) =>
        [...part.matchAll(/^```yaml[^\n]*\n([\s\S]*?)^```/gm)].map(([, yaml]) => yaml ?? ""),
      ),
    );
    own = new Set(
      [lesson.setup, ...fences].flatMap((yaml) =>
        parseAllDocuments(yaml).map((document) => (document.errors.length > 0 ? "" : JSON.stringify(document.toJS()))),
      ),
    );
    known.set(lesson, own);
  }
  return own;
}
