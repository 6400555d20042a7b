import { describe } from "vitest";
import { judgeFolder } from "./judgeFolder.ts";

describe("GOLD-6 flows of the controllers of Kubernetes 1.36.2 give their writes and events", () => {
  judgeFolder({ area: "controllers", folder: `${import.meta.dirname}/flows`, rule: "GOLD-6" });
});
