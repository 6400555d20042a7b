/** Texts about what differs from Kubernetes, English. The sentences of the marks come out of docs/spec. */
export const fidelity = {
  title: "How true this cluster is to Kubernetes 1.36",
  lead: "{rules, number} rules are held by tests, and {passed, number} of {recorded, number} recordings of a real 1.36.2 cluster are met. This is what differs.",
  same: "As in Kubernetes 1.36",
  beside: "Compared with Kubernetes 1.36:",
  simplifiedCount: "{count, number} simplified",
  absentCount: "{count, number} absent",
  simplified: "simplified",
  absent: "absent",
  all: "All differences",
  open: "How true is this cluster to Kubernetes?",
  areas: {
    KIND2: "Stored kinds and rights",
    CRD: "Custom resources and policies",
    CTRL: "Controllers",
    SCHED: "Scheduler",
    KUBELET: "Pods and images",
    SHELL: "Processes and shells",
    WIRE: "Requests and their encodings",
    NODE: "Nodes",
    NET: "Network",
  },
};
