import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/e2e/**", "tests/kubectl/**", "tests/clients/**", "tests/safety/**"],
          pool: "threads",
          maxWorkers: "100%",
          // No promise about speed: a busy machine must not fail a test.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["e2e", "kubectl", "clients", "safety"].map((folder) => `tests/${folder}/**/*.test.ts`),
          globalSetup: "tests/support/unpackChromium.ts",
          // Two browsers and their servers at a time, after all else: they wait more than they work.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          // Real browsers on a machine that may be busy with others' work: what fails there is tried once more, and the report says so.
          retry: process.env["CI"] ? 1 : 0,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
