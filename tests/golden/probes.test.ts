import { describe } from "vitest";
import { judgeFolder } from "./judgeFolder.ts";

describe("GOLD-5 probes of kube-apiserver 1.36.2 give its answers", () => {
  judgeFolder({ area: "api", folder: `${import.meta.dirname}/probes`, rule: "GOLD-5" });
});
