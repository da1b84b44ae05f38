// The shells whose command lines can be completed.
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const isShell = (word: string): word is Shell => SHELLS.some((shell) => shell === word);
