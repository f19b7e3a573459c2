import { systemClock } from "../../config/clock.ts";
import { assertInvariant, ok } from "../../config/result.ts";
import type { ByteChannel, OpenChannel } from "../../device-drivers/transport/channel.ts";
import { openTcpChannel } from "../../device-drivers/transport/tcp-channel.ts";
import type { FiscalReceipt } from "../../fiscal/document/fiscal-document.ts";
import { ShtrihBench, asDocument, receipt } from "../conformance/shtrih-m-bench.ts";
import { figure, type BenchResult, type Figure } from "./figures.ts";
import { leastWire, type WireCost } from "./least-wire.ts";
import { WIRE_CASES } from "./wire-cases.ts";

const GOAL = 1.1;

/**
 * Bytes and exchanges of fiscal receipts on TCP, counted outside the driver, against the fewest that the protocol allows for the
 * same document. Apart: what the till reads before (baseline, by which a lost answer is decided) and after (counters, held
 * against its own). Everything on a connection that has registered a receipt before.
 */
export async function benchWire(): Promise<BenchResult> {
  const wire = countingWire();
  const bench = await ShtrihBench.start({}, ({ tcpPort }) => ({
    openChannel: wire.counted(() => openTcpChannel({ host: "127.0.0.1", port: tcpPort }, systemClock)),
  }));
  try {
    await bench.openShift();
    const register = async (of: FiscalReceipt) => {
      wire.take();
      const baseline = await bench.baseline();
      const before = wire.take();
      const registered = await bench.registrar.register(asDocument(of), baseline);
      assertInvariant(registered.ok, "the receipt is registered");
      const document = wire.take();
      const counters = await bench.registrar.counters();
      assertInvariant(counters.ok, "the counters are read");
      return { before, document, after: wire.take() };
    };
    await register(receipt());
    const figures: Figure[] = [];
    const details: object[] = [];
    for (const each of WIRE_CASES) {
      const cost = await register(each.receipt);
      const least = leastWire(each.receipt);
      details.push({ name: each.name, ...cost, least });
      figures.push(...figuresOf(each.name, cost, least));
    }
    return { figures, details };
  } finally {
    await bench.stop();
  }
}

function figuresOf(name: string, cost: { before: WireCost; document: WireCost; after: WireCost }, least: WireCost): Figure[] {
  const limit = (value: number) => ({ limit: { what: "fewest by the protocol", value } });
  return [
    figure(`exchanges of a receipt, ${name}`, cost.document.exchanges, "exchanges", { ...limit(least.exchanges), goal: GOAL }),
    figure(`bytes of a receipt, ${name}`, cost.document.bytes, "B", { ...limit(least.bytes), goal: GOAL }),
    figure(`  with baseline and counters, exchanges`, exchanges(cost), "exchanges", limit(least.exchanges)),
    figure(`  with baseline and counters, bytes`, cost.before.bytes + cost.document.bytes + cost.after.bytes, "B", limit(least.bytes)),
  ];
}

function exchanges({ before, document, after }: { before: WireCost; document: WireCost; after: WireCost }): number {
  return before.exchanges + document.exchanges + after.exchanges;
}

/** Counts what really passes, whoever sends it. A write that begins with STX is one exchange. */
function countingWire() {
  const STX = 0x02;
  let now = { bytes: 0, exchanges: 0 };
  const count = (channel: ByteChannel): ByteChannel => ({
    address: channel.address,
    closed: channel.closed,
    close: () => channel.close(),
    onData: (receive) =>
      channel.onData((bytes) => {
        now.bytes += bytes.length;
        receive(bytes);
      }),
    write: (bytes) => {
      now.bytes += bytes.length;
      if (bytes[0] === STX) now.exchanges += 1;
      return channel.write(bytes);
    },
  });
  return {
    counted:
      (open: OpenChannel): OpenChannel =>
      async () => {
        const opened = await open();
        return opened.ok ? ok(count(opened.value)) : opened;
      },
    take(): WireCost {
      const taken = now;
      now = { bytes: 0, exchanges: 0 };
      return taken;
    },
  };
}
