/** The namespaces that are the cluster's own: students change nothing in them. Pure: server and page name them alike. */
export const CLUSTERS_OWN: readonly string[] = ["kube-system", "kube-public", "kube-node-lease"];
