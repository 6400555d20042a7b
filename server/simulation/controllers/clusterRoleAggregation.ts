/**
 * Gathers the rules of labelled ClusterRoles into those with an aggregationRule (admin, edit, view and people's own).
 * Models kubernetes pkg/controller/clusterroleaggregation.
 */
import { equalJson } from "../api/json.ts";
import { compileSelector } from "../api/machinery/selectors.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import type { ClusterRole, PolicyRule } from "../../protocol/kubernetes/index.ts";

const CLUSTER_ROLES = "clusterroles.rbac.authorization.k8s.io";

export const clusterRoleAggregationController: ControllerFactory = (context) =>
  new ClusterRoleAggregationController(context);

class ClusterRoleAggregationController {
  readonly name = "clusterrole-aggregation-controller";
  readonly watches = [
    {
      resource: CLUSTER_ROLES,
      // Any role may belong to any aggregate; there are few of these.
      handle: () => {
        for (const role of this.roles()) if (role.aggregationRule) this.context.enqueue(role.metadata.name);
      },
    },
  ];

  constructor(private readonly context: ControllerContext) {}

  reconcile(name: string): ReconcileResult {
    const { store, client } = this.context;
    const role = store.get(CLUSTER_ROLES, "", name) as ClusterRole | undefined;
    if (!role?.aggregationRule) return undefined;
    const rules = this.gather(role);
    if (equalJson(rules, role.rules ?? [])) return undefined;
    // No rules are null, as a list that was never made is in Go.
    const written = rules.length > 0 ? rules : (null as unknown as PolicyRule[]);
    client.update<ClusterRole>(CLUSTER_ROLES, { ...role, metadata: { ...role.metadata }, rules: written });
    return undefined;
  }

  /** Rules of all selected roles, selector by selector, roles by name, each rule once. */
  private gather(role: ClusterRole): PolicyRule[] {
    const sorted = [...this.roles()].sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
    const rules: PolicyRule[] = [];
    for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
      const matcher = compileSelector(selector);
      for (const other of sorted) {
        if (other.metadata.name === role.metadata.name || !matcher.matches(other.metadata.labels)) continue;
        for (const rule of other.rules ?? []) if (!rules.some((known) => equalJson(known, rule))) rules.push(rule);
      }
    }
    return rules;
  }

  private roles(): Iterable<ClusterRole> {
    return this.context.store.list(CLUSTER_ROLES) as Iterable<ClusterRole>;
  }
}
