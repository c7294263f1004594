/** A space that does not break, so that "12 m" stays on one line. */
const NB = "\u00a0";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, in the largest unit that is not zero: "41 s", "12 m", "3 h", "2 d". Milliseconds in. */
export function age(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))}${NB}s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}${NB}m`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)}${NB}h`;
  if (ms < 730 * DAY) return `${Math.floor(ms / DAY)}${NB}d`;
  return `${Math.floor(ms / (365 * DAY))}${NB}y`;
}

/** A stretch of time in its two largest units: "4 m 12 s", "1 d 19 h". Milliseconds in. */
export function lasting(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / SECOND)) * SECOND;
  const parts: [number, string][] = [
    [Math.floor(whole / DAY), "d"],
    [Math.floor((whole % DAY) / HOUR), "h"],
    [Math.floor((whole % HOUR) / MINUTE), "m"],
    [Math.floor((whole % MINUTE) / SECOND), "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return `0${NB}s`;
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${NB}${unit}`)
    .join(NB);
}

/** "12 m ago", or "in 3 h" for what is to come; clocks that differ by a little make nothing to come. */
export function agoWords(at: number, now: number, suffix = ""): string {
  if (at > now + 5 * SECOND) return `in ${lasting(at - now)}`;
  return suffix === "" ? age(now - at) : `${age(now - at)} ${suffix}`;
}

const DATE_AND_TIME: Intl.DateTimeFormatOptions = {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
};

/** Made once: a board has an age in each cell, and to make one takes longer than to use it a dozen times. */
let here: Intl.DateTimeFormat | undefined;

/** "Sat, 21 Nov 2026, 11:42:03 CET": a day and a zone, always. */
export function absolute(at: number, timeZone?: string): string {
  if (timeZone) return new Intl.DateTimeFormat("en-GB", { ...DATE_AND_TIME, timeZone }).format(at);
  here ??= new Intl.DateTimeFormat("en-GB", DATE_AND_TIME);
  return here.format(at);
}

/** "11:42", in the zone of the person who reads. */
export function clock(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone }).format(at);
}

/** "11:42 CET" */
export function clockAndZone(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
    timeZone,
  }).format(at);
}

/** "Sat 21 Nov", with the year where it is not this one. */
export function day(at: number, timeZone?: string, now = Date.now()): string {
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
  const parts = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year, timeZone })
    .formatToParts(at)
    .filter((part) => part.type !== "literal")
    .map((part) => part.value);
  return parts.join(" ");
}
