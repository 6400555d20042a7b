/** Why something may not be done, Korean. */
import type { rights as english } from "../en/rights.ts";
import type { Texts } from "../Texts.ts";

export const rights: Texts<typeof english> = {
  past: "지난 순간을 보고 있어서 바꿀 수 없어요.",
  frozen: "강사가 변경을 잠시 막아 뒀어요.",
  viewer: "보기만 하는 역할이라 바꿀 수 없어요.",
  elsewhere: "내 네임스페이스({namespace})에서만 할 수 있어요.",
  rbac: "내 권한(RBAC)으로는 할 수 없어요: {verb} {resource}",
  clustersOwn: "클러스터가 쓰는 네임스페이스예요. default나 다른 네임스페이스에서 작업하세요.",
  gone: "이제 없어요.",
};
