/** The kinds the cluster serves, as kubectl calls them; asked for once in a while, so that new definitions are known. */
import type { RoomConnection } from "../RoomConnection.ts";

export interface ServedKind {
  /** Group resource: `pods`, `deployments.apps`. */
  readonly resource: string;
  /** The plural first, then the singular and short names. */
  readonly words: readonly string[];
}

interface Discovery {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly resources?: readonly {
        readonly resource: string;
        readonly singularResource?: string;
        readonly shortNames?: readonly string[];
      }[];
    }[];
  }[];
}

const ACCEPT = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
const FRESH_MS = 5_000;

export function servedKinds(connection: RoomConnection): () => Promise<readonly ServedKind[]> {
  let [known, asked]: [readonly ServedKind[], number] = [[], Number.NEGATIVE_INFINITY];
  return async () => {
    if (performance.now() - asked < FRESH_MS) return known;
    try {
      const answers = await Promise.all(
        ["/api", "/apis"].map((path) => connection.request("GET", path, { accept: ACCEPT })),
      );
      known = answers.flatMap(({ body }) => kindsOf((body ?? {}) as Discovery));
      asked = performance.now();
    } catch {
      // What was known is offered on.
    }
    return known;
  };
}

function kindsOf({ items = [] }: Discovery): readonly ServedKind[] {
  return items.flatMap(({ metadata, versions }) =>
    (versions?.[0]?.resources ?? []).map(({ resource, singularResource, shortNames = [] }) => ({
      resource: metadata?.name ? `${resource}.${metadata.name}` : resource,
      words: [resource, ...(singularResource ? [singularResource] : []), ...shortNames],
    })),
  );
}
