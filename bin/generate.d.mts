export function generate(): boolean;
export function nodeOf(folder: string): string;
