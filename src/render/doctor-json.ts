// The doctor's result as JSON: the contract of schemas/doctor.schema.json.
import { countsOf } from '../doctor/doctor.ts';
import { setupSteps } from '../doctor/setup.ts';
import { optional } from '../optional.ts';
import type { DoctorReport } from './doctor.ts';
import { forJson } from './escape.ts';

export function renderDoctorJson({ examination, asSetup }: DoctorReport): string {
  const { checks, ...about } = examination;
  const shown = {
    formatVersion: 1,
    ...about,
    summary: countsOf(examination),
    checks: checks.map(({ code, area, passes, where, docs, ...result }) => ({
      code,
      area,
      passes,
      where,
      docs,
      status: result.status,
      ...((result.status === 'unknown' || (result.status === 'failed' && result.missing.length > 0)) && {
        missing: result.missing,
      }),
      ...(result.status === 'failed' && {
        findings: result.findings.map(({ severity, message, hint, span, where: place }) => ({
          severity,
          message,
          ...optional({ hint, span, where: place }),
        })),
      }),
    })),
    ...(asSetup && { setup: setupSteps(examination) }),
  };
  return `${forJson(JSON.stringify(shown, null, 2))}\n`;
}
