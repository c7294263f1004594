export const root: string;
export const node24: string;
export const compileCache: string;
export function isInstalled(): boolean;
export function install(): void;
