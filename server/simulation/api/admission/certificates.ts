/**
 * Certificate requests: who asked is written down, who may approve or sign is checked, and nobody asks for a certificate
 * of system:masters. Models kubernetes plugin/pkg/admission/certificates and the strategy's PrepareForCreate.
 */
import type { CertificateSigningRequest } from "../../../protocol/kubernetes/index.ts";
import type { UserInfo } from "../ApiRequest.ts";
import { authorize } from "../authorization/authorize.ts";
import { equalJson } from "../json.ts";
import { organizationsOf } from "../kinds/certificates/certificateRequest.ts";
import { decodeText } from "../machinery/base64.ts";
import { ApiError } from "../machinery/status.ts";
import type { Draft, StrategyContext } from "../ResourceDefinition.ts";
import type { AdmissionAttributes, AdmissionPlugin } from "./AdmissionPlugin.ts";

const REQUESTS = "certificatesigningrequests.certificates.k8s.io";
const CLIENT_SIGNER = "kubernetes.io/kube-apiserver-client";

export const certificates: AdmissionPlugin = {
  name: "CertificateApproval",
  seesStatus: true,
  mutate({ definition, operation, draft, user }) {
    if (definition.resource !== REQUESTS || operation !== "CREATE") return;
    const { spec } = draft as unknown as Draft<CertificateSigningRequest>;
    if (!spec) return;
    for (const field of ["username", "uid", "groups", "extra"] as const) delete spec[field];
    spec.username = user.username;
    if (user.uid) spec.uid = user.uid;
    if (user.groups.length > 0) spec.groups = [...user.groups];
    if (user.extra && Object.keys(user.extra).length > 0)
      spec.extra = Object.fromEntries(Object.entries(user.extra).map(([key, values]) => [key, [...values]]));
  },
  validate(attributes, context) {
    if (attributes.definition.resource !== REQUESTS) return;
    const { spec, status } = attributes.draft as unknown as CertificateSigningRequest;
    const old = attributes.old as CertificateSigningRequest | undefined;
    const { operation, subresource = "" } = attributes;
    if (operation === "CREATE") refuseMasters(attributes, spec);
    else if (subresource === "approval") requireRight(attributes, "approve", context);
    else if (subresource === "status") {
      const failed = ({ conditions }: NonNullable<typeof status>) =>
        conditions?.filter(({ type }) => type === "Failed");
      const signs =
        status?.certificate !== old?.status?.certificate ||
        !equalJson(failed(status ?? {}) ?? [], failed(old?.status ?? {}) ?? []);
      if (signs) requireRight(attributes, "sign", context);
    }
  },
};

function refuseMasters({ definition, draft }: AdmissionAttributes, spec: CertificateSigningRequest["spec"]): void {
  if (spec.signerName !== CLIENT_SIGNER || !organizationsOf(decodeText(spec.request)).includes("system:masters"))
    return;
  const problem = `use of ${CLIENT_SIGNER} signer with system:masters group is not allowed`;
  throw ApiError.forbidden(definition, draft.metadata.name, problem);
}

/** A right to the signer by its name, or to all signers of its domain. */
function requireRight(attributes: AdmissionAttributes, verb: "approve" | "sign", context: StrategyContext): void {
  const { definition, draft, user, old } = attributes;
  const name = (old as CertificateSigningRequest).spec.signerName;
  const may = (signer: string): boolean => authorize(signerAccess(user, verb, signer), context.store).allowed;
  if (may(name) || may(`${name.split("/")[0]}/*`)) return;
  const problem = `user not permitted to ${verb} requests with signerName ${JSON.stringify(name)}`;
  throw ApiError.forbidden(definition, draft.metadata.name, problem);
}

const signerAccess = (user: UserInfo, verb: string, name: string) => ({
  user,
  verb,
  group: "certificates.k8s.io",
  version: "*",
  resource: "signers",
  subresource: "",
  namespace: "",
  name,
});
