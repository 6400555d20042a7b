/** The manifests of the course, as templates of the editor. */
export interface Lab {
  readonly name: string;
  readonly yaml: string;
}

export const LABS: readonly Lab[] = [
  {
    name: "01-pod-two-containers.yaml",
    yaml: `apiVersion: v1
kind: Pod
metadata:
  name: pod-1
spec:
  containers:
    - name: container1 # 컨테이터 명
      image: tmkube/p8000 # 이미지 명
      ports:
        - containerPort: 8000 # 컨테이너 포트
    - name: container2 # 컨테이터 명
      image: tmkube/p8080 # 이미지
      ports:
        - containerPort: 8080 # 컨테이너 포트
`,
  },
  {
    name: "02-pod-port-collision.yaml",
    yaml: `apiVersion: v1
kind: Pod
metadata:
  name: pod-2
spec:
  containers:
    - name: container1
      image: kubetm/p8000
      ports:
        - containerPort: 8000 # 8000 포트 중복
    - name: container2
      image: kubetm/p8000
      ports:
        - containerPort: 8000 # 8000 포트 중복
`,
  },
  {
    name: "03-deployment-recreates-pod.yaml",
    yaml: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: deployment-1
spec:
  replicas: 1 # 최소 파드 갯수
  selector:
    matchLabels:
      app: deploy
  template:
    metadata:
      name: pod-1
      labels:
        app: deploy
    spec:
      containers:
        - name: container
          image: kubetm/init
`,
  },
  {
    name: "04-labels-six-pods.yaml",
    yaml: `apiVersion: v1
kind: Pod
metadata:
  name: pod-1
  labels:
    type: web
    lo: dev
spec:
  containers:
    - name: container
      image: kubetm/init
---
apiVersion: v1
kind: Pod
metadata:
  name: pod-2
  labels:
    type: db
    lo: dev
spec:
  containers:
    - name: container
      image: kubetm/init
---
apiVersion: v1
kind: Pod
metadata:
  name: pod-3
  labels:
    type: server
    lo: dev
spec:
  containers:
    - name: container
      image: kubetm/init
---
apiVersion: v1
kind: Pod
metadata:
  name: pod-4
  labels:
    type: web
    lo: production
spec:
  containers:
    - name: container
      image: kubetm/init
---
apiVersion: v1
kind: Pod
metadata:
  name: pod-5
  labels:
    type: db
    lo: production
spec:
  containers:
    - name: container
      image: kubetm/init
---
apiVersion: v1
kind: Pod
metadata:
  name: pod-6
  labels:
    type: server
    lo: production
spec:
  containers:
    - name: container
      image: kubetm/init
`,
  },
  {
    name: "05-services-by-label.yaml",
    yaml: `apiVersion: v1
kind: Service
metadata:
  name: svc-for-web
spec:
  selector:
    type: web
  ports:
    - port: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: svc-for-production
spec:
  selector:
    lo: production
  ports:
    - port: 8080
`,
  },
  {
    name: "06-node-selector-manual.yaml",
    yaml: `apiVersion: v1
kind: Pod
metadata:
  name: pod-3
spec:
  nodeSelector:
    kubernetes.io/hostname: k8s-worker1 # Worker Node 1에 수동 생성
  containers:
    - name: container
      image: kubetm/init
`,
  },
  {
    name: "07-schedule-2gi.yaml",
    yaml: `apiVersion: v1
kind: Pod
metadata:
  name: pod-4
spec:
  containers:
    - name: container
      image: kubetm/init
      resources:
        requests: # 최소 보장 자원
          memory: 2Gi
        limits: # 최대 허용 자원
          memory: 3Gi
`,
  },
  {
    name: "08-schedule-half-gi.yaml",
    yaml: `apiVersion: v1
kind: Pod
metadata:
  name: pod-5
spec:
  containers:
    - name: container
      image: kubetm/init
      resources:
        requests:
          memory: 0.5Gi
        limits:
          memory: 0.5Gi
`,
  },
  {
    name: "09-label-and-service.yaml",
    yaml: `apiVersion: v1
kind: Pod
metadata:
  name: pod-2 # 파드 명
  labels:
    type: web # 라벨
    lo: dev # 라벨
spec:
  containers:
    - name: container
      image: tmkube/init
---
apiVersion: v1
kind: Service
metadata:
  name: svc-1
spec:
  selector:
    type: web # 해당 내용과 매칭되는 라벨이 붙어 있는 파드에 연결
  ports:
    - port: 8080
`,
  },
  {
    name: "10-node-selector-custom-label.yaml",
    yaml: `apiVersion: v1
kind: Pod
metadata:
  name: pod-3
spec:
  nodeSelector:
    hostname: node1
  containers:
    - name: container
      image: tmkube/init
`,
  },
];
