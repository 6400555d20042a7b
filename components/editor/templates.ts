/** Beginnings of manifests for the kinds one writes most. */
import type { Lab } from "./labs.ts";

const POD_SPEC = `containers:
  - name: app
    image: kubetm/app
    ports:
      - containerPort: 8080
`;

function indent(text: string, by: number): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : " ".repeat(by) + line))
    .join("\n");
}

function workload(kind: string, more: string): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: app
spec:
${more}  selector:
    matchLabels:
      app: app
  template:
    metadata:
      labels:
        app: app
    spec:
${indent(POD_SPEC, 6)}`;
}

export const TEMPLATES: readonly Lab[] = [
  {
    name: "Pod",
    yaml: `apiVersion: v1
kind: Pod
metadata:
  name: app
  labels:
    app: app
spec:
${indent(POD_SPEC, 2)}`,
  },
  { name: "Deployment", yaml: workload("Deployment", "  replicas: 2\n") },
  {
    name: "Service",
    yaml: `apiVersion: v1
kind: Service
metadata:
  name: app
spec:
  selector:
    app: app
  ports:
    - port: 80
      targetPort: 8080
`,
  },
  { name: "StatefulSet", yaml: workload("StatefulSet", "  serviceName: app\n  replicas: 2\n") },
  { name: "DaemonSet", yaml: workload("DaemonSet", "") },
  {
    name: "Job",
    yaml: `apiVersion: batch/v1
kind: Job
metadata:
  name: once
spec:
  backoffLimit: 2
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: task
          image: busybox
          command: ["sh", "-c", "echo done"]
`,
  },
  {
    name: "CronJob",
    yaml: `apiVersion: batch/v1
kind: CronJob
metadata:
  name: each-minute
spec:
  schedule: "*/1 * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: task
              image: busybox
              command: ["sh", "-c", "date"]
`,
  },
  {
    name: "ConfigMap",
    yaml: `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  MODE: class
`,
  },
  {
    name: "Secret",
    yaml: `apiVersion: v1
kind: Secret
metadata:
  name: password
type: Opaque
stringData:
  password: change-me
`,
  },
  {
    name: "Ingress",
    yaml: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: app
spec:
  rules:
    - host: app.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: app
                port:
                  number: 80
`,
  },
  {
    name: "NetworkPolicy",
    yaml: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: only-from-web
spec:
  podSelector:
    matchLabels:
      app: app
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              type: web
`,
  },
  {
    name: "HorizontalPodAutoscaler",
    yaml: `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: app
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: app
  minReplicas: 1
  maxReplicas: 5
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 60
`,
  },
  {
    name: "PersistentVolumeClaim",
    yaml: `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
`,
  },
  {
    name: "PodDisruptionBudget",
    yaml: `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: app
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app: app
`,
  },
  {
    name: "Namespace",
    yaml: `apiVersion: v1
kind: Namespace
metadata:
  name: team-a
`,
  },
  {
    name: "ResourceQuota",
    yaml: `apiVersion: v1
kind: ResourceQuota
metadata:
  name: quota
spec:
  hard:
    pods: 10
    requests.cpu: 2
    requests.memory: 4Gi
`,
  },
  {
    name: "LimitRange",
    yaml: `apiVersion: v1
kind: LimitRange
metadata:
  name: defaults
spec:
  limits:
    - type: Container
      defaultRequest:
        cpu: 100m
        memory: 128Mi
      default:
        memory: 256Mi
`,
  },
  {
    name: "Role + RoleBinding",
    yaml: `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: pod-reader
rules:
  - apiGroups: [""]
    resources: [pods]
    verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: read-pods
subjects:
  - kind: ServiceAccount
    name: default
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: pod-reader
`,
  },
  {
    name: "CustomResourceDefinition",
    yaml: `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: courses.school.example
spec:
  group: school.example
  scope: Namespaced
  names:
    plural: courses
    singular: course
    kind: Course
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                weeks:
                  type: integer
      additionalPrinterColumns:
        - name: Weeks
          type: integer
          jsonPath: .spec.weeks
`,
  },
];
