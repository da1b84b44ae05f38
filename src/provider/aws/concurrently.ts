// Many reads at once, few at a time.

/** More than this only waits at the limiter: 20 calls a second of 0.3 seconds each need six. */
const AT_ONCE = 10;

/** Results in the order of `items`. The first failure stops what has not begun, and is thrown. */
export async function concurrently<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  } catch (error) {
    next = items.length;
    throw error;
  }
  return results;
}
