import type { UserInfo } from "./ApiRequest.ts";
import type { ManagedFieldsEntry, Writer } from "./machinery/managedFields/managers.ts";
import type { ResourceDefinition, ResourceView } from "./ResourceDefinition.ts";

/** How a write is asked for. */
export interface WriteContext {
  readonly user: UserInfo;
  /** A component of ours: types are right, defaults are filled in, nothing needs validation. */
  readonly trusted?: boolean;
  readonly dryRun?: boolean;
  /** The draft is the stored object with a patch: a changed uid is an invalid field, not a precondition. */
  readonly patch?: boolean;
  /** Characters of the request's body. */
  readonly sent?: number;
  /** Collects the texts of Warning headers. */
  readonly warnings: string[];
  /** The view the object came through, whose rules it must meet. */
  readonly view?: ResourceView;
  /** The definition of that view, by whose names conflicts are told. */
  readonly through?: ResourceDefinition;
  /** Who comes to own the fields written; left out: the component that `user` is. `time` is the server's matter. */
  readonly writer?: Omit<Writer, "time">;
  /** Server-side apply has worked out who owns what. */
  readonly managedFields?: readonly ManagedFieldsEntry[];
}
