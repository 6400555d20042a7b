/** The sentences of the marks in Korean, one for each in docs/spec. */
import type { MarkId } from "../../fidelity/marks.generated.ts";

export const marks: Readonly<Record<MarkId, string>> = {
  "RES-S1": "요청을 FlowSchema에 따라 줄 세우지 않아요.",
  "RES-S2": "CSR의 서명은 검사하지 않아요.",
  "RES-S3": "DRA 장치를 고르는 CEL 식은 컴파일하지 않아요.",
  "RES-A1": "kubelet의 CSR을 승인하고 승인된 CSR에 서명하는 컨트롤러. 서명 권한이 있는 사람이 직접 서명해요.",
  "WIRE-S1": "YAML로 보내는 객체는 키, 값, 줄을 합해 30,000개까지예요. JSON에는 이런 제한이 없어요.",
  "CRD-A1": "Webhook은 저장하고 검사만 하고 호출하지 않아요.",
  "CRD-A2": "MutatingAdmissionPolicy는 저장하고 검사만 하고 아무것도 바꾸지 않아요.",
  "CRD-A3": "정책이 감사(audit)에 남기라고 한 것은 남지 않아요. 감사 로그가 없어요.",
  "CRD-A4": "Webhook을 통한 버전 변환.",
  "CTRL-S1": "볼륨은 노드의 폴더이고, 만들어 주는 provisioner는 Pod 없이 동작해요.",
  "CTRL-S2": "로드 밸런서 주소를 주는 컨트롤러는 Pod 없이 동작해요.",
  "CTRL-A1": "Pods, Object, External 메트릭 어댑터. 어댑터를 설치하지 않은 클러스터와 같아요.",
  "CTRL-A2": "CSI 드라이버, 볼륨 attach와 스냅샷.",
  "SCHED-S1": "노드가 하나도 없으면 노드가 생길 때까지 기다려요. 실제 kube-scheduler는 몇 초마다 다시 시도해요.",
  "SCHED-S2":
    "같은 모양의 Pod끼리 순위를 나누어 쓰지 않고(OpportunisticBatching), 노드를 하나씩 차례로 살펴요. 결정은 같아요.",
  "SCHED-A1": "장치(DRA)를 Pod에 할당하지 않아요. DynamicResources 점수는 0이에요.",
  "SCHED-A2": "스토리지 용량은 따지지 않고, in-tree 볼륨을 CSI 볼륨으로 보지 않아요.",
  "SCHED-A3": "Pod 그룹, 스케줄러 extender, 여러 프로필.",
  "KLT-S1": "exec probe의 명령이 쓰는 시간은 흐르지 않고 바로 끝나요. probe의 timeout까지만요.",
  "KLT-S2": "gRPC health protocol에는 agnhost의 grpc-health-checking과 설명에 `grpc` 포트를 적은 이미지만 답해요.",
  "KLT-S3":
    "이미지는 모형이에요. 강의에 나오는 이미지와 잘 알려진 이미지는 하나씩 만들어 두었고, 아무도 적어 두지 않은 이미지는 조용한 서버로 실행돼요(KLT-54).",
  "KLT-S4": "노드의 이미지는 계속 남아요. kubelet의 이미지 정리는 돌지 않아요.",
  "KLT-A1":
    "그 아래의 커널. cgroup, 사용자, capability, seccomp, SELinux 설정은 저장되고 보이지만 프로세스를 막지는 않아요.",
  "KLT-S8": "컨테이너 로그에는 가장 최근 1,000줄만 남아요.",
  "SHL-S1": "프로세스는 요구한 메모리를 한 번에 가져요.",
  "SHL-S2": "limit이 없는 컨테이너끼리는 노드의 CPU를 나누어 쓰지 않아요.",
  "SHL-S3": "파이프라인에서 입력 전체가 필요한 프로그램은 입력이 끝날 때까지 기다려요.",
  "SHL-S4": "awk는 패턴, print, printf, 필드, 변수, 조건까지 알아요.",
  "NODE-S1": "노드의 Lease는 kubelet이 조용한 동안에만 보여요. 10초마다 갱신되는 모습은 보이지 않아요.",
  "NODE-S2": "멈추거나 끊긴 노드의 컨테이너가 그동안 스스로 하는 일은 노드가 돌아올 때 일어나요.",
  "NODE-S3": "사라진 노드에서 Pod를 얼마나 빨리 내보낼지는 클러스터 전체를 한 zone으로 보고 정해요.",
  "NET-S1": "클러스터 밖에서는 흔한 공개 도메인의 이름이 모두 있고, 그 호스트는 80과 443에서 대답해요.",
  "NET-S2":
    "Ingress 컨트롤러는 Pod 없이 동작하고, Ingress의 호스트 이름은 누가 등록해 둔 것처럼 클러스터 밖에서 풀려요.",
  "NET-S3": "안에서 API를 부를 때 인증서를 믿는지는 묻지 않아요.",
  "NET-S4": "연결은 HTTP를 주고받거나 열고 닫기만 해요. 다른 프로토콜로는 데이터가 오가지 않아요.",
  "KLT-S5":
    "컨트롤 플레인의 Pod는 API 서버, 스케줄러, 컨트롤러가 어디서 도는지 보여 줘요. Pod가 어떻게 되든 이들은 계속 동작해요.",
  "KLT-S6":
    "hostPath 볼륨으로는 /etc/kubernetes를 고칠 수 없어요. API 서버가 거절하는 static Pod는 아예 실행되지 않아요.",
  "NET-A1":
    "kube-proxy와 네트워크 플러그인의 Pod. 이들이 만들 규칙은 모든 노드에 이미 있어요. 강의 클러스터의 기록도 이런 Pod가 없는 노드에서 남긴 것이에요.",
  "KLT-S7":
    "hostPath 볼륨에는 그 노드에서 새로 쓴 파일만 보이고, type은 검사하지 않아요. 노드의 시스템 파일은 들어 있지 않아요.",
  "KLT-A2": "kubelet 설정 파일은 보이기만 하고 읽지 않아요. 임계값, 백오프, 한도는 기본값이에요.",
  "KLT-A3": "inode나 프로세스 번호가 모자랄 때의 축출과 soft 임계값.",
};
