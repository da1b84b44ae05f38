// Attributes for access control of an instance: which attributes of a user Identity Center sends along when the user signs in to an account, as
// session tags that policies test as `aws:PrincipalTag/KEY` (InstanceAccessControlAttributeConfiguration of the Identity Center API).
import { compareText } from '../compare-text.ts';

/** One attribute, as CreateInstanceAccessControlAttributeConfiguration takes it. */
export interface AccessControlAttribute {
  /** 1 to 128 characters: what policies name. */
  readonly key: string;
  /** Up to 256 characters: a path of the identity store, `${path:enterprise.department}`, or a text that is the same for everybody. */
  readonly source: string;
}

/** The whole configuration of an instance. */
export interface AccessControl {
  /**
   * In order of their keys. Absent: the instance has no such configuration, and passes no attributes on, those of SAML assertions included. Empty: it has
   * one, and passes on what assertions have (IAM Identity Center User Guide, "Enable and configure attributes for access control").
   */
  readonly attributes?: readonly AccessControlAttribute[];
}

/** By what two keys are the same: neither keys of session tags nor those of policies are case-sensitive (IAM User Guide, "Pass session tags in AWS STS"). */
export const attributeKey = (key: string): string => key.toLowerCase();

export const inKeyOrder = (attributes: readonly AccessControlAttribute[]): readonly AccessControlAttribute[] =>
  [...attributes].sort((a, b) => compareText(a.key, b.key) || compareText(a.source, b.source));
