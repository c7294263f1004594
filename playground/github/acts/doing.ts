/** Who does something, when (now, unless history is being made), and whether the world hears of it. */
export type Doing = { by: string; at?: Date; quiet?: boolean };
