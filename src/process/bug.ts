// What a bug looks like to the person who met it.

declare const ACCESS_VERSION: string;

export function bugText(error: unknown): string {
  process.setSourceMapsEnabled(true);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug in access ${ACCESS_VERSION}. Please report it with the text below; nothing in it is secret, but look it over.\n\n${stack}\n`;
}
