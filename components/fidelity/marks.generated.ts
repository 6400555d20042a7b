/** Written by `npm run fidelity` out of docs/spec, the tests and the recordings. */

export interface Mark {
  readonly id: MarkId;
  readonly kind: "simplified" | "absent";
  readonly area: MarkArea;
  /** Plural names of the resources it is about; none: of the cluster as a whole. */
  readonly about: readonly string[];
}

export const COUNTS = {"rules":506,"recorded":3415,"passed":3397} as const;

export type MarkArea =
  | "KIND2"
  | "CRD"
  | "CTRL"
  | "SCHED"
  | "KUBELET"
  | "SHELL"
  | "NODE"
  | "NET"
  | "WIRE";

export type MarkId =
  | "RES-S1"
  | "RES-S2"
  | "RES-S3"
  | "RES-A1"
  | "CRD-A1"
  | "CRD-A2"
  | "CRD-A3"
  | "CRD-A4"
  | "CTRL-S1"
  | "CTRL-S2"
  | "CTRL-A1"
  | "CTRL-A2"
  | "SCHED-S1"
  | "SCHED-S2"
  | "SCHED-A1"
  | "SCHED-A2"
  | "SCHED-A3"
  | "KLT-S1"
  | "KLT-S2"
  | "KLT-S3"
  | "KLT-S4"
  | "KLT-A1"
  | "KLT-S5"
  | "KLT-S6"
  | "KLT-S7"
  | "KLT-S8"
  | "KLT-A2"
  | "KLT-A3"
  | "SHL-S1"
  | "SHL-S2"
  | "SHL-S3"
  | "SHL-S4"
  | "NODE-S1"
  | "NODE-S2"
  | "NODE-S3"
  | "NET-S1"
  | "NET-S2"
  | "NET-S3"
  | "NET-S4"
  | "NET-A1"
  | "WIRE-S1";

export const MARKS: readonly Mark[] = [
  {"id":"RES-S1","kind":"simplified","area":"KIND2","about":["flowschemas","prioritylevelconfigurations"]},
  {"id":"RES-S2","kind":"simplified","area":"KIND2","about":["certificatesigningrequests"]},
  {"id":"RES-S3","kind":"simplified","area":"KIND2","about":["resourceclaims","deviceclasses"]},
  {"id":"RES-A1","kind":"absent","area":"KIND2","about":["certificatesigningrequests"]},
  {"id":"CRD-A1","kind":"absent","area":"CRD","about":["mutatingwebhookconfigurations","validatingwebhookconfigurations"]},
  {"id":"CRD-A2","kind":"absent","area":"CRD","about":["mutatingadmissionpolicies","mutatingadmissionpolicybindings"]},
  {"id":"CRD-A3","kind":"absent","area":"CRD","about":["validatingadmissionpolicies"]},
  {"id":"CRD-A4","kind":"absent","area":"CRD","about":["customresourcedefinitions"]},
  {"id":"CTRL-S1","kind":"simplified","area":"CTRL","about":["persistentvolumeclaims","storageclasses"]},
  {"id":"CTRL-S2","kind":"simplified","area":"CTRL","about":["services"]},
  {"id":"CTRL-A1","kind":"absent","area":"CTRL","about":["horizontalpodautoscalers"]},
  {"id":"CTRL-A2","kind":"absent","area":"CTRL","about":["volumeattachments","csidrivers"]},
  {"id":"SCHED-S1","kind":"simplified","area":"SCHED","about":["pods"]},
  {"id":"SCHED-S2","kind":"simplified","area":"SCHED","about":[]},
  {"id":"SCHED-A1","kind":"absent","area":"SCHED","about":["resourceclaims","deviceclasses","resourceslices"]},
  {"id":"SCHED-A2","kind":"absent","area":"SCHED","about":["csistoragecapacities","csinodes"]},
  {"id":"SCHED-A3","kind":"absent","area":"SCHED","about":[]},
  {"id":"KLT-S1","kind":"simplified","area":"KUBELET","about":["pods"]},
  {"id":"KLT-S2","kind":"simplified","area":"KUBELET","about":["pods"]},
  {"id":"KLT-S3","kind":"simplified","area":"KUBELET","about":["pods"]},
  {"id":"KLT-S4","kind":"simplified","area":"KUBELET","about":["nodes"]},
  {"id":"KLT-A1","kind":"absent","area":"KUBELET","about":["pods"]},
  {"id":"KLT-S5","kind":"simplified","area":"KUBELET","about":["pods"]},
  {"id":"KLT-S6","kind":"simplified","area":"KUBELET","about":["pods"]},
  {"id":"KLT-S7","kind":"simplified","area":"KUBELET","about":["pods"]},
  {"id":"KLT-S8","kind":"simplified","area":"KUBELET","about":["pods"]},
  {"id":"KLT-A2","kind":"absent","area":"KUBELET","about":["nodes"]},
  {"id":"KLT-A3","kind":"absent","area":"KUBELET","about":["nodes"]},
  {"id":"SHL-S1","kind":"simplified","area":"SHELL","about":["pods"]},
  {"id":"SHL-S2","kind":"simplified","area":"SHELL","about":["pods","nodes"]},
  {"id":"SHL-S3","kind":"simplified","area":"SHELL","about":[]},
  {"id":"SHL-S4","kind":"simplified","area":"SHELL","about":[]},
  {"id":"NODE-S1","kind":"simplified","area":"NODE","about":["leases","nodes"]},
  {"id":"NODE-S2","kind":"simplified","area":"NODE","about":["nodes","pods"]},
  {"id":"NODE-S3","kind":"simplified","area":"NODE","about":["nodes"]},
  {"id":"NET-S1","kind":"simplified","area":"NET","about":["services"]},
  {"id":"NET-S2","kind":"simplified","area":"NET","about":["ingresses","ingressclasses"]},
  {"id":"NET-S3","kind":"simplified","area":"NET","about":["services"]},
  {"id":"NET-S4","kind":"simplified","area":"NET","about":["services","pods"]},
  {"id":"NET-A1","kind":"absent","area":"NET","about":["daemonsets","services"]},
  {"id":"WIRE-S1","kind":"simplified","area":"WIRE","about":[]},
];
