import type { Config } from "../../config/schema.ts";

/** Where the emulators of one world listen; the first line that `till emulate all --json` prints. */
/** An emulated Shtrih-M by port, or an emulated ATOL by the address of its server. */
export type SellerKkt = { readonly control: string } & ({ readonly port: number } | { readonly url: string });

export interface WorldAddresses {
  readonly kkt: { readonly port: number; readonly control: string } | null;
  /** Registrars of further sellers, by seller. */
  readonly sellers: Readonly<Record<string, SellerKkt>>;
  readonly scanner: { readonly path: string; readonly control: string } | null;
  readonly display: { readonly path: string; readonly control: string } | null;
  readonly cardTerminal: { readonly port: number; readonly control: string } | null;
  readonly tsPiot: { readonly url: string; readonly control: string } | null;
  readonly localModule: { readonly url: string; readonly control: string } | null;
  readonly utm: { readonly url: string; readonly control: string } | null;
  readonly iteem: { readonly url: string; readonly control: string } | null;
  readonly onec: { readonly url: string; readonly control: string } | null;
}

/** The configuration with the emulators in place of the devices and partners it names. */
export function withEmulators(config: Config, world: WorldAddresses): Config {
  const { kkt, sellers, scanner, display, cardTerminal, tsPiot, localModule, utm, iteem, onec } = world;
  const { upload, marking, alcohol } = config;
  return {
    ...config,
    fiscal: kkt === null ? config.fiscal : { ...config.fiscal, kind: "shtrih-m", link: { tcp: { host: "127.0.0.1", port: kkt.port } } },
    sellers: config.sellers.map((seller) => {
      const emulated = sellers[seller.id];
      return emulated === undefined ? seller : { ...seller, fiscal: { ...seller.fiscal, ...emulatedLink(emulated) } };
    }),
    scanners: config.scanners.map((each) => (scanner !== null && each.kind === "serial" ? { ...each, path: scanner.path } : each)),
    ...(display === null || config.display === undefined ? {} : { display: { ...config.display, path: display.path } }),
    ...(cardTerminal === null || config.cardTerminal === undefined
      ? {}
      : { cardTerminal: { ...config.cardTerminal, host: "127.0.0.1", port: cardTerminal.port } }),
    marking: {
      ...marking,
      ...(tsPiot === null || marking.tsPiot === undefined ? {} : { tsPiot: { ...marking.tsPiot, url: tsPiot.url } }),
      ...(localModule === null || marking.localModule === undefined
        ? {}
        : { localModule: { ...marking.localModule, url: localModule.url } }),
    },
    alcohol: utm === null || alcohol.utm === undefined ? alcohol : { ...alcohol, utm: { ...alcohol.utm, url: utm.url } },
    upload: {
      ...upload,
      ...(iteem === null || upload.iteem === undefined ? {} : { iteem: { ...upload.iteem, url: iteem.url } }),
      ...(onec === null || upload.onec === undefined ? {} : { onec: { ...upload.onec, url: onec.url } }),
    },
  };
}

function emulatedLink(emulated: SellerKkt): Pick<Config["fiscal"], "kind" | "link"> {
  if ("url" in emulated) return { kind: "atol", link: { webRequests: { url: emulated.url } } };
  return { kind: "shtrih-m", link: { tcp: { host: "127.0.0.1", port: emulated.port } } };
}

export function hasEmbedded({ embedded }: Pick<Config, "embedded">): boolean {
  return Object.values(embedded).some((isOn) => isOn);
}
