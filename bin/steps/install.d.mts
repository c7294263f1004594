export const root: string;
export const node24: string;
export function isInstalled(): boolean;
export function install(): void;
