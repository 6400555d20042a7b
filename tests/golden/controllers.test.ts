import { describe } from "vitest";
import { judgeFolder } from "./judgeFolder.ts";

describe("GOLD-3 controllers write what those of Kubernetes 1.36.2 write", () => {
  judgeFolder({ area: "controllers", folder: `${import.meta.dirname}/controllers`, rule: "GOLD-3" });
});
