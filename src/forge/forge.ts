// The port to a forge: where pull requests and their comments live. Its adapters speak the API of one forge each; what is written, and over which comment, is decided in
// publish.ts.

export type ForgeName = 'github' | 'gitlab' | 'azure-devops';

export interface Forge {
  /**
   * The comments of the pull request that this token's user wrote, that hold `marker` at their very beginning, and that nobody has hidden or deleted; oldest first. A comment that
   * somebody else wrote or that quotes the marker is none of them.
   */
  find(marker: string): Promise<readonly Comment[]>;
  /** Throws Unanswered when it is not known whether it was made. */
  create(content: Content): Promise<Written>;
  /** Undefined: the comment is gone. */
  update(id: string, content: Content): Promise<Written | undefined>;
}

export interface Comment {
  /** As the forge names it; grows with the time of its making. */
  readonly id: string;
  readonly body: string;
}

export interface Content {
  readonly body: string;
  /** Somebody has to act. On a forge where comments can be open or closed it is open. */
  readonly isOpen: boolean;
}

export interface Written {
  /** Where a person reads it, as far as the forge tells. */
  readonly url?: string;
}

/** For people. */
export const FORGE_NAMES = {
  github: 'GitHub',
  gitlab: 'GitLab',
  'azure-devops': 'Azure DevOps',
} as const satisfies Readonly<Record<ForgeName, string>>;

/** What it has where others have issues. */
export const ISSUE_NOUNS = {
  github: 'issue',
  gitlab: 'issue',
  'azure-devops': 'work item',
} as const satisfies Readonly<Record<ForgeName, string>>;

/**
 * The longest body of a comment. GitHub's error names 65,536 characters; GitLab takes 1,000,000 (gitlab-org/gitlab#426314), of which some are kept for what the adapter puts in; Azure DevOps
 * refuses more than 150,000 (runatlantis/atlantis#1585). Counted in bytes of UTF-8 it fits under each reading of the word.
 */
export const BODY_LIMITS = {
  github: 65_536,
  gitlab: 990_000,
  'azure-devops': 150_000,
} as const satisfies Readonly<Record<ForgeName, number>>;
