import type { FastifyInstance, FastifyReply } from "fastify";
import type { CustomerScanOutcome } from "../../config/contract/photo.ts";
import { appError } from "../../config/errors/index.ts";
import { PICTURE_BYTES_MAX } from "../../device-drivers/scanner/picture/picture-head.ts";
import { SYMBOLOGIES } from "../../device-drivers/scanner/scan.ts";
import { CUSTOMER_CAMERA } from "../input/customer-scan.ts";
import type { Allow, ApiPorts, Refuse } from "./server.ts";

const PICTURE_TYPES = ["image/jpeg", "image/png"];
const CUSTOMER_BODY_BYTES_MAX = 8 * 1024;
const CUSTOMER_CODE_CHARS_MAX = 4_000;
/** A camera reads some times a second; more is no camera. */
const CUSTOMER_PAUSE_MS = 150;

/** Codes that come from pictures: a cashier's photo, and what the customer's page read. */
export function pictureRoutes(app: FastifyInstance, ports: ApiPorts, allow: Allow, refuse: Refuse): void {
  app.addContentTypeParser(PICTURE_TYPES, { parseAs: "buffer", bodyLimit: PICTURE_BYTES_MAX }, (_request, body, done) => done(null, body));
  photoRoute(app, ports, allow, refuse);
  customerRoute(app, ports, allow, refuse);
}

/** Changes nothing: what the person chooses of the answer is sent as a `scan` command. */
function photoRoute(app: FastifyInstance, ports: ApiPorts, allow: Allow, refuse: Refuse): void {
  const options = {
    ...(allow("screen", "integrator") as object),
    bodyLimit: PICTURE_BYTES_MAX,
    errorHandler: (error: { readonly statusCode?: number }, _request: unknown, reply: FastifyReply) => {
      const isTooLarge = error.statusCode === 413;
      const fault = isTooLarge ? appError("MRK591", { what: "the file", limit: PICTURE_BYTES_MAX }) : appError("MRK590");
      return reply.code(error.statusCode ?? 400).send(refuse(fault));
    },
  };
  app.post("/api/photo", options, async (request, reply) => {
    if (!Buffer.isBuffer(request.body)) return reply.code(415).send(refuse(appError("MRK590")));
    const codes = await ports.photo(request.body);
    return codes.ok ? { ok: true, codes: codes.value } : refuse(codes.error);
  });
}

/** All that a page in the customers' hands can say. */
function customerRoute(app: FastifyInstance, { customerScan, clock }: ApiPorts, allow: Allow, refuse: Refuse): void {
  let nextAtMs = -Infinity;
  const options = { ...(allow("customer", "screen", "integrator") as object), bodyLimit: CUSTOMER_BODY_BYTES_MAX };
  app.post("/api/customer/scan", options, async (request, reply): Promise<object> => {
    const scan = scanOf(request.body);
    if (scan === null) return reply.code(400).send(refuse(appError("API103", { detail: "customer scan" })));
    if (clock.monotonicMs() < nextAtMs) return outcome("not-now");
    nextAtMs = clock.monotonicMs() + CUSTOMER_PAUSE_MS;
    return outcome(customerScan({ ...scan, source: CUSTOMER_CAMERA, at: clock.now() }));
  });
}

function outcome(said: CustomerScanOutcome): { readonly outcome: CustomerScanOutcome } {
  return { outcome: said };
}

function scanOf(body: unknown) {
  if (typeof body !== "object" || body === null || !("code" in body) || typeof body.code !== "string") return null;
  const bytes = body.code.length > CUSTOMER_CODE_CHARS_MAX ? null : Buffer.from(body.code, "base64");
  if (bytes === null || bytes.length === 0) return null;
  const named = "symbology" in body ? body.symbology : undefined;
  const symbology = SYMBOLOGIES.find((known) => known === named);
  return symbology === undefined ? { bytes } : { bytes, symbology };
}
