import { err, ok, type Result } from "../../../config/result.ts";
import { childOf, parseXml, textOf } from "./xml-tree.ts";

/** What `A` says: the document was taken, or why not. */
export type UtmAnswer =
  | { readonly kind: "taken"; readonly url: string; readonly sign: string }
  | { readonly kind: "error"; readonly message: string };

const SIGN = /^[0-9A-Fa-f]{16,1024}$/;
const MESSAGE_MAX = 200;

/** Answer of `POST /xml` and `POST /opt/in/…` [seen]: `A` with `url` and `sign`, or with `error`. The error says what makes no sense. */
export function readAnswer(body: string): Result<UtmAnswer, string> {
  const parsed = parseXml(body);
  if (!parsed.ok) return parsed;
  const root = parsed.value;
  if (root.name !== "A") return err(`root element ${root.name}`);
  const error = childOf(root, "error");
  if (error !== null) return ok({ kind: "error", message: error.text.replace(/\s+/g, " ").slice(0, MESSAGE_MAX) || "—" });
  const [url, sign] = [textOf(root, "url"), textOf(root, "sign")];
  if (url === null || sign === null) return err("neither url with sign nor error");
  return SIGN.test(sign) ? ok({ kind: "taken", url, sign }) : err("sign is no hexadecimal number");
}

/**
 * Words by which a UTM says that it has this very cheque already [memory]. Asked for after a lost answer only: then the cheque it knows is
 * ours.
 */
const KNOWN_WORDS = [/уже\s+(?:был\s+)?(?:принят|существует|зарегистрирован|обработан)/i, /already\s+(?:exists|processed|registered)/i];

export function saysKnown(message: string): boolean {
  return KNOWN_WORDS.some((words) => words.test(message));
}
