// The reader of each tool's files.
import { cloudFormationEstate } from './cloudformation.ts';
import type { ForeignEstate, ForeignFile } from './foreign.ts';
import { iambicEstate } from './iambic.ts';
import { landingZoneEstate } from './landing-zone-accelerator.ts';
import type { Source } from './sources.ts';
import { terraformEstate } from './terraform.ts';

export const READERS: Readonly<Record<Source, (files: readonly ForeignFile[]) => ForeignEstate>> = {
  terraform: terraformEstate,
  iambic: iambicEstate,
  lza: landingZoneEstate,
  cfn: cloudFormationEstate,
};
