/**
 * Collects garbage and returns the pages to the system: for moments when nobody waits, it stops the process for some 30 ms. Left
 * to itself V8 lets a till that sells steadily grow to three times what it uses. The inspector's call is the one documented way
 * to ask for it in a process that was started without flags.
 */
export async function giveBackMemory(): Promise<void> {
  const { Session } = await import("node:inspector/promises");
  const session = new Session();
  session.connect();
  try {
    await session.post("HeapProfiler.collectGarbage");
  } finally {
    session.disconnect();
  }
}
