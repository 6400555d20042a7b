/** A pod's container whose log is meant. */
export interface LogPlace {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string | undefined;
}

/** A container's log and the part of it that is wanted. */
export interface LogPart extends LogPlace {
  readonly previous?: boolean | undefined;
  readonly tailLines?: number | undefined;
  /** RFC 3339; lines of this time too. */
  readonly sinceTime?: string | undefined;
  /** Each line begins with its time. */
  readonly timestamps?: boolean | undefined;
}

/** Where the API has it. */
export function logPath({ namespace, pod, container, previous, tailLines, sinceTime, timestamps }: LogPart): string {
  const query = new URLSearchParams({
    ...(container ? { container } : {}),
    ...(previous ? { previous: "true" } : {}),
    ...(tailLines === undefined ? {} : { tailLines: String(tailLines) }),
    ...(sinceTime === undefined ? {} : { sinceTime }),
    ...(timestamps ? { timestamps: "true" } : {}),
  });
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query.toString()}`;
}
