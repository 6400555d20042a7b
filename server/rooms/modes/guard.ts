/**
 * Students change nothing in the namespaces that are the cluster's own. Roles of RBAC say what somebody may, never where
 * not, and whoever makes a service account or a pod in kube-system takes the rights that controllers have there. So the rule
 * is a ValidatingAdmissionPolicy, as an administrator of a real cluster would write it.
 */
import { CLUSTERS_OWN } from "../../protocol/clustersOwn.ts";
import type { ApiRequest } from "../../simulation/api/ApiRequest.ts";
import { create } from "./roomRequests.ts";

const GROUP = "admissionregistration.k8s.io";
const NAME = "podroom-students";
const MESSAGE =
  "this namespace is the cluster's own: work in default or in another namespace (클러스터가 쓰는 namespace예요. default나 다른 namespace에서 작업하세요)";

/** The policy and what puts it into force, as requests in the room's name. */
export function guardRequests(): readonly ApiRequest[] {
  return [
    create(`/apis/${GROUP}/v1/validatingadmissionpolicies`, {
      apiVersion: `${GROUP}/v1`,
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: NAME },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: {
          namespaceSelector: {
            matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: CLUSTERS_OWN }],
          },
          resourceRules: [
            { apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"], scope: "Namespaced" },
            { apiGroups: [""], apiVersions: ["*"], operations: ["*"], resources: ["namespaces"], scope: "Cluster" },
          ],
        },
        matchConditions: [{ name: "students", expression: "'podroom:students' in request.userInfo.groups" }],
        validations: [{ expression: "false", message: MESSAGE, reason: "Forbidden" }],
      },
    }),
    create(`/apis/${GROUP}/v1/validatingadmissionpolicybindings`, {
      apiVersion: `${GROUP}/v1`,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name: NAME },
      spec: { policyName: NAME, validationActions: ["Deny"] },
    }),
  ];
}
