/*
 * Taxpayer number (ИНН): 10 digits of an organisation, 12 of a person, the last one or two of them control digits (order of
 * the tax service).
 */
const TENTH = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const ELEVENTH = [7, ...TENTH];
const TWELFTH = [3, ...ELEVENTH];

export function isInn(text: string): boolean {
  return isOrganisationInn(text) || isPersonInn(text);
}

export function isOrganisationInn(text: string): boolean {
  return /^\d{10}$/.test(text) && text[9] === controlDigit(text, TENTH);
}

export function isPersonInn(text: string): boolean {
  return /^\d{12}$/.test(text) && text[10] === controlDigit(text, ELEVENTH) && text[11] === controlDigit(text, TWELFTH);
}

function controlDigit(text: string, weights: readonly number[]): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return String((sum % 11) % 10);
}
