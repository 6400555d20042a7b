/** Sources of volumes of pods and of PersistentVolumes. Models describeVolumes. */
import { compareQuantity, canonicalQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import { goText, type JsonObject } from "../json.ts";
import { flag, has, num, obj, objects, str, texts } from "./fields.ts";
import { writeAttributes } from "./metadata.ts";
import { writeClaim } from "./claims.ts";
import { NestedText, type TabbedText } from "./tabbedText.ts";

type Write = (w: TabbedText, source: JsonObject) => void;

/** A source whose lines are members: `Title:member`, a `?` behind the member for a boolean, `#` for a number. */
function plain(type: string, ...members: readonly string[]): Write {
  return (w, source) => {
    w.line(2, `Type:\t${type}`);
    for (const member of members) {
      const [title = "", field = ""] = member.split("=");
      const name = field.replace(/[?#*]$/, "");
      const value = field.endsWith("?")
        ? String(flag(source, name))
        : field.endsWith("#")
          ? String(num(source, name))
          : field.endsWith("*")
            ? reference(source, name)
            : str(source, name);
      w.line(2, `${title}\t${value}`);
    }
  };
}

/** A reference to a Secret as Go prints the pointer. */
function reference(source: JsonObject, field: string): string {
  if (!has(source, field)) return "nil";
  const { name, namespace } = obj(source, field);
  return namespace === undefined
    ? `&LocalObjectReference{Name:${name ?? ""},}`
    : `&SecretReference{Name:${name ?? ""},Namespace:${namespace ?? ""},}`;
}

const hostPath: Write = (w, source) => {
  w.line(2, "Type:\tHostPath (bare host directory volume)");
  w.line(2, `Path:\t${str(source, "path")}`);
  w.line(2, `HostPathType:\t${has(source, "type") ? str(source, "type") : "<none>"}`);
};

const emptyDir: Write = (w, source) => {
  const limit = str(source, "sizeLimit");
  w.line(2, "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)");
  w.line(2, `Medium:\t${str(source, "medium")}`);
  w.line(2, `SizeLimit:\t${limit !== "" && compareQuantity(limit, "0") > 0 ? canonicalQuantity(limit) : "<unset>"}`);
};

const projected: Write = (w, source) => {
  w.line(2, "Type:\tProjected (a volume that contains injected data from multiple sources)");
  for (const part of objects(source, "sources")) {
    if (has(part, "secret")) {
      w.line(2, `SecretName:\t${str(part, "secret", "name")}`);
      w.line(2, `Optional:\t${flag(part, "secret", "optional")}`);
    } else if (has(part, "downwardAPI")) w.line(2, "DownwardAPI:\ttrue");
    else if (has(part, "configMap")) {
      w.line(2, `ConfigMapName:\t${str(part, "configMap", "name")}`);
      w.line(2, `Optional:\t${flag(part, "configMap", "optional")}`);
    } else if (has(part, "serviceAccountToken"))
      w.line(2, `TokenExpirationSeconds:\t${num(part, "serviceAccountToken", "expirationSeconds")}`);
  }
};

const downwardAPI: Write = (w, source) => {
  w.line(2, "Type:\tDownwardAPI (a volume populated by information about the pod)");
  w.line(2, "Items:");
  for (const item of objects(source, "items")) {
    if (has(item, "fieldRef")) w.line(3, `${str(item, "fieldRef", "fieldPath")} -> ${str(item, "path")}`);
    if (has(item, "resourceFieldRef"))
      w.line(3, `${str(item, "resourceFieldRef", "resource")} -> ${str(item, "path")}`);
  }
};

const ephemeral: Write = (w, source) => {
  w.line(2, "Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)");
  if (has(source, "volumeClaimTemplate"))
    writeClaim(new NestedText(w, 2), obj(source, "volumeClaimTemplate"), { full: false, now: 0 });
};

const iscsi: Write = (w, source) => {
  plain(
    "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    "TargetPortal:=targetPortal",
    "IQN:=iqn",
    "Lun:=lun#",
    "ISCSIInterface=iscsiInterface",
    "FSType:=fsType",
    "ReadOnly:=readOnly?",
  )(w, source);
  w.line(2, `Portals:\t${goText(texts(source, "portals"))}`);
  w.line(2, `DiscoveryCHAPAuth:\t${flag(source, "chapAuthDiscovery")}`);
  w.line(2, `SessionCHAPAuth:\t${flag(source, "chapAuthSession")}`);
  w.line(2, `SecretRef:\t${reference(source, "secretRef")}`);
  w.line(2, `InitiatorName:\t${has(source, "initiatorName") ? str(source, "initiatorName") : "<none>"}`);
};

const rbd: Write = (w, source) => {
  w.line(2, "Type:\tRBD (a Rados Block Device mount on the host that shares a pod's lifetime)");
  w.line(2, `CephMonitors:\t${goText(texts(source, "monitors"))}`);
  for (const [title, field] of [
    ["RBDImage", "image"],
    ["FSType", "fsType"],
    ["RBDPool", "pool"],
    ["RadosUser", "user"],
    ["Keyring", "keyring"],
  ] as const)
    w.line(2, `${title}:\t${str(source, field)}`);
  w.line(2, `SecretRef:\t${reference(source, "secretRef")}`);
  w.line(2, `ReadOnly:\t${flag(source, "readOnly")}`);
};

const cephfs: Write = (w, source) => {
  w.line(2, "Type:\tCephFS (a CephFS mount on the host that shares a pod's lifetime)");
  w.line(2, `Monitors:\t${goText(texts(source, "monitors"))}`);
  w.line(2, `Path:\t${str(source, "path")}`);
  w.line(2, `User:\t${str(source, "user")}`);
  w.line(2, `SecretFile:\t${str(source, "secretFile")}`);
  w.line(2, `SecretRef:\t${reference(source, "secretRef")}`);
  w.line(2, `ReadOnly:\t${flag(source, "readOnly")}`);
};

const fc: Write = (w, source) => {
  w.line(2, "Type:\tFC (a Fibre Channel disk)");
  w.line(2, `TargetWWNs:\t${texts(source, "targetWWNs").join(", ")}`);
  w.line(2, `LUN:\t${has(source, "lun") ? num(source, "lun") : "<none>"}`);
  w.line(2, `FSType:\t${str(source, "fsType")}`);
  w.line(2, `ReadOnly:\t${flag(source, "readOnly")}`);
};

const flexVolume: Write = (w, source) => {
  w.line(2, "Type:\tFlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)");
  w.line(2, `Driver:\t${str(source, "driver")}`);
  w.line(2, `FSType:\t${str(source, "fsType")}`);
  w.line(2, `SecretRef:\t${reference(source, "secretRef")}`);
  w.line(2, `ReadOnly:\t${flag(source, "readOnly")}`);
  w.line(2, `Options:\t${goText(obj(source, "options"))}`);
};

const csi: Write = (w, source) => {
  w.line(2, "Type:\tCSI (a Container Storage Interface (CSI) volume source)");
  w.line(2, `Driver:\t${str(source, "driver")}`);
  w.line(2, `FSType:\t${str(source, "fsType")}`);
  if (has(source, "volumeHandle")) w.line(2, `VolumeHandle:\t${str(source, "volumeHandle")}`);
  w.line(2, `ReadOnly:\t${flag(source, "readOnly")}`);
  writeAttributes(w, "VolumeAttributes", source.volumeAttributes);
};

/** By the member of the volume, in the order upstream looks. */
const SOURCES: { readonly [member: string]: Write } = {
  hostPath,
  emptyDir,
  gcePersistentDisk: plain(
    "GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)",
    "PDName:=pdName",
    "FSType:=fsType",
    "Partition:=partition#",
    "ReadOnly:=readOnly?",
  ),
  awsElasticBlockStore: plain(
    "AWSElasticBlockStore (a Persistent Disk resource in AWS)",
    "VolumeID:=volumeID",
    "FSType:=fsType",
    "Partition:=partition#",
    "ReadOnly:=readOnly?",
  ),
  gitRepo: plain(
    "GitRepo (a volume that is pulled from git when the pod is created)",
    "Repository:=repository",
    "Revision:=revision",
  ),
  secret: plain("Secret (a volume populated by a Secret)", "SecretName:=secretName", "Optional:=optional?"),
  configMap: plain("ConfigMap (a volume populated by a ConfigMap)", "Name:=name", "Optional:=optional?"),
  nfs: plain(
    "NFS (an NFS mount that lasts the lifetime of a pod)",
    "Server:=server",
    "Path:=path",
    "ReadOnly:=readOnly?",
  ),
  iscsi,
  glusterfs: plain(
    "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    "EndpointsName:=endpoints",
    "Path:=path",
    "ReadOnly:=readOnly?",
  ),
  persistentVolumeClaim: plain(
    "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
    "ClaimName:=claimName",
    "ReadOnly:=readOnly?",
  ),
  ephemeral,
  rbd,
  downwardAPI,
  azureDisk: plain(
    "AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)",
    "DiskName:=diskName",
    "DiskURI:=diskURI",
    "Kind: =kind",
    "FSType:=fsType",
    "CachingMode:=cachingMode",
    "ReadOnly:=readOnly?",
  ),
  vsphereVolume: plain(
    "vSphereVolume (a Persistent Disk resource in vSphere)",
    "VolumePath:=volumePath",
    "FSType:=fsType",
    "StoragePolicyName:=storagePolicyName",
  ),
  cinder: plain(
    "Cinder (a Persistent Disk resource in OpenStack)",
    "VolumeID:=volumeID",
    "FSType:=fsType",
    "ReadOnly:=readOnly?",
    "SecretRef:=secretRef*",
  ),
  portworxVolume: plain("PortworxVolume (a Portworx Volume resource)", "VolumeID:=volumeID"),
  local: plain("LocalVolume (a persistent volume backed by local storage on a node)", "Path:=path"),
  cephfs,
  fc,
  azureFile: plain(
    "AzureFile (an Azure File Service mount on the host and bind mount to the pod)",
    "SecretName:=secretName",
    "ShareName:=shareName",
    "ReadOnly:=readOnly?",
  ),
  flexVolume,
  projected,
  csi,
  image: plain("Image (a container image or OCI artifact)", "Reference:=reference", "PullPolicy:=pullPolicy"),
};

/** The lines of a volume's source. */
export function writeSource(w: TabbedText, volume: JsonObject): void {
  const member = Object.keys(SOURCES).find((name) => has(volume, name));
  if (member) SOURCES[member]?.(w, obj(volume, member));
  else w.line(1, "<unknown>");
}

export function writeVolumes(w: TabbedText, volumes: readonly JsonObject[], space: string): void {
  w.line(0, volumes.length === 0 ? `${space}Volumes:\t<none>` : `${space}Volumes:`);
  for (const volume of volumes) {
    w.line(1, `${space ? " " : ""}${str(volume, "name")}:`);
    writeSource(w, volume);
  }
}
