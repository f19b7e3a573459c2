import { execFileSync } from "node:child_process";
import { availableParallelism, cpus, release, totalmem } from "node:os";
import { isMet, type Figure } from "./figures.ts";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly commit: string;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${release()}`,
    node: process.version,
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: import.meta.dirname, encoding: "utf8" }).trim(),
  };
}

const HEAD = ["what", "measured", "held against", "ratio", "goal", ""] as const;

/** Markdown, so that it reads in a terminal and can be put into docs/benchmarks.md as it is. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(row);
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(HEAD), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function row(figure: Figure): readonly string[] {
  const { what, value, unit, limit, ratio, goal } = figure;
  const met = isMet(figure);
  return [
    what,
    `${value} ${unit}`,
    limit === null ? "" : `${limit.what}: ${limit.value} ${unit}`,
    ratio === null ? "" : `${ratio} ×`,
    goal === null ? "" : `≤ ${goal} ${limit === null ? unit : "×"}`,
    met === null ? "" : met ? "met" : "NOT MET",
  ];
}
