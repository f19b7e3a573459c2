import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
};

/** Nothing from elsewhere, no inline code: the till's screens need neither. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

/** The one page with a camera, and the one that runs WebAssembly (the reader of codes). */
const CAMERA_PAGE = "/kiosk";
const CAMERA_HEADERS: Readonly<Record<string, string>> = {
  ...SECURITY_HEADERS,
  "content-security-policy": `script-src 'self' 'wasm-unsafe-eval'; ${SECURITY_HEADERS["content-security-policy"]}`,
  "permissions-policy": "camera=(self), microphone=(), geolocation=()",
};
const OTHER_HEADERS: Readonly<Record<string, string>> = {
  ...SECURITY_HEADERS,
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

export function headersOf(path: string): Readonly<Record<string, string>> {
  return path === CAMERA_PAGE ? CAMERA_HEADERS : OTHER_HEADERS;
}

export interface ScreenFile {
  readonly type: string;
  readonly body: Buffer;
}

/** All files of the built screens by URL path, read once: paths never come from a request. Source maps stay out. */
export function loadScreenFiles(folder: string): ReadonlyMap<string, ScreenFile> {
  const files = new Map<string, ScreenFile>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const url = `/${path.slice(folder.length + 1).replaceAll("\\", "/")}`;
    files.set(url, { type, body: readFileSync(path) });
  }
  return files;
}
