/** Checks of file paths. Models kubernetes pkg/apis/core/validation/validation.go. */
import { type FieldError, invalid } from "./errors.ts";

const FILE_MODE = "must be a number between 0 and 0777 (octal), both inclusive";

export function validateNoBacksteps(target: string, path: string): FieldError[] {
  return target.split("/").includes("..") ? [invalid(path, target, "must not contain '..'")] : [];
}

/** A relative path that stays below where it starts. */
export function validateDescendingPath(target: string, path: string): FieldError[] {
  return [
    ...(target.startsWith("/") ? [invalid(path, target, "must be a relative path")] : []),
    ...validateNoBacksteps(target, path),
  ];
}

/** A relative path whose first part does not look like the kubelet's own `..data`. */
export function validateUnreservedPath(target: string, path: string): FieldError[] {
  const errors = validateDescendingPath(target, path);
  if (target.startsWith("..") && !target.startsWith("../"))
    errors.push(invalid(path, target, "must not start with '..'"));
  return errors;
}

export function validateFileMode(mode: number | undefined, path: string): FieldError[] {
  return mode !== undefined && (mode > 0o777 || mode < 0) ? [invalid(path, mode, FILE_MODE)] : [];
}
