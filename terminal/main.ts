import { randomUUID } from "node:crypto";
import type { Clock, EpochMs } from "../config/clock.ts";
import type { TillView } from "../config/contract/view.ts";
import { appError, errorText, type AppError } from "../config/errors/index.ts";
import { configNotices } from "../config/notices.ts";
import type { Log } from "../config/log.ts";
import { kopecks } from "../config/money.ts";
import { loadSaleLaw, shippedLaw } from "../config/sale-law.ts";
import { err, ok, type Result } from "../config/result.ts";
import type { Config } from "../config/schema.ts";
import { verifyPin } from "./access/pin.ts";
import { createPictureDecoder } from "../device-drivers/scanner/picture/picture-decoder.ts";
import { createScreenFeed } from "./api/screen-feed.ts";
import { startApi, type ApiServer } from "./api/server.ts";
import { loadTokens } from "./api/tokens.ts";
import { startUtmService } from "./alcohol/utm-service.ts";
import { openCatalog, type Catalog } from "./catalog/catalog.ts";
import { parseWeightTemplates } from "./catalog/resolve-barcode.ts";
import { openDevices, type Devices } from "./devices.ts";
import { startEffects } from "./effects/effects.ts";
import { gatherEvidence } from "./effects/unresolved-evidence.ts";
import { giveBackMemory } from "./give-back-memory.ts";
import { openHistory, type History } from "./journal/history.ts";
import { openJournal, type Journal } from "./journal/journal.ts";
import { openTillDatabase, type OpenedDatabase } from "./journal/open.ts";
import { openOutbox } from "./journal/outbox-store.ts";
import { configuredMarkingLaw, createMarking, type MarkingService } from "./marking-service.ts";
import { createCustomerScan, CUSTOMER_CAMERA } from "./input/customer-scan.ts";
import { draftOfReceipt } from "./input/draft-correction.ts";
import { findReceipts } from "./input/find-receipts.ts";
import { photoCodes } from "./input/photo-codes.ts";
import { registrarStates, startRegistrarWatches, type SeenRegistrar } from "./registrar-watches.ts";
import { createTill, type Till } from "./till.ts";
import { lockPolicyOf, staffOf, tillSettings, utcOffsetMinutes } from "./till-settings.ts";
import { destinationNames, MODULE_DESTINATION, startUpload } from "./upload.ts";
import { startUpkeep } from "./upkeep.ts";
import { lights, uploadView } from "./view/lights.ts";
import { dealViews } from "./view/deal-view.ts";
import { countedViews } from "./view/sellers-view.ts";
import { receiptSummary, searchHitView, serviceView } from "./view/service-view.ts";
import { tillView, type ViewContext } from "./view/till-view.ts";
import { utmDevice, type SeenUtm } from "./view/utm-view.ts";
import { unresolvedEvidenceView } from "./view/unresolved-view.ts";
import type { DeliveryState } from "../sync-agent/destination.ts";
import type { OutboxPort } from "../sync-agent/outbox-port.ts";

export interface StartOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Folder of the built screens. */
  readonly screenDir: string;
  /** True while the devices are the till's own emulators: said on every screen. */
  readonly isTraining: boolean;
  /** 0 = any free port instead of the configured one. */
  readonly port?: number;
}

export interface RunningTill {
  readonly url: string;
  readonly till: Till;
  readonly journal: Journal;
  readonly history: History;
  readonly outbox: OutboxPort;
  readonly devices: Devices;
  readonly catalog: Catalog;
  stop(): Promise<void>;
}

/**
 * Starts the till: journal first, then devices, effects, screens, upload. Read this to see what there is; each line leads
 * to one room. Crash-only: `stop` is for tests and tidy restarts, nothing depends on it.
 */
