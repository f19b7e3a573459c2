import type { ErrorEntry } from "./app-error.ts";

/** MRK590–599: codes read from pictures. */
export const pictureErrors = {
  MRK590: {
    ru: "Это не фотография JPEG или PNG. Сфотографируйте код ещё раз.",
    en: "This is not a JPEG or PNG photo. Take a photo of the code again.",
    hint: "The file does not begin as a JPEG or PNG does. Some phones save HEIC: set the camera to “most compatible”.",
    retry: "needs-human",
  },
  MRK591: {
    ru: "Фотография слишком большая. Уменьшите размер снимка в камере и повторите.",
    en: "The photo is too large. Choose a smaller size in the camera and try again.",
    hint: "{what} is over the limit of {limit} (bytes of the file, or pixels of the picture).",
    retry: "needs-human",
  },
  MRK592: {
    ru: "Файл фотографии повреждён или передан не целиком. Сфотографируйте код ещё раз.",
    en: "The photo file is damaged or incomplete. Take a photo of the code again.",
    hint: "The picture could not be unpacked: {reason}",
    retry: "needs-human",
  },
  MRK593: {
    ru: "На фотографии не найден код. Снимите его крупнее, ровно, без бликов и в фокусе.",
    en: "No code was found in the photo. Take it closer, straight, in focus and without glare.",
    hint: "DataMatrix, QR, EAN, UPC, Code 128, PDF417 are looked for; a module should be at least 3 pixels.",
    retry: "needs-human",
  },
  MRK594: {
    ru: "Касса не успела разобрать фотографию. Снимите код крупнее или отсканируйте его.",
    en: "The till had no time to read the photo. Take the code closer, or scan it.",
    hint: "Not read within {limitMs} ms; the reader was ended and starts anew with the next photo.",
    retry: "retry-now",
  },
  MRK595: {
    ru: "Разбор фотографии сорвался. Повторите; если не поможет — отсканируйте код.",
    en: "Reading the photo failed. Try again; if it does not help, scan the code.",
    hint: "The reader's thread ended: {reason}. It starts anew with the next photo.",
    retry: "retry-now",
  },
  MRK596: {
    ru: "Касса ещё разбирает прежние фотографии. Повторите через несколько секунд.",
    en: "The till is still reading earlier photos. Try again in a few seconds.",
    hint: "More than {limit} photos wait.",
    retry: "retry-later",
  },
} as const satisfies Record<string, ErrorEntry>;
