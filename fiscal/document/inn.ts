/** Check digits of an INN (ИНН, taxpayer number): 10 digits for an organisation, 12 for a person. */
const TENTH = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const ELEVENTH = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const TWELFTH = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

function checkDigit(inn: string, weights: readonly number[]): string {
  const sum = weights.reduce((total, weight, i) => total + weight * Number(inn[i]), 0);
  return String((sum % 11) % 10);
}

export function isOrganisationInn(inn: string): boolean {
  return /^\d{10}$/.test(inn) && inn[9] === checkDigit(inn, TENTH);
}

export function isPersonInn(inn: string): boolean {
  return /^\d{12}$/.test(inn) && inn[10] === checkDigit(inn, ELEVENTH) && inn[11] === checkDigit(inn, TWELFTH);
}
