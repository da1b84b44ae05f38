// sso-admin: applications. The sandbox has none; a reader that sweeps them gets an empty list.
import { structure } from '../constraints.ts';
import { type Operations, reads } from '../operation.ts';
import { page } from '../pages.ts';
import { accountId, applicationProvider, instanceArn, pagedBy100 } from '../shapes.ts';
import { requireInstance } from './instances.ts';

const filter = structure({ 'ApplicationAccount?': accountId, 'ApplicationProvider?': applicationProvider });

export const APPLICATIONS: Operations = {
  ListApplications: reads({ InstanceArn: instanceArn, 'Filter?': filter, ...pagedBy100 }, (call, input) => {
    requireInstance(call, input.InstanceArn);
    return page<never>(call, input, { key: 'Applications', items: [], show: (application) => application });
  }),
};
