import type { Role } from "../../config/contract/view.ts";

/** The person signed in at the till (кассир). */
export interface Operator {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** For tag 1203. */
  readonly inn: string | null;
}
