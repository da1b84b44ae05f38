// Other tools whose files are imported.
export const SOURCES = ['terraform', 'iambic', 'lza', 'cfn'] as const;
export type Source = (typeof SOURCES)[number];
