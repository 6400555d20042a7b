/**
 * The objects of a namespace as one would have written them: without what a cluster sets, makes by itself, or holds for its own
 * use, in the order in which a real cluster takes them. Pure.
 */
import type { ObjectTable } from "../../server/protocol/clusterState.ts";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { isTrimmed } from "../../server/protocol/trimmed.ts";

type Fields = { readonly [key: string]: unknown };

/** Made by controllers or nodes from other objects, whoever owns them. */
const MADE =
  /^(events|endpoints|endpointslices|leases|controllerrevisions|podmetrics|pods\.metrics|replicasets\.metrics)(\.|$)/;
/** First what others refer to. Kinds that are not here come after, by name. */
const ORDER = [
  "Namespace",
  "ResourceQuota",
  "LimitRange",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "PersistentVolumeClaim",
  "Role",
  "RoleBinding",
  "Service",
  "Pod",
  "ReplicationController",
  "ReplicaSet",
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
  "HorizontalPodAutoscaler",
  "PodDisruptionBudget",
  "NetworkPolicy",
  "Ingress",
];
const OWN_METADATA = ["name", "generateName", "namespace", "labels", "annotations"];
const SET_ANNOTATIONS =
  /^(kubectl\.kubernetes\.io\/last-applied-configuration|deployment\.kubernetes\.io\/|deprecated\.daemonset\.template\.generation|pv\.kubernetes\.io\/|volume\.(beta\.)?kubernetes\.io\/|podroom\.io\/|batch\.kubernetes\.io\/job-tracking)/;
const SET_LABELS =
  /^(kubernetes\.io\/metadata\.name|podroom\.io\/.*|(batch\.kubernetes\.io\/)?(controller-uid|job-name))$/;

export function exportNamespace(tables: ReadonlyMap<string, ObjectTable>, namespace: string): readonly Fields[] {
  return ownObjects(tables, namespace).map(({ object }) => asWritten(object));
}

/**
 * The same of all namespaces but the cluster's own. Objects that are not held whole are left out, and what binds people of
 * the room to their rights: elsewhere they are nobody.
 */
export function exportSeen(tables: ReadonlyMap<string, ObjectTable>): readonly Fields[] {
  return [...(tables.get("namespaces")?.values() ?? [])]
    .map(({ metadata }) => metadata.name)
    .filter((name) => !name.startsWith("kube-"))
    .flatMap((name) => ownObjects(tables, name))
    .filter(({ object }) => !isTrimmed(object) && object.kind !== "RoleBinding")
    .map(({ object }) => asWritten(object));
}

/** What people made in the namespace, and itself, in the order in which a real cluster takes it. */
export function ownObjects(
  tables: ReadonlyMap<string, ObjectTable>,
  namespace: string,
): readonly { readonly resource: string; readonly object: KubeObject }[] {
  const kept: { readonly resource: string; readonly object: KubeObject }[] = [];
  const home = tables.get("namespaces")?.get(`/${namespace}`);
  if (home && namespace !== "default") kept.push({ resource: "namespaces", object: home });
  for (const [resource, table] of tables) {
    if (MADE.test(resource)) continue;
    for (const object of table.values())
      if (object.metadata.namespace === namespace && isOwn(object)) kept.push({ resource, object });
  }
  const place = ({ kind }: KubeObject): number => {
    const index = ORDER.indexOf(kind);
    return index < 0 ? ORDER.length : index;
  };
  return kept.sort(
    ({ object: left }, { object: right }) =>
      place(left) - place(right) ||
      left.kind.localeCompare(right.kind) ||
      left.metadata.name.localeCompare(right.metadata.name),
  );
}

/** Whether people made it: neither an owner nor the cluster itself. */
function isOwn(object: KubeObject): boolean {
  const { name, ownerReferences = [], deletionTimestamp } = object.metadata;
  if (deletionTimestamp || ownerReferences.some(({ controller }) => controller === true)) return false;
  if (object.kind === "ServiceAccount" && name === "default") return false;
  if (object.kind === "ConfigMap" && name === "kube-root-ca.crt") return false;
  if (object.kind === "Service" && name === "kubernetes" && object.metadata.namespace === "default") return false;
  if (object.kind === "Secret" && fieldsOf(object)["type"] === "kubernetes.io/service-account-token") return false;
  // The room's own rights name people who are nobody elsewhere.
  return !name.startsWith("podroom:");
}

/** The object without what the server and its controllers set. */
export function asWritten(object: KubeObject): Fields {
  const { status: _status, metadata, spec, apiVersion, kind, ...rest } = fieldsOf(object);
  const written: { [key: string]: unknown } = { apiVersion, kind, metadata: ownMetadata(metadata) };
  if (kind === "Namespace") return written;
  Object.assign(written, rest);
  if (spec !== undefined) written["spec"] = writtenSpec(String(kind), fieldsOf(spec));
  if (kind === "ServiceAccount") delete written["secrets"];
  return written;
}

