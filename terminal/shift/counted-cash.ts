import { kopecks, type Kopecks } from "../../config/money.ts";
import type { Books } from "./book.ts";

/**
 * Shares the cash counted in the one drawer among the registrars that count in it: each further one gets what its book says, as
 * far as it reaches, the first of `closing` all that is left, so a surplus or a shortage shows in one place. Shares are not
 * negative and, with the books of registrars that are not closing, add up to `countedKop` unless those alone hold more.
 */
export function countedByRegistrar(books: Books, closing: readonly string[], countedKop: Kopecks): Readonly<Record<string, Kopecks>> {
  const [first, ...others] = closing;
  const shares: Record<string, Kopecks> = {};
  let left: number = countedKop;
  const give = (id: string): Kopecks => {
    const share = kopecks(Math.min(left, Math.max(0, books[id]?.drawerKop ?? 0)));
    left -= share;
    return share;
  };
  for (const id of Object.keys(books)) if (!closing.includes(id)) give(id);
  for (const id of others) shares[id] = give(id);
  if (first !== undefined) shares[first] = kopecks(left);
  return shares;
}
