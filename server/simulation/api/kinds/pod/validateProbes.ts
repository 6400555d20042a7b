/** Checks of probes and lifecycle hooks. Models kubernetes pkg/apis/core/validation/validation.go (validateHandler). */
import type { Lifecycle, LifecycleHandler, Probe } from "../../../../protocol/kubernetes/index.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "../validation/errors.ts";
import { validateNotNegative } from "../validation/metadata.ts";
import { httpHeaderName, portName, portNumber } from "../validation/names.ts";

/** Any of the ways to act on a container. */
type Handler = Partial<Pick<Probe, "grpc">> & LifecycleHandler;

export function validateLifecycle(lifecycle: Lifecycle, path: string, gracePeriod: number | undefined): FieldError[] {
  const errors: FieldError[] = [];
  for (const hook of ["postStart", "preStop"] as const) {
    const handler = lifecycle[hook];
    if (handler) errors.push(...validateHandler(handler, `${path}.${hook}`, gracePeriod));
  }
  return errors;
}

export type ProbeKind = "livenessProbe" | "readinessProbe" | "startupProbe";

export function validateProbe(
  probe: Probe | undefined,
  kind: ProbeKind,
  { path, gracePeriod }: { readonly path: string; readonly gracePeriod: number | undefined },
): FieldError[] {
  if (!probe) return [];
  const at = `${path}.${kind}`;
  const errors = validateHandler(probe, at, gracePeriod);
  for (const field of [
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
  ] as const) {
    errors.push(...validateNotNegative(probe[field], `${at}.${field}`));
  }
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0)
    errors.push(invalid(`${at}.terminationGracePeriodSeconds`, grace, "must be greater than 0"));
  if (kind === "readinessProbe") {
    if (grace !== undefined)
      errors.push(invalid(`${at}.terminationGracePeriodSeconds`, grace, "must not be set for readinessProbes"));
  } else if (probe.successThreshold !== 1)
    errors.push(invalid(`${at}.successThreshold`, probe.successThreshold ?? 0, "must be 1"));
  return errors;
}

const HANDLERS = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"] as const;

function validateHandler(handler: Handler, path: string, gracePeriod: number | undefined): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  for (const kind of HANDLERS) {
    if (handler[kind] === undefined) continue;
    const at = `${path}.${kind}`;
    if (found) errors.push(forbidden(at, "may not specify more than 1 handler type"));
    else errors.push(...validateAction(handler, kind, { path: at, gracePeriod }));
    found = true;
  }
  if (!found) errors.push(required(path, "must specify a handler type"));
  return errors;
}

function validateAction(
  handler: Handler,
  kind: (typeof HANDLERS)[number],
  { path, gracePeriod }: { readonly path: string; readonly gracePeriod: number | undefined },
): FieldError[] {
  switch (kind) {
    case "exec":
      return handler.exec?.command?.length ? [] : [required(`${path}.command`)];
    case "httpGet":
      return validateHttpGet(handler.httpGet ?? { port: 0 }, path);
    case "tcpSocket":
      return validatePort(handler.tcpSocket?.port, `${path}.port`);
    case "grpc":
      return validatePort(handler.grpc?.port, `${path}.port`);
    case "sleep": {
      const seconds = handler.sleep?.seconds ?? 0;
      if (gracePeriod === undefined || (seconds >= 0 && seconds <= gracePeriod)) return [];
      return [
        invalid(path, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`),
      ];
    }
  }
}

const SCHEMES = ["HTTP", "HTTPS"];

function validateHttpGet(action: NonNullable<Handler["httpGet"]>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!action.path) errors.push(required(`${path}.path`));
  errors.push(...validatePort(action.port, `${path}.port`));
  if (!SCHEMES.includes(action.scheme ?? "")) errors.push(notSupported(`${path}.scheme`, action.scheme ?? "", SCHEMES));
  for (const { name } of action.httpHeaders ?? []) {
    for (const message of httpHeaderName(name ?? "")) errors.push(invalid(`${path}.httpHeaders`, name ?? "", message));
  }
  return errors;
}

/** A port's number or name. */
function validatePort(port: number | string | undefined, path: string): FieldError[] {
  const messages = typeof port === "string" ? portName(port) : portNumber(port ?? 0);
  return messages.map((message) => invalid(path, port ?? 0, message));
}
