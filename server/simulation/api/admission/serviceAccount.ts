/**
 * Every pod runs as a service account: named, its pull secrets copied, its token mounted.
 * Models kubernetes plugin/pkg/admission/serviceaccount/admission.go.
 */
import type {
  Container,
  EnvFromSource,
  EnvVar,
  Pod,
  ServiceAccount,
  Volume,
  VolumeMount,
} from "../../../protocol/kubernetes/index.ts";
import { nameIsPathSegment } from "../kinds/validation/names.ts";
import { ApiError } from "../machinery/status.ts";
import type { Draft } from "../ResourceDefinition.ts";
import { type AdmissionAttributes, type AdmissionPlugin, shownName } from "./AdmissionPlugin.ts";

const MIRROR = "kubernetes.io/config.mirror";
const ENFORCE_SECRETS = "kubernetes.io/enforce-mountable-secrets";
const VOLUME_PREFIX = "kube-api-access-";
const MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

/** The token a second or so longer than an hour, the cluster's certificate, the namespace. One object for all pods. */
const TOKEN_SOURCE: NonNullable<Volume["projected"]> = {
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
    { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
    {
      downwardAPI: { items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }] },
    },
  ],
  defaultMode: 420,
};

export const serviceAccountAdmission: AdmissionPlugin = {
  name: "ServiceAccount",
  mutate(attributes, { store, runtime }) {
    if (attributes.operation !== "CREATE" || attributes.definition.resource !== "pods" || attributes.subresource)
      return;
    const pod = attributes.draft as Draft<Pod>;
    if (pod.metadata.annotations?.[MIRROR] !== undefined) {
      refuseMirror(attributes, pod);
      return;
    }
    const { spec } = pod;
    const name = spec.serviceAccountName || "default";
    spec.serviceAccountName = name;
    spec.serviceAccount = name;
    const namespace = pod.metadata.namespace ?? "";
    const account = store.get("serviceaccounts", namespace, name) as ServiceAccount | undefined;
    if (!account) {
      const wrong = nameIsPathSegment(name, false);
      const problem =
        wrong.length > 0
          ? `invalid resource name "${name}": [${wrong.join(" ")}]`
          : `serviceaccount "${name}" not found`;
      refuse(attributes, `error looking up service account ${namespace}/${name}: ${problem}`);
    }
    if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) {
      mountToken(pod, () => VOLUME_PREFIX + runtime.random.suffix());
    }
    if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) {
      spec.imagePullSecrets = account.imagePullSecrets.map(({ name: secret }) => ({ name: secret }));
    }
    if (isTrue(account.metadata.annotations?.[ENFORCE_SECRETS])) {
      const problem = unreferencedSecret(pod as Pod, account);
      if (problem) refuse(attributes, problem);
    }
  },
};

function refuse({ definition, draft }: AdmissionAttributes, problem: string): never {
  throw ApiError.forbidden(definition, shownName(draft), problem);
}

/** As Go's strconv.ParseBool. */
function isTrue(text: string | undefined): boolean {
  return text !== undefined && ["1", "t", "T", "true", "TRUE", "True"].includes(text);
}

/** Adds the token volume and mounts, in new arrays: the containers may be shared with a template. */
function mountToken(pod: Draft<Pod>, newName: () => string): void {
  const { spec } = pod;
  const existing = spec.volumes?.find(({ name }) => name.startsWith(VOLUME_PREFIX))?.name;
  const name = existing ?? newName();
  const mount: VolumeMount = { name, readOnly: true, mountPath: MOUNT_PATH };
  let mounted = false;
  const withMount = (container: Draft<Container>): Draft<Container> => {
    if (container.volumeMounts?.some(({ mountPath }) => mountPath === MOUNT_PATH)) return container;
    mounted = true;
    return { ...container, volumeMounts: container.volumeMounts ? [...container.volumeMounts, mount] : [mount] };
  };
  if (spec.initContainers) spec.initContainers = spec.initContainers.map(withMount);
  if (spec.containers) spec.containers = spec.containers.map(withMount);
  if (existing !== undefined || !mounted) return;
  const volume = { name, projected: TOKEN_SOURCE } as Draft<Volume>;
  spec.volumes = spec.volumes ? [...spec.volumes, volume] : [volume];
}

/** A static pod's copy may refer to nothing that lives in the API. */
function refuseMirror(attributes: AdmissionAttributes, { spec }: Draft<Pod>): void {
  if (spec.serviceAccountName) refuse(attributes, "a mirror pod may not reference service accounts");
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const inContainers = containers.some(
    ({ env, envFrom }) =>
      env?.some(({ valueFrom }) => valueFrom?.secretKeyRef) || envFrom?.some(({ secretRef }) => secretRef),
  );
  const inVolumes = spec.volumes?.some(
    ({ secret, projected }) => secret || projected?.sources?.some((source) => source.secret),
  );
  if (inContainers || inVolumes || spec.imagePullSecrets?.length)
    refuse(attributes, "a mirror pod may not reference secrets");
  if (
    spec.volumes?.some(({ projected }) => projected?.sources?.some(({ serviceAccountToken }) => serviceAccountToken))
  ) {
    refuse(attributes, "a mirror pod may not use ServiceAccountToken volume projections");
  }
}

/** What is wrong when the account lists the secrets its pods may use; "" when nothing is. */
function unreferencedSecret({ spec }: Pod, account: ServiceAccount): string {
  const known = new Set((account.secrets ?? []).map(({ name }) => name ?? ""));
  const because = `is not allowed because service account ${account.metadata.name} does not reference that`;
  for (const { secret } of spec.volumes ?? []) {
    const name = secret?.secretName ?? "";
    if (secret && !known.has(name)) return `volume with secret.secretName="${name}" ${because} secret`;
  }
  const lists = [
    ["init container", spec.initContainers ?? []],
    ["container", spec.containers],
  ] as const;
  for (const [what, containers] of lists) {
    for (const { name, env = [], envFrom = [] } of containers) {
      for (const [where, secret] of secretReferences(env, envFrom)) {
        if (!known.has(secret))
          return `${what} ${name} with ${where} referencing secret.secretName="${secret}" ${because} secret`;
      }
    }
  }
  const pulls = new Set((account.imagePullSecrets ?? []).map(({ name }) => name ?? ""));
  const index = (spec.imagePullSecrets ?? []).findIndex(({ name = "" }) => !pulls.has(name));
  return index < 0
    ? ""
    : `imagePullSecrets[${index}].name="${spec.imagePullSecrets?.[index]?.name ?? ""}" ${because} imagePullSecret`;
}

function secretReferences(
  env: readonly EnvVar[],
  envFrom: readonly EnvFromSource[],
): (readonly [where: string, secret: string])[] {
  const references: [string, string][] = [];
  for (const { name, valueFrom } of env)
    if (valueFrom?.secretKeyRef) references.push([`envVar ${name}`, valueFrom.secretKeyRef.name ?? ""]);
  for (const { secretRef } of envFrom) if (secretRef) references.push(["envFrom", secretRef.name ?? ""]);
  return references;
}
