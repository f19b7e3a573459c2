import type { Batch, Destination, SendOutcome } from "../destination.ts";
import { failedBatch } from "../destination.ts";
import { classifyFailure } from "../http/classify.ts";
import { BATCH_BYTES_MAX, BATCH_ROWS_MAX } from "../limits.ts";
import { readFactsAnswer } from "./answers.ts";
import type { IteemConnectionOptions } from "./connection.ts";
import { createIteemConnection } from "./connection.ts";
import { encodeBatch } from "./encode.ts";
import { factsPath } from "./protocol.ts";

export interface IteemOptions extends IteemConnectionOptions {
  /**
   * Random id kept beside the outbox, new whenever its database is created or restored from a copy: a restored till
   * counts its sequences again, and the server must not take the new ones for the old.
   */
  readonly epoch: string;
}

/** Facts to ITEEM (contract: openapi.yaml): batches, idempotent by fact id, gapless by sequence, acknowledged after commit. */
export function createIteemDestination(options: IteemOptions): Destination {
  const connection = createIteemConnection(options, true);
  const path = factsPath(options.tillId);
  return {
    batchRowsMax: BATCH_ROWS_MAX,
    async send(batch: Batch, signal: AbortSignal): Promise<SendOutcome> {
      const { body, rows } = encodeBatch(batch, { epoch: options.epoch, sentAt: options.clock.now() }, BATCH_BYTES_MAX);
      const answered = await connection.post(path, body, signal);
      if (answered.ok) return readFactsAnswer(options.name, rows, answered.value, options.clock.now());
      const failure = classifyFailure(options.name, answered.error);
      return failedBatch({ ...batch, rows }, failure.error, failure);
    },
    close: () => connection.close(),
  };
}
