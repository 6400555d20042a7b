/**
 * What RBAC lets this person do, namespace by namespace: asked of the server (SelfSubjectRulesReview) when first wanted and again
 * when roles, bindings, the person's own role or the room's mode have changed. Without React.
 */
import type { ObjectTable } from "../../../server/protocol/clusterState.ts";
import type { RoomConnection } from "../../client/RoomConnection.ts";
import type { AccessRule } from "./rules.ts";

const REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
const TABLES = ["roles", "rolebindings", "clusterroles", "clusterrolebindings"];
/** Where no RoleBinding can stand, since it is no name: what counts there counts for the whole cluster. */
const NOWHERE = "-";

interface Known {
  /** Undefined until the first answer. */
  rules?: readonly AccessRule[];
  /** As of which change of the rights it was asked. */
  asked: number;
}

/** What rights hang on; another object or word whenever it changed. */
type Ground = readonly (ObjectTable | string | undefined)[];

export class RightsStore {
  private readonly known = new Map<string, Known>();
  private readonly listeners = new Set<() => void>();
  private ground: Ground = [];
  private change = 0;
  private version = 0;

  constructor(private readonly connection: RoomConnection) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Another number whenever something else is known, or what is known may have grown old. */
  readonly getVersion = (): number => {
    const ground = this.groundNow();
    if (ground.some((part, index) => part !== this.ground[index])) {
      this.ground = ground;
      this.change++;
      this.version++;
    }
    return this.version;
  };

  /** The rules in a namespace ("": in the whole cluster) as last heard; undefined before they were. Asks when it is time to. */
  rulesIn(namespace: string): readonly AccessRule[] | undefined {
    const known = this.known.get(namespace) ?? { asked: -1 };
    this.known.set(namespace, known);
    if (known.asked !== this.change) {
      known.asked = this.change;
      // Not while something is drawn, which is when one is asked.
      queueMicrotask(() => void this.ask(namespace, known));
    }
    return known.rules;
  }

  /** Without an answer it is asked again the next time it is wanted. */
  private async ask(namespace: string, known: Known): Promise<void> {
    const review = { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectRulesReview" };
    const answer = await this.connection
      .request("POST", REVIEWS, {
        contentType: "application/json",
        body: JSON.stringify({ ...review, spec: { namespace: namespace || NOWHERE } }),
      })
      .catch(() => undefined);
    if (!answer || answer.status >= 300) {
      known.asked = -1;
      return;
    }
    const { status } = answer.body as { readonly status?: { readonly resourceRules?: readonly AccessRule[] } };
    known.rules = status?.resourceRules ?? [];
    this.version++;
    for (const listener of this.listeners) listener();
  }

  private groundNow(): Ground {
    const { cluster, you, room, phase, past } = this.connection.getSnapshot();
    // Of the past and while the line is broken nothing is asked.
    if (past !== undefined || phase !== "live") return this.ground;
    const tables = TABLES.map((name) => cluster.tables.get(`${name}.rbac.authorization.k8s.io`));
    return [room?.id, room?.mode, you?.role, ...tables];
  }
}
