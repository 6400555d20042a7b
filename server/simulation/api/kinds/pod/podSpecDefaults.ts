/**
 * Defaults of a pod's spec, for pods and for the templates of workloads alike.
 * Models kubernetes pkg/apis/core/v1/defaults.go and zz_generated.defaults.go.
 */
import type {
  Container,
  EphemeralContainer,
  Lifecycle,
  PodSpec,
  Probe,
  Volume,
} from "../../../../protocol/kubernetes/index.ts";
import type { Draft } from "../../ResourceDefinition.ts";
import { defaultPullPolicy } from "./imageName.ts";

type AnyContainer = Draft<Container> | Draft<EphemeralContainer>;
type HttpGet = Draft<NonNullable<Probe["httpGet"]>>;

/** Fills in a spec. In place; the spec is in normal form already (no null, no empty members). */
export function defaultPodSpec(spec: Draft<PodSpec>): void {
  spec.dnsPolicy ||= "ClusterFirst";
  spec.restartPolicy ||= "Always";
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ||= "default-scheduler";
  shareServiceAccount(spec);
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  for (const container of spec.initContainers ?? []) defaultContainer(container);
  for (const container of spec.containers ?? []) defaultContainer(container);
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container);
  // Groups of pods are an alpha feature: off, and dropped without a word.
  delete spec.schedulingGroup;
}

/** The deprecated `serviceAccount` always mirrors `serviceAccountName`; the newer field wins. */
function shareServiceAccount(spec: Draft<PodSpec>): void {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name) return;
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
}

function defaultContainer(container: AnyContainer): void {
  container.imagePullPolicy ||= defaultPullPolicy(container.image);
  container.terminationMessagePath ||= "/dev/termination-log";
  container.terminationMessagePolicy ||= "File";
  for (const port of container.ports ?? []) port.protocol ||= "TCP";
  for (const variable of container.env ?? []) {
    const source = variable.valueFrom;
    if (source?.fieldRef) source.fieldRef.apiVersion ||= "v1";
    if (source?.fileKeyRef) source.fileKeyRef.optional ??= false;
  }
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe])
    if (probe) defaultProbe(probe);
  if (container.lifecycle) {
    defaultLifecycle(container.lifecycle);
    // Stop signals are an alpha feature: off, and dropped without a word.
    if (container.lifecycle.stopSignal !== undefined) {
      delete container.lifecycle.stopSignal;
      if (Object.keys(container.lifecycle).length === 0) delete container.lifecycle;
    }
  }
}

function defaultProbe(probe: Draft<Probe>): void {
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  if (probe.httpGet) defaultHttpGet(probe.httpGet);
  if (probe.grpc) probe.grpc.service ??= "";
}

function defaultLifecycle(lifecycle: Draft<Lifecycle>): void {
  for (const handler of [lifecycle.postStart, lifecycle.preStop]) if (handler?.httpGet) defaultHttpGet(handler.httpGet);
}

function defaultHttpGet(action: HttpGet): void {
  action.path ||= "/";
  action.scheme ||= "HTTP";
}

/** Everything a volume may have beside its source. */
const VOLUME_MEMBERS = new Set(["name"]);
const DEFAULT_MODE = 420;

function defaultVolume(volume: Draft<Volume>): void {
  if (!Object.keys(volume).some((member) => !VOLUME_MEMBERS.has(member))) volume.emptyDir = {};
  if (volume.image) volume.image.pullPolicy ||= defaultPullPolicy(volume.image.reference);
  if (volume.hostPath) volume.hostPath.type ??= "";
  if (volume.secret) volume.secret.defaultMode ??= DEFAULT_MODE;
  if (volume.configMap) volume.configMap.defaultMode ??= DEFAULT_MODE;
  if (volume.downwardAPI) {
    volume.downwardAPI.defaultMode ??= DEFAULT_MODE;
    for (const item of volume.downwardAPI.items ?? []) if (item.fieldRef) item.fieldRef.apiVersion ||= "v1";
  }
  if (volume.projected) {
    volume.projected.defaultMode ??= DEFAULT_MODE;
    for (const source of volume.projected.sources ?? []) {
      for (const item of source.downwardAPI?.items ?? []) if (item.fieldRef) item.fieldRef.apiVersion ||= "v1";
      if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= 3600;
    }
  }
  const claim = volume.ephemeral?.volumeClaimTemplate;
  if (claim) claim.spec.volumeMode ??= "Filesystem";
  defaultVendorVolume(volume);
}

function defaultVendorVolume(volume: Draft<Volume>): void {
  if (volume.iscsi) volume.iscsi.iscsiInterface ||= "default";
  if (volume.rbd) {
    volume.rbd.pool ||= "rbd";
    volume.rbd.user ||= "admin";
    volume.rbd.keyring ||= "/etc/ceph/keyring";
  }
  if (volume.azureDisk) {
    volume.azureDisk.cachingMode ??= "ReadWrite";
    volume.azureDisk.fsType ??= "ext4";
    volume.azureDisk.readOnly ??= false;
    volume.azureDisk.kind ??= "Shared";
  }
  if (volume.scaleIO) {
    volume.scaleIO.storageMode ||= "ThinProvisioned";
    volume.scaleIO.fsType ||= "xfs";
  }
}
