/** Phone of tags 1008, 1073, 1074, 1075, 1171: plus sign and digits, at most 19 characters (order ЕД-7-20/662@). */
const PHONE = /^\+\d{10,15}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;

export function isPhone(text: string): boolean {
  return PHONE.test(text);
}

export function isEmail(text: string): boolean {
  return EMAIL.test(text);
}
