/** Work of one name is done one after another, in the order in which it came; different names do not wait for each other. */
export interface Turns {
  take<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take(name, work) {
      const before = last.get(name) ?? Promise.resolve();
      const mine = before.then(work);
      // The next one waits for the end of this work, however it ends; what went wrong is its caller's business.
      const ended = mine.catch(() => {}).then(() => void (last.get(name) === ended && last.delete(name)));
      last.set(name, ended);
      return mine;
    },
  };
}
