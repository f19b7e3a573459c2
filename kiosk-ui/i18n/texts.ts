import { en } from "./en.ts";
import { ru } from "./ru.ts";

export type Language = "ru" | "en";
export type TextKey = keyof typeof ru;
export type Texts = Readonly<Record<TextKey, string>>;
export type TextValues = Readonly<Record<string, string | number>>;

const LANGUAGES: Readonly<Record<Language, Texts>> = { ru, en };

/** A text in the language, with `{placeholders}` filled; the plural form is chosen by the value `n`. */
export function textIn(language: Language, key: TextKey, values: TextValues = {}): string {
  const forms = LANGUAGES[language][key].split("|");
  const form = forms.length === 1 ? forms[0] : forms[pluralForm(language, Number(values["n"] ?? 0), forms.length)];
  return (form ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Index of the form for `n`. Russian: 1, 21…; 2–4, 22–24…; the rest. English: one, other. */
function pluralForm(language: Language, n: number, forms: number): number {
  const rule = new Intl.PluralRules(language).select(n);
  const index = language === "ru" ? ["one", "few", "many"].indexOf(rule) : rule === "one" ? 0 : 1;
  return Math.min(index < 0 ? forms - 1 : index, forms - 1);
}
