import { err, ok, type Result } from "../../../config/result.ts";
import { childOf, parseXml, textOf, type XmlElement } from "../utm/xml-tree.ts";

/** A cheque as a UTM reads it. */
export interface ReceivedCheque {
  readonly kind: "sale" | "refund";
  /** `Identity`; null in version 1. */
  readonly identity: string | null;
  readonly kassa: string;
  readonly shift: string;
  readonly number: string;
  readonly bottles: readonly { readonly stamp: string; readonly ean: string; readonly price: string }[];
  readonly unstamped: number;
}

const PRICE = /^-?\d+\.\d{2}$/;
const EAN = /^\d{8}$|^\d{12,14}$/;
const STAMP = /^[0-9A-Z]{68}$|^[0-9A-Z]{150}$/;
const DATE_TIME_V1 = /^\d{10}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;

/** Strict: whatever is empty, missing or of another form is refused, with words. */
export function readCheque(xml: string, type: string | null, fsrarId: string): Result<ReceivedCheque, string> {
  const parsed = parseXml(xml);
  if (!parsed.ok) return err(`Ошибка разбора XML: ${parsed.error}`);
  if (type === null) return readFirst(parsed.value);
  return type === "ChequeV3" || type === "ChequeV4" ? readLater(parsed.value, type, fsrarId) : err(`Неизвестный тип ${type}`);
}

function readFirst(root: XmlElement): Result<ReceivedCheque, string> {
  if (root.name !== "Cheque") return err("Нет элемента Cheque");
  const { attributes, children } = root;
  const names = ["inn", "kpp", "address", "name", "kassa", "shift", "number", "datetime"];
  const empty = names.find((name) => (attributes[name] ?? "").trim() === "");
  if (empty !== undefined) return err(`Не заполнено поле ${empty}`);
  if (!DATE_TIME_V1.test(attributes["datetime"] ?? "")) return err("Неверная дата");
  const bottles = children.filter(({ name }) => name === "Bottle");
  const unstamped = children.filter(({ name }) => name === "nopdf");
  if (bottles.length + unstamped.length !== children.length) return err("Лишний элемент в чеке");
  const goods = bottles.map(({ attributes: of }) => ({ stamp: of["barcode"] ?? "", ean: of["ean"] ?? "", price: of["price"] ?? "" }));
  const hasVolume = bottles.every(({ attributes: of }) => Number(of["volume"]) > 0);
  const fields = ["code", "bname", "volume", "alc", "price", "ean", "count"];
  const bare = unstamped.some(({ attributes: of }) => fields.some((name) => (of[name] ?? "").trim() === ""));
  if (!hasVolume || bare) return err("Не заполнены поля товара");
  const prices = [...goods.map(({ price }) => price), ...unstamped.map(({ attributes: of }) => of["price"] ?? "")];
  const isRefund = prices.some((price) => price.startsWith("-"));
  if (isRefund && !prices.every((price) => price.startsWith("-"))) return err("В чеке и продажа, и возврат");
  const header = { identity: null, kassa: attributes["kassa"] ?? "", shift: attributes["shift"] ?? "", number: attributes["number"] ?? "" };
  return checked({ kind: isRefund ? "refund" : "sale", ...header, bottles: goods, unstamped: unstamped.length }, prices);
}

function readLater(root: XmlElement, type: string, fsrarId: string): Result<ReceivedCheque, string> {
  const owner = childOf(root, "Owner");
  const cheque = childOf(childOf(root, "Document") ?? root, type);
  if (root.name !== "Documents" || owner === null || cheque === null) return err(`Нет элемента ${type}`);
  if (textOf(owner, "FSRAR_ID") !== fsrarId) return err("FSRAR_ID не совпадает с ключом");
  const [header, content, identity] = [childOf(cheque, "Header"), childOf(cheque, "Content"), textOf(cheque, "Identity")];
  if (header === null || content === null || identity === null) return err("Нет Header, Content или Identity");
  const fields = ["Date", "Kassa", "Shift", "Number", "Type"].map((name) => [name, textOf(header, name)] as const);
  const empty = fields.find(([, value]) => value === null);
  if (empty !== undefined) return err(`Не заполнено поле ${empty[0]}`);
  const [date, kassa, shift, number, kind] = fields.map(([, value]) => value ?? "") as [string, string, string, string, string];
  if (!DATE_TIME.test(date)) return err("Неверная дата");
  if (kind !== "Продажа" && kind !== "Возврат") return err(`Неизвестный тип чека ${kind}`);
  const bottles = content.children.filter(({ name }) => name === "Bottle");
  const unstamped = content.children.filter(({ name }) => name === "Nomark");
  if (bottles.length + unstamped.length !== content.children.length) return err("Лишний элемент в чеке");
  const goods = bottles.map((each) => ({
    stamp: textOf(each, "Barcode") ?? "",
    ean: textOf(each, "EAN") ?? "",
    price: textOf(each, "Price") ?? "",
  }));
  const isBare = unstamped.some(
    (each) => childOf(each, "Product") === null || textOf(each, "Quantity") === null || textOf(each, "EAN") === null,
  );
  if (isBare) return err("Не заполнены поля товара");
  const prices = [...goods.map(({ price }) => price), ...unstamped.map((each) => textOf(each, "Price") ?? "")];
  if (prices.some((price) => price.startsWith("-"))) return err("Отрицательная цена");
  return checked(
    { kind: kind === "Продажа" ? "sale" : "refund", identity, kassa, shift, number, bottles: goods, unstamped: unstamped.length },
    prices,
  );
}

function checked(cheque: ReceivedCheque, prices: readonly string[]): Result<ReceivedCheque, string> {
  const { bottles, unstamped, shift, number } = cheque;
  if (!/^\d+$/.test(shift) || !/^\d+$/.test(number)) return err("Номер смены и чека — числа");
  if (bottles.length + unstamped === 0) return err("В чеке нет товаров");
  if (bottles.length > 0 && unstamped > 0) return err("В чеке и Bottle, и nopdf");
  if (prices.some((price) => !PRICE.test(price))) return err("Цена не в виде 0.00");
  const wrong = bottles.find(({ stamp, ean }) => !STAMP.test(stamp) || !EAN.test(ean));
  if (wrong !== undefined) return err(`Неверная марка или EAN: ${wrong.ean || "пусто"}`);
  if (new Set(bottles.map(({ stamp }) => stamp)).size !== bottles.length) return err("Марка в чеке дважды");
  return ok(cheque);
}