export async function startTill(options: StartOptions): Promise<Result<RunningTill, AppError>> {
  const { config, clock, log } = options;
  const barcodes = parseWeightTemplates(config.receipt.weightBarcodes);
  if (!barcodes.ok) return barcodes;
  const law = configuredMarkingLaw(config);
  if (!law.ok) return err(law.error[0] ?? appError("CFG902", { problem: "no rules of marking" }));
  const saleLaw = loadSaleLaw(shippedLaw());
  if (!saleLaw.ok) return err(saleLaw.error[0] ?? appError("CFG902", { problem: "no rules of sale" }));
  const database = openTillDatabase(config.dataDir, config.till.id, clock);
  if (!database.ok) return database;
  const journal = openJournal(database.value.db, () => clock.monotonicMs());
  if (!journal.ok) {
    database.value.close();
    return journal;
  }
  for (const notice of configNotices(config)) log.warn({ code: notice.code }, errorText(notice, "en"));
  const offset = utcOffsetMinutes(config.till.timeZone, clock.now());
  const settings = tillSettings(config, offset, saleLaw.value);
  const history = openHistory(database.value.db);
  const staff = staffOf(config);
  const outbox = openOutbox(database.value.db, journal.value, destinationNames(config));
  const catalog = openCatalog({ dataDir: config.dataDir, shop: config.catalog.shop ?? null, priceType: config.catalog.priceType ?? null });
  const language = config.till.language;

  const devices = openDevices(config, {
    clock,
    random: Math.random,
    log,
    utcOffsetMinutes: offset,
    onScan: (scan) => till.scan(scan),
    onBadRead: (error) => till.raise(error),
    onDoubleRead: () => feed.refresh("ask"),
    onState: () => feed.refresh(null),
  });
  const registrars = new Map([...devices.registrars].map(([id, { registrar }]) => [id, registrar]));
  const till = createTill({
    journal: journal.value,
    history,
    outbox,
    goods: catalog,
    registrars,
    settings,
    utmFault: () => utm?.seen().sight.fault ?? null,
    barcodes: barcodes.value,
    customerSources: new Set([
      ...config.scanners.filter((scanner) => scanner.side === "customer").map((scanner) => scanner.name),
      CUSTOMER_CAMERA,
    ]),
    staff,
    lockPolicy: lockPolicyOf(config),
    verifyPin,
    clock,
    newId: randomUUID,
    registrationOf: (sellerId) => registrarWatches.seen().find(({ id }) => id === sellerId)?.sight.registration ?? null,
    onRequeued: () => upload?.agent.wake(),
    language,
    log,
  });
  const pictures = createPictureDecoder({ clock, log });
  const utm = startUtmService(config, { clock, log, utcOffsetMinutes: offset, onChange: () => feed.refresh(null) });
  const registrarWatches = startRegistrarWatches({
    config,
    devices,
    till,
    utcOffsetMinutes: offset,
    onChange: () => feed.refresh(null),
    clock,
    log,
  });
  const marking = createMarking(config, law.value, {
    clock,
    log,
    version: options.version,
    utcOffsetMinutes: offset,
    fiscalDriveNumber: () => registrarWatches.seen()[0]?.sight.status?.fnSerial ?? null,
    groupOf: ({ gtin14 }) => (gtin14 === null ? null : (valueOf(catalog.byGtin(gtin14))?.markingGroup ?? null)),
    onAlarm: (error) => till.raise(error),
    isModuleTold: () => outbox.summary(MODULE_DESTINATION).waiting === 0,
  });
  const viewParts: ViewParts = {
    fixed: fixedParts(options),
    till,
    journal: journal.value,
    devices,
    registrars: registrarWatches.seen,
    outbox,
    deliveries: () => upload?.agent.states() ?? [],
    settings,
    marking,
    utm: () => utm?.seen() ?? null,
  };
  let upload: ReturnType<typeof startUpload> | null = null;
  const feed = createScreenFeed(() => currentView(options, viewParts));
  const recentErrors = rememberErrors(till, clock);
  till.onChange(({ sound }) => feed.refresh(sound));

  const effects = startEffects({
    till,
    registrars,
    cardTerminal: devices.cardTerminal,
    display: devices.display,
    utm: utm?.utm ?? null,
    markingCheck: marking.check,
    soldIn: (cis) => history.soldIn(cis),
    driveCheckMs: config.marking.driveCheck.enabled ? config.marking.driveCheck.timeoutMs : null,
    marking: marking.settings,
    settings,
    greeting: config.till.shopName,
    clock,
    log,
  });
  const upkeep = startUpkeep({
    till,
    journal: journal.value,
    catalog,
    db: database.value.db,
    config,
    clock,
    log,
    giveBackMemory,
    refresh: () => feed.refresh(null),
  });
  const startedAt = clock.now();
  let api: ApiServer;
  try {
    api = await startApi({
      till,
      feed,
      tokens: loadTokens(config.dataDir),
      search: (query, limit) => {
        const found = catalog.search(query, limit);
        return found.ok ? found.value.map(searchHitView) : [];
      },
      deals: (query) => dealViews(query, history, till.state, settings),
      receipts: (query) => findReceipts(query, history).map((found) => receiptSummary(found, { language, staff })),
      correction: (receiptId, way) => draftOfReceipt(receiptId, way, history, settings),
      service: () =>
        serviceView({
          version: options.version,
          startedAt,
          devices: [...registrarStates(registrarWatches.seen(), devices, till, language), ...devices.states()],
          registrars: registrarWatches.seen(),
          marking: marking.view(language),
          counters: countedViews(till.state, settings, language),
          utm: utm === null ? [] : [utmDevice(utm.seen(), till.state, language)],
          outbox,
          journal: journalFacts(journal.value, database.value),
          catalog: valueOf(catalog.stats()),
          refusedRequests: api.refused(),
          recentErrors: recentErrors(),
          language,
        }),
      unresolved: async (jobId) => {
        const job = till.state.unresolved.find((each) => each.id === jobId);
        const registrar = job === undefined ? undefined : registrars.get(job.registrarId);
        if (job === undefined || registrar === undefined) return null;
        return unresolvedEvidenceView(job, await gatherEvidence(job, registrar), language);
      },
      view: () => currentView(options, viewParts),
      photo: async (file) => {
        const found = await pictures.read(file);
        return found.ok ? ok(photoCodes(found.value, catalog)) : found;
      },
      customerScan: createCustomerScan(till, { goods: catalog, history, staff, settings, barcodes: barcodes.value }),
      guard: { allowedHosts: config.api.allowedHosts, allowedOrigins: config.api.allowedOrigins },
      host: config.api.host,
      port: options.port ?? config.api.port,
      screenDir: options.screenDir,
      language,
      clock,
      log,
    });
  } catch (error) {
    await stopTheRest();
    return err(appError("API105", { port: options.port ?? config.api.port, reason: (error as Error).message }));
  }
  upload = startUpload({
    localModule: marking.localModule,
    config,
    epoch: database.value.epoch,
    outbox,
    db: database.value.db,
    clock,
    random: Math.random,
    log,
  });
  async function stopTheRest(): Promise<void> {
    // The watch may stand in a question to the registrar, which closing the registrar ends.
    const watchEnded = registrarWatches.stop();
    utm?.stop();
    await Promise.all([effects.stop(), upkeep.stop(), marking.stop(), pictures.stop()]);
    await devices.stop();
    await watchEnded;
    catalog.close();
    if (database.ok) database.value.close();
  }
  return ok({
    url: api.url,
    till,
    journal: journal.value,
    history,
    outbox,
    devices,
    catalog,
    async stop() {
      await api.stop();
      await upload?.stop();
      await stopTheRest();
    },
  });
}

