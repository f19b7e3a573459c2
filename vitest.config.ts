import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "{config,device-drivers,fiscal,terminal,sync-agent,kiosk-ui}/**/*.test.ts",
      "tests/{tidy,unit,integration,conformance,simulation,e2e}/**/*.test.ts",
    ],
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
