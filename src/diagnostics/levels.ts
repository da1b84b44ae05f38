// `diagnostics:` in access.yaml: warnings and notices can be raised or silenced by code. Errors stay errors.
import type { Diagnostic, Severity } from './diagnostic.ts';

export type Level = 'off' | Severity;

export function withLevels<D extends Diagnostic>(
  diagnostics: readonly D[],
  levels: ReadonlyMap<string, Level>,
): readonly D[] {
  return diagnostics.flatMap((diagnostic) => {
    const level = levels.get(diagnostic.code);
    if (level === undefined || diagnostic.severity === 'error' || diagnostic.code === 'cli/more-findings')
      return [diagnostic];
    return level === 'off' ? [] : [{ ...diagnostic, severity: level }];
  });
}