interface ViewParts {
  readonly fixed: ReturnType<typeof fixedParts>;
  readonly till: Till;
  readonly journal: Journal;
  readonly devices: Devices;
  readonly registrars: () => readonly SeenRegistrar[];
  readonly outbox: OutboxPort;
  readonly deliveries: () => readonly DeliveryState[];
  readonly settings: ReturnType<typeof tillSettings>;
  readonly marking: MarkingService;
  readonly utm: () => SeenUtm | null;
}

const DENOMINATIONS_RUB = [5_000, 2_000, 1_000, 500, 200, 100, 50, 10, 5, 2, 1];

/** What never changes is made once: a section that is the same object is not compared with the one before. */
function fixedParts({ config, version, isTraining }: StartOptions): Pick<ViewContext, "info" | "staff" | "suggestedNotesKop"> {
  const { id, shopName, language, theme } = config.till;
  const denominationsKop = DENOMINATIONS_RUB.map((rubles) => kopecks(rubles * 100));
  return {
    info: {
      tillId: id,
      shopName,
      language,
      theme,
      version,
      training: isTraining,
      taxSystems: config.fiscal.taxSystems,
      ffd: config.fiscal.ffd,
      denominationsKop,
    },
    staff: config.access.staff.map((member) => ({ id: member.id, name: member.name, role: member.role })),
    suggestedNotesKop: config.receipt.suggestedNotesRub.map((rubles) => kopecks(rubles * 100)),
  };
}

function currentView({ config, clock }: StartOptions, parts: ViewParts): TillView {
  const { till, outbox } = parts;
  const { language } = config.till;
  const upload = uploadView(outbox.destinations().map((name) => outbox.summary(name)));
  return tillView(till.state, {
    ...parts.fixed,
    settings: parts.settings,
    screen: till.screen,
    lights: lights({
      state: till.state,
      devices: parts.devices.states(),
      registrars: parts.registrars(),
      utm: parts.utm(),
      hasMarking: parts.marking.isConfigured,
      markingFault: parts.marking.fault(),
      markingWarning: parts.marking.warning(),
      storageFault: parts.journal.fault,
      upload,
      deliveries: parts.deliveries(),
      now: clock.now(),
      language,
    }),
    upload,
  });
}

function journalFacts(journal: Journal, { db }: OpenedDatabase) {
  const bytes = Number(db.pragma("page_count", { simple: true })) * Number(db.pragma("page_size", { simple: true }));
  return { events: journal.sequence, bytes, lastCommitMs: journal.lastCommitMs, writable: journal.fault === null };
}

const RECENT_ERRORS_MAX = 50;

/** The last alerts, newest first, for the technician. */
function rememberErrors(till: Till, clock: Clock): () => readonly { readonly at: EpochMs; readonly error: AppError }[] {
  const recent: { at: EpochMs; error: AppError }[] = [];
  till.onError((error) => {
    recent.unshift({ at: clock.now(), error });
    recent.length = Math.min(recent.length, RECENT_ERRORS_MAX);
  });
  return () => recent;
}

function valueOf<T>(result: Result<T, AppError>): T | null {
  return result.ok ? result.value : null;
}
