/**
 * The buyer's phone or e-mail for the electronic receipt (tag 1008), in the form that the till takes:
 * `+7` and ten digits, or an address. Null when the text is neither.
 */
export function readBuyerContact(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.includes("@")) return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(trimmed) ? trimmed : null;
  if (/[^\d\s()+-]/.test(trimmed)) return null;
  const digits = trimmed.replace(/\D/g, "");
  if (digits.length === 10) return `+7${digits}`;
  const isWithCountry = digits.length === 11 && (digits.startsWith("7") || (digits.startsWith("8") && !trimmed.startsWith("+")));
  return isWithCountry ? `+7${digits.slice(1)}` : null;
}
