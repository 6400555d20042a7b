/** The schemas and kinds a cluster publishes, fetched when first needed and kept for the connection. */
import type { RoomConnection } from "../../client/RoomConnection.ts";
import type { Schemas } from "./schemaNode.ts";

export interface KnownKind {
  readonly apiVersion: string;
  readonly kind: string;
}

interface Held {
  readonly documents: Map<string, Promise<Schemas>>;
  readonly kinds: Map<string, Promise<readonly KnownKind[]>>;
}

const fetched = new WeakMap<RoomConnection, Held>();

function heldOf(connection: RoomConnection): Held {
  let held = fetched.get(connection);
  if (!held) fetched.set(connection, (held = { documents: new Map(), kinds: new Map() }));
  return held;
}

/** Empty when the cluster has no such version, or does not answer; then it is asked again the next time. `fresh`: asked again. */
export async function schemasOf(connection: RoomConnection, apiVersion: string, fresh = false): Promise<Schemas> {
  const { documents } = heldOf(connection);
  const path = apiVersion.includes("/") ? `/openapi/v3/apis/${apiVersion}` : `/openapi/v3/api/${apiVersion}`;
  let schemas = fresh ? undefined : documents.get(path);
  if (!schemas) {
    schemas = connection
      .request("GET", path)
      .then(({ status, body }) =>
        status === 200 ? ((body as { components?: { schemas?: Schemas } }).components?.schemas ?? {}) : {},
      );
    documents.set(path, schemas);
    schemas.then(
      (found) => Object.keys(found).length === 0 && documents.delete(path),
      () => documents.delete(path),
    );
  }
  return schemas.catch(() => ({}));
}

const ACCEPT = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

interface Discovery {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly responseKind?: { readonly kind: string };
        readonly verbs: readonly string[];
      }[];
    }[];
  }[];
}

/** Kinds that can be created, in the order of discovery. `fresh`: asked again, for what may have come since. */
export async function kindsOf(connection: RoomConnection, fresh = false): Promise<readonly KnownKind[]> {
  const { kinds } = heldOf(connection);
  let known = fresh ? undefined : kinds.get("");
  if (!known) {
    known = Promise.all(["/api", "/apis"].map((path) => connection.request("GET", path, { accept: ACCEPT }))).then(
      (answers) => answers.flatMap(({ body }) => readKinds((body ?? {}) as Discovery)),
    );
    kinds.set("", known);
    known.catch(() => kinds.delete(""));
  }
  return known.catch(() => []);
}

function readKinds({ items = [] }: Discovery): readonly KnownKind[] {
  return items.flatMap(({ metadata, versions = [] }) =>
    versions.flatMap(({ version, resources = [] }) =>
      resources
        .filter(({ verbs, responseKind }) => verbs.includes("create") && responseKind?.kind)
        .map(({ responseKind }) => ({
          apiVersion: metadata?.name ? `${metadata.name}/${version}` : version,
          kind: responseKind?.kind ?? "",
        })),
    ),
  );
}
