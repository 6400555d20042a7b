/** Texts of what people's commands do to others, Korean. */
import type { crossings as english } from "../en/crossings.ts";
import type { Texts } from "../Texts.ts";

export const crossings: Texts<typeof english> = {
  pending:
    "{yours, select, yes {내} other {{name} 님의}} <m>{object}</m>: Pending. <who>{by}</who> 님의 <m>{holder}</m>{amount} Pod가 <m>{node}</m>에 먼저 자리를 잡았어요",
  port: "{yours, select, yes {내} other {{name} 님의}} <m>{object}</m>: Pending. <who>{by}</who> 님의 <m>{holder}</m> Pod가 <m>{node}</m>에서 같은 포트를 쓰고 있어요",
  label:
    "{yours, select, yes {내} other {{name} 님의}} Service <m>{object}</m>: <who>{by}</who> 님이 라벨을 <m>{label}={value}</m>(으)로 바꿔 {lost, plural, =1 {엔드포인트 <m>{pod}</m>이(가)} other {엔드포인트 <m>{pod}</m> 등 #개가}} 빠졌어요",
  unlabelled:
    "{yours, select, yes {내} other {{name} 님의}} Service <m>{object}</m>: <who>{by}</who> 님이 라벨 <m>{label}</m>을(를) 지워 {lost, plural, =1 {엔드포인트 <m>{pod}</m>이(가)} other {엔드포인트 <m>{pod}</m> 등 #개가}} 빠졌어요",
  selector:
    "{yours, select, yes {내} other {{name} 님의}} Service <m>{object}</m>: <who>{by}</who> 님이 selector를 바꿔 {lost, plural, =1 {엔드포인트 <m>{pod}</m>이(가)} other {엔드포인트 <m>{pod}</m> 등 #개가}} 빠졌어요",
  deleted:
    "{yours, select, yes {내} other {{name} 님의}} Service <m>{object}</m>: <who>{by}</who> 님이 한 일로 {lost, plural, =1 {<m>{pod}</m>이(가)} other {<m>{pod}</m> 등 #개가}} 지워져 남은 엔드포인트가 없어요",
  unready:
    "{yours, select, yes {내} other {{name} 님의}} Service <m>{object}</m>: <who>{by}</who> 님이 한 일로 {lost, plural, =1 {<m>{pod}</m>이(가)} other {<m>{pod}</m> 등 #개가}} Ready가 아니라서 쓸 수 있는 엔드포인트가 없어요",
  gone: "{yours, select, yes {내} other {{name} 님의}} <m>{object}</m>{more, select, yes { 등 여러 개} other {}}: <who>{by}</who> 님이 삭제했어요",
  goneWith:
    "{yours, select, yes {내} other {{name} 님의}} <m>{object}</m>{more, select, yes { 등 여러 개} other {}}: <who>{by}</who> 님이 <m>{other}</m>을(를) 삭제해서 함께 없어졌어요",
  goneBy:
    "{yours, select, yes {내} other {{name} 님의}} <m>{object}</m>{more, select, yes { 등 여러 개} other {}}: <who>{by}</who> 님이 <m>{other}</m>에 한 일 때문에 삭제됐어요",
  preempted:
    "{yours, select, yes {내} other {{name} 님의}} Pod <m>{object}</m>: <who>{by}</who> 님이 우선순위가 더 높은 <m>{pod}</m>(priority {priority})을(를) 만들어서 <m>{node}</m>에서 밀려났어요(preempted)",
  why: "이유 보기",
  moment: "그 순간으로",
  section: "다른 사람이 미친 영향",
  someone: "누군가",
  off: "이런 알림 끄기",
};
