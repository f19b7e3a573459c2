import type { TillCommand } from "../../config/contract/commands.ts";

/** A command without its id. */
export type Draft = TillCommand extends infer C ? (C extends { id: string } ? Omit<C, "id"> : never) : never;

export const SENIOR = { staffId: "senior", pin: "2222" };
