/** Checks of volume mounts and block devices. Models kubernetes pkg/apis/core/validation/validation.go. */
import type { Container, Volume, VolumeMount } from "../../../../protocol/kubernetes/index.ts";
import { type FieldError, forbidden, invalid, notFound, notSupported, required } from "../validation/errors.ts";
import { validateDescendingPath, validateNoBacksteps } from "../validation/paths.ts";

export type KnownVolumes = ReadonlyMap<string, Volume>;

export function validateVolumeMounts(container: Container, path: string, volumes: KnownVolumes): FieldError[] {
  const errors: FieldError[] = [];
  const devices = new Map((container.volumeDevices ?? []).map(({ name, devicePath }) => [name, devicePath]));
  const devicePaths = new Set(devices.values());
  const seen = new Set<string>();
  (container.volumeMounts ?? []).forEach((mount, index) => {
    const at = `${path}[${index}]`;
    if (!mount.name) errors.push(required(`${at}.name`));
    if (!volumes.has(mount.name)) errors.push(notFound(`${at}.name`, mount.name));
    if (!mount.mountPath) errors.push(required(`${at}.mountPath`));
    if (seen.has(mount.mountPath)) errors.push(invalid(`${at}.mountPath`, mount.mountPath, "must be unique"));
    seen.add(mount.mountPath);
    if (devices.has(mount.name))
      errors.push(invalid(`${at}.name`, mount.name, "must not already exist in volumeDevices"));
    if (devicePaths.has(mount.mountPath))
      errors.push(invalid(`${at}.mountPath`, mount.mountPath, "must not already exist as a path in volumeDevices"));
    // Upstream reports the rest at the list.
    if (mount.subPath) errors.push(...validateDescendingPath(mount.subPath, `${path}.subPath`));
    if (mount.subPathExpr) {
      if (mount.subPath)
        errors.push(invalid(`${at}.subPathExpr`, mount.subPathExpr, "subPathExpr and subPath are mutually exclusive"));
      errors.push(...validateDescendingPath(mount.subPathExpr, `${path}.subPathExpr`));
    }
    errors.push(
      ...validatePropagation(mount, container, `${path}.mountPropagation`),
      ...validateRecursive(mount, `${path}.recursiveReadOnly`),
    );
  });
  return errors;
}

const PROPAGATIONS = ["Bidirectional", "HostToContainer", "None"];

function validatePropagation(
  { mountPropagation: mode }: VolumeMount,
  container: Container,
  path: string,
): FieldError[] {
  if (mode === undefined) return [];
  const errors = PROPAGATIONS.includes(mode) ? [] : [notSupported(path, mode, PROPAGATIONS)];
  if (mode === "Bidirectional" && !container.securityContext?.privileged) {
    errors.push(forbidden(path, "Bidirectional mount propagation is available only to privileged containers"));
  }
  return errors;
}

const RECURSIVE = ["Disabled", "Enabled", "IfPossible"];

function validateRecursive(mount: VolumeMount, path: string): FieldError[] {
  const mode = mount.recursiveReadOnly;
  if (mode === undefined || mode === "Disabled") return [];
  if (!RECURSIVE.includes(mode)) return [notSupported(path, mode, RECURSIVE)];
  const errors: FieldError[] = [];
  if (!mount.readOnly) errors.push(forbidden(path, "may only be specified when readOnly is true"));
  if (mount.mountPropagation !== undefined && mount.mountPropagation !== "None") {
    errors.push(forbidden(path, "may only be specified when mountPropagation is None or not specified"));
  }
  return errors;
}

export function validateVolumeDevices(container: Container, path: string, volumes: KnownVolumes): FieldError[] {
  const errors: FieldError[] = [];
  const mounts = new Map((container.volumeMounts ?? []).map(({ name, mountPath }) => [name, mountPath]));
  const mountPaths = new Set(mounts.values());
  const names = new Set<string>();
  const paths = new Set<string>();
  (container.volumeDevices ?? []).forEach(({ name, devicePath }, index) => {
    const at = `${path}[${index}]`;
    const volume = volumes.get(name);
    if (!name) errors.push(required(`${at}.name`));
    if (names.has(name)) errors.push(invalid(`${at}.name`, name, "must be unique"));
    if (!volume) errors.push(notFound(`${at}.name`, name));
    else if (!volume.persistentVolumeClaim && !volume.ephemeral) {
      errors.push(
        invalid(
          `${at}.name`,
          name,
          "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode",
        ),
      );
    }
    if (!devicePath) errors.push(required(`${at}.devicePath`));
    if (paths.has(devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, "must be unique"));
    if (devicePath && validateNoBacksteps(devicePath, "").length > 0) {
      errors.push(invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    } else paths.add(devicePath);
    if (mounts.has(name)) errors.push(invalid(`${at}.name`, name, "must not already exist in volumeMounts"));
    if (mountPaths.has(devicePath))
      errors.push(invalid(`${at}.devicePath`, devicePath, "must not already exist as a path in volumeMounts"));
    if (name) names.add(name);
  });
  return errors;
}
