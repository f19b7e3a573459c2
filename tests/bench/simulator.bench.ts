import { simulate } from "../../terminal/simulation/simulate.ts";
import { figure, type BenchResult } from "./figures.ts";
import type { Sizes } from "./options.ts";

const SEED = 20_261_124;

/** Pace of the simulator: steps with every promise checked after each, and events of the till in them. The best of the rounds. */
export async function benchSimulator({ rounds, simulatorSteps }: Sizes): Promise<BenchResult> {
  const paces: { readonly seed: number; readonly seconds: number; readonly events: number; readonly steps: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const seed = SEED + round;
    const began = performance.now();
    const report = await simulate(seed, simulatorSteps);
    const seconds = (performance.now() - began) / 1_000;
    if (report.violations.length > 0)
      throw new Error(`seed ${seed} breaks a promise: till simulate --seed ${seed} --steps ${simulatorSteps}`);
    paces.push({ seed, seconds, events: report.events, steps: report.steps });
  }
  const best = (count: (pace: (typeof paces)[number]) => number): number => Math.max(...paces.map((pace) => count(pace) / pace.seconds));
  return {
    figures: [
      figure(
        "simulator, steps with all promises checked",
        best(({ steps }) => steps),
        "/s",
      ),
      figure(
        "simulator, events",
        best(({ events }) => events),
        "/s",
      ),
    ],
    details: paces,
  };
}
