import { SaxesParser } from "saxes";
import { errorMessage } from "../../../config/error-message.ts";
import { err, ok, type Result } from "../../../config/result.ts";

/** One element. Names without their prefix; text without what surrounds it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

const TEXT_MAX = 4_194_304;
const DEPTH_MAX = 20;
const ELEMENTS_MAX = 50_000;

/**
 * A whole XML document of a stranger: no document type (so no entities of its own), bounded in length, depth and number of elements. The
 * error says what was wrong with it.
 */
export function parseXml(text: string): Result<XmlElement, string> {
  if (text.length > TEXT_MAX) return err("too long");
  const parser = new SaxesParser();
  const open: OpenElement[] = [];
  let root: XmlElement | null = null;
  let count = 0;
  let fault: string | null = null;
  const stop = (reason: string): never => {
    fault ??= reason;
    throw new Error(reason);
  };
  parser.on("doctype", () => stop("has a document type"));
  parser.on("error", (error) => stop(error.message));
  parser.on("opentag", ({ name, attributes }) => {
    count += 1;
    if (count > ELEMENTS_MAX) stop("too many elements");
    if (open.length >= DEPTH_MAX) stop("too deep");
    const values = Object.entries(attributes).map(([key, value]) => [local(key), value]);
    open.push({ name: local(name), attributes: Object.fromEntries(values), children: [], text: "" });
  });
  const addText = (part: string): void => {
    const last = open.at(-1);
    if (last !== undefined) last.text += part;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const done = open.pop();
    if (done === undefined) return;
    const closed = { ...done, text: done.text.trim() };
    const parent = open.at(-1);
    if (parent === undefined) root = closed;
    else parent.children.push(closed);
  });
  try {
    parser.write(text).close();
  } catch (error) {
    return err(fault ?? errorMessage(error));
  }
  return root === null ? err("no element") : ok(root);
}

function local(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

export function childOf({ children }: XmlElement, name: string): XmlElement | null {
  return children.find((child) => child.name === name) ?? null;
}

export function textOf(element: XmlElement, name: string): string | null {
  const text = childOf(element, name)?.text ?? "";
  return text === "" ? null : text;
}
