/** Tables an embedded view of a room can show: the server sends it these kinds and what the map is drawn from beside them. */
export const EMBED_TABLES = [
  "pods",
  "services",
  "deployments.apps",
  "replicasets.apps",
  "statefulsets.apps",
  "daemonsets.apps",
  "jobs.batch",
  "cronjobs.batch",
  "ingresses.networking.k8s.io",
  "nodes",
] as const;
