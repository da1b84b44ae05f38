// What the checks know of the enterprise applications by which people sign in to accounts one by one, beside what the files want of them.
import type { FederatedApplication } from '../saml/application.ts';
import type {
  AppRoleAssignment,
  EnterpriseApplication,
  EntraState,
  NameIdentifier,
  ProvisioningJob,
} from '../state/entra.ts';
import { type Fact, known, type NotRead } from '../state/health.ts';
import { factOf } from './entra-facts.ts';

/** What the files want, and what was read of it. */
export interface Federation {
  /** None: the files hand no accounts to SAML, and nothing of it is checked. */
  readonly wanted: readonly FederatedApplication[];
  /** Absent: nobody asked, or no target says which service principal it is. */
  readonly tenant?: EntraState;
}

/** An application that a target names, and what Entra has of it. */
export interface FederationSide {
  readonly wanted: FederatedApplication;
  readonly found: EnterpriseApplication;
}

export type WithDetail<Detail> = FederationSide & { readonly detail: Detail };

export interface FederationFacts {
  /** All that the files want. */
  readonly federated: Fact<readonly FederatedApplication[]>;
  /** Those that targets name and that no service principal is. */
  readonly federatedGone: Fact<readonly FederatedApplication[]>;
  readonly federation: Fact<readonly FederationSide[]>;
  readonly federationAssignments: Fact<readonly WithDetail<readonly AppRoleAssignment[]>[]>;
  readonly federationJobs: Fact<readonly WithDetail<readonly ProvisioningJob[]>[]>;
  readonly federationClaims: Fact<readonly WithDetail<NameIdentifier>[]>;
}

const NOT_ASKED: NotRead = { read: false, reason: 'depends', subject: 'credentials for Microsoft Graph' };

export function federationFactsOf({ wanted, tenant }: Federation): FederationFacts {
  const applications: Fact<readonly EnterpriseApplication[]> =
    tenant === undefined ? (wanted.some(isNamed) ? NOT_ASKED : known([])) : factOf(tenant.applications);
  const sides: Fact<readonly FederationSide[]> = applications.read
    ? known(
        wanted.flatMap((each): readonly FederationSide[] => {
          const found = applications.value.find(({ id }) => id === each.servicePrincipalId);
          return found === undefined ? [] : [{ wanted: each, found }];
        }),
      )
    : applications;
  return {
    federated: known(wanted),
    federatedGone: applications.read
      ? known(
          wanted.filter(
            (each) => isNamed(each) && !applications.value.some(({ id }) => id === each.servicePrincipalId),
          ),
        )
      : applications,
    federation: sides,
    federationAssignments: withDetail(sides, ({ assignments }) => factOf(assignments)),
    federationJobs: withDetail(sides, ({ provisioning }) => factOf(provisioning)),
    federationClaims: withDetail(sides, ({ nameId }) => factOf(nameId)),
  };
}

const isNamed = ({ servicePrincipalId }: FederatedApplication): boolean => servicePrincipalId !== undefined;

/** Of all of them, or of none. */
function withDetail<Detail>(
  sides: Fact<readonly FederationSide[]>,
  of: (application: EnterpriseApplication) => Fact<Detail>,
): Fact<readonly WithDetail<Detail>[]> {
  if (!sides.read) return sides;
  const all: WithDetail<Detail>[] = [];
  for (const side of sides.value) {
    const detail = of(side.found);
    if (!detail.read) return detail;
    all.push({ ...side, detail: detail.value });
  }
  return known(all);
}
