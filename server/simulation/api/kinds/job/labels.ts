/** The labels by which a Job knows its pods. Models kubernetes pkg/registry/batch/job/strategy.go. */

/** What the server writes into a Job's template; the ones without a prefix are the old names. */
export function generatedLabels(metadata: { readonly name?: string; readonly uid?: string }): {
  readonly [key: string]: string;
} {
  const { name = "", uid = "" } = metadata;
  return {
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
}
