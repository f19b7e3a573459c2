import type { ruMarking } from "./ru-marking.ts";

export const enMarking: Readonly<Record<keyof typeof ruMarking, string>> = {
  "code.add": "Marking code needed",
  "code.void": "Striking out a marked item",
  "code.unreadable": "The code can't be read",
  "code.left": "Codes still to scan: {n}",
};