function ownMetadata(value: unknown): Fields {
  const metadata = fieldsOf(value);
  const own = pick(metadata, OWN_METADATA);
  const annotations = Object.entries(fieldsOf(own["annotations"])).filter(([key]) => !SET_ANNOTATIONS.test(key));
  const labels = Object.entries(fieldsOf(own["labels"])).filter(([key]) => !SET_LABELS.test(key));
  const { annotations: _annotations, labels: _labels, ...named } = own;
  return {
    ...named,
    ...(labels.length > 0 ? { labels: Object.fromEntries(labels) } : {}),
    ...(annotations.length > 0 ? { annotations: Object.fromEntries(annotations) } : {}),
  };
}

function writtenSpec(kind: string, spec: Fields): Fields {
  switch (kind) {
    case "Pod":
      return writtenPod(spec);
    case "Service":
      return writtenService(spec);
    case "PersistentVolumeClaim":
      return omit(spec, ["volumeName"]);
    case "Job":
      return writtenJob(spec);
    case "CronJob": {
      const template = fieldsOf(spec["jobTemplate"]);
      return {
        ...spec,
        jobTemplate: { ...withTemplateMetadata(template), spec: writtenJob(fieldsOf(template["spec"])) },
      };
    }
    default: {
      const claims = spec["volumeClaimTemplates"];
      return {
        ...spec,
        ...(spec["template"] === undefined ? {} : { template: writtenTemplate(spec["template"]) }),
        ...(Array.isArray(claims)
          ? {
              volumeClaimTemplates: claims.map((claim) => {
                const { status: _status, ...own } = fieldsOf(claim);
                return { ...own, metadata: ownMetadata(own["metadata"]) };
              }),
            }
          : {}),
      };
    }
  }
}

/** What a pod says that says nothing about itself: left out again. */
const POD_DEFAULTS: Fields = {
  dnsPolicy: "ClusterFirst",
  enableServiceLinks: true,
  preemptionPolicy: "PreemptLowerPriority",
  restartPolicy: "Always",
  schedulerName: "default-scheduler",
  serviceAccountName: "default",
  terminationGracePeriodSeconds: 30,
};
const CONTAINER_DEFAULTS: Fields = {
  terminationMessagePath: "/dev/termination-log",
  terminationMessagePolicy: "File",
};

/** A pod is placed anew, with the cluster's own token, tolerations and priority. */
function writtenPod(spec: Fields): Fields {
  const tolerations = list(spec["tolerations"]).filter(
    ({ key, effect, tolerationSeconds }) =>
      !(
        /^node\.kubernetes\.io\/(not-ready|unreachable)$/.test(String(key)) &&
        effect === "NoExecute" &&
        tolerationSeconds === 300
      ),
  );
  const own = omit(spec, ["nodeName", "priority", "serviceAccount"]);
  return withoutDefaults(
    {
      ...own,
      ...("initContainers" in own ? { initContainers: list(own["initContainers"]).map(writtenContainer) } : {}),
      containers: list(own["containers"]).map(writtenContainer),
      volumes: list(own["volumes"]).filter(({ name }) => !isToken(name)),
      tolerations,
    },
    POD_DEFAULTS,
  );
}

function writtenContainer(container: Fields): Fields {
  const volumeMounts = list(container["volumeMounts"]).filter(({ name }) => !isToken(name));
  return withoutDefaults({ ...container, volumeMounts }, CONTAINER_DEFAULTS);
}

/** Without fields that hold the default, or an empty list or object. */
function withoutDefaults(fields: Fields, defaults: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([key, value]) => {
      const empty = Array.isArray(value) ? value.length === 0 : isEmpty(value);
      return value !== defaults[key] && !empty;
    }),
  );
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

const isToken = (name: unknown): boolean => String(name).startsWith("kube-api-access-");

function writtenService(spec: Fields): Fields {
  const own = omit(spec, ["clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort"]);
  return own["clusterIP"] === "None" ? own : omit(own, ["clusterIP"]);
}

/** The selector and labels by which a Job finds its pods are made for each Job. */
function writtenJob(spec: Fields): Fields {
  const own = { ...spec, template: writtenTemplate(spec["template"]) };
  return spec["manualSelector"] === true ? own : omit(own, ["selector"]);
}

function writtenTemplate(value: unknown): Fields {
  const template = withTemplateMetadata(fieldsOf(value));
  return { ...template, spec: writtenPod(fieldsOf(template["spec"])) };
}

function withTemplateMetadata(template: Fields): Fields {
  const { metadata: given, ...rest } = template;
  const metadata = ownMetadata(given);
  return isEmpty(metadata) ? rest : { metadata, ...rest };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function pick(fields: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(keys.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])));
}

function omit(fields: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));
}
