const REMEMBERED = 6;

/**
 * What the server's clock is ahead of this one, in milliseconds, as its last few messages said it. One that was held up
 * on its way says too little: the quickest counts, so that nothing looks younger than it is. Only the last few, because
 * clocks are set right.
 */
export type Heard = readonly number[];

export function hear(heard: Heard, serverSaid: number, now: number): Heard {
  return [...heard, serverSaid - now].slice(-REMEMBERED);
}

export function ahead(heard: Heard): number {
  return heard.length === 0 ? 0 : Math.max(...heard);
}
