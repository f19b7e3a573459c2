import { expect, it } from "vitest";
import { fileURLToPath } from "node:url";
import { loadConfig } from "../../config/load.ts";
import { readFileFromDisk } from "../../config/read-file.ts";
import { epochMs } from "../../config/clock.ts";
import { verifyPin } from "./pin.ts";
import { NO_ATTEMPTS, signInByBadge, signInByPin } from "./sign-in.ts";
import { lockPolicyOf, staffOf } from "./staff.ts";

it("people of the demonstration sign in by PIN and by badge", async () => {
  const loaded = loadConfig({
    file: fileURLToPath(new URL("../../config/demo/till.yaml", import.meta.url)),
    env: {},
    readFile: readFileFromDisk,
  });
  if (!loaded.ok) throw new Error("demo configuration is broken");
  const staff = staffOf(loaded.value.access);
  const policy = lockPolicyOf(loaded.value.access);
  expect(policy).toEqual({ lockAfterFailures: 5, lockMs: 300_000 });
  const facts = { staff, attemptsOf: () => NO_ATTEMPTS, policy, now: epochMs(0), verify: verifyPin };
  expect(await signInByPin({ staffId: "petr", pin: "4444" }, facts)).toMatchObject({
    kind: "signed-in",
    operator: { name: "Пётр", role: "technician" },
  });
  expect(await signInByPin({ staffId: "petr", pin: "1111" }, facts)).toMatchObject({ kind: "refused", failure: { count: 1 } });
  expect(signInByBadge("B-MARIA-58T7", staff)).toMatchObject({ kind: "signed-in", operator: { id: "maria" } });
});
