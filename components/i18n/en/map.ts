/** Texts of map, English. */
export const map = {
  waiting: "Waiting for a node",
  empty: "No pods yet. Apply a manifest and watch it arrive.",
  applyLab: "Open pod-1.yaml",
  cpu: "CPU",
  memory: "Memory",
  requested: "requested",
  controlPlane: "control plane",
  notReady: "not ready",
  restarts: "restarts",
  none: "selects no pod",
  cordoned: "cordoned",
  endpointCount: "{count} endpoints",
  filters: "Filters",
  removeFilter: "Remove the filter {filter}",
};
