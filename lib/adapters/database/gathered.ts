import { Unavailable } from "../../ports/failures.ts";

/**
 * Joins what is asked for while one write is under way into the next one: nobody waits for company, and a
 * hundred writers at once cost a few statements. Where a joined write is refused each is tried alone, so that
 * nobody fails for another's sake; where nobody answers it fails for all.
 */
export function gathered<Item, Answer>(
  write: (items: Item[]) => Promise<Answer[]>,
  most: number,
  weigh: (item: Item) => number = () => 1,
): (item: Item) => Promise<Answer> {
  type Waiting = { item: Item; resolve: (answer: Answer) => void; reject: (error: unknown) => void };
  const waiting: Waiting[] = [];
  let writing = false;

  const alone = ({ item, resolve, reject }: Waiting): Promise<void> =>
    write([item]).then(([answer]) => resolve(answer as Answer), reject);

  const next = async (): Promise<void> => {
    const batch: Waiting[] = [];
    let weight = 0;
    while (waiting[0] && (batch.length === 0 || weight + weigh(waiting[0].item) <= most)) {
      weight += weigh(waiting[0].item);
      batch.push(waiting.shift() as Waiting);
    }
    if (batch.length === 1) return alone(batch[0] as Waiting);
    try {
      const answers = await write(batch.map(({ item }) => item));
      for (const [i, { resolve }] of batch.entries()) resolve(answers[i] as Answer);
    } catch (error) {
      if (error instanceof Unavailable) for (const { reject } of batch) reject(error);
      else for (const each of batch) await alone(each);
    }
  };

  const work = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) await next();
    writing = false;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!writing) void work();
    });
}
