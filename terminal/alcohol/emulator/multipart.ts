import type { IncomingMessage } from "node:http";
import { readText } from "../../marking/emulator/json-http.ts";

const BODY_MAX_BYTES = 2_097_152;

/** The field `xml_file` of a multipart body; null: there is none, or the body is too long. */
export async function readXmlFile(request: IncomingMessage): Promise<string | null> {
  const [, quoted, plain] = /multipart\/form-data;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(request.headers["content-type"] ?? "") ?? [];
  const boundary = quoted ?? plain;
  const body = await readText(request, BODY_MAX_BYTES);
  if (boundary === undefined || body === null) return null;
  for (const part of body.split(`--${boundary}`)) {
    const gap = part.indexOf("\r\n\r\n");
    if (gap < 0 || !/content-disposition:[^\r\n]*name="xml_file"/i.test(part.slice(0, gap))) continue;
    return part.slice(gap + 4).replace(/\r\n$/, "");
  }
  return null;
}
