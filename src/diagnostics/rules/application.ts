// Findings about applications of the Identity Center: which one a declaration means, and what keeps it from being assigned.
import { rule } from '../rule.ts';
import { counted, listed } from '../wording.ts';

export const APPLICATION_RULES = {
  'application/name-and-arn': rule<Record<string, never>>({
    severity: 'error',
    title: 'an application by name and by ARN',
    explanation:
      'An application is found by its name, or by its ARN, which no other application ever has. With both, one of them would go unread.',
    message: () => 'the application has `name` and `arn`',
    hint: () => 'keep `arn`, which a change of the name does not touch',
  }),
  'application/name-form': rule<{ text: string; most: number }>({
    severity: 'error',
    title: 'no name of an application',
    explanation: 'Names of applications have up to 100 characters (Name of CreateApplication).',
    message: ({ text, most }) =>
      `\`${text}\` has ${text.length} characters, and no application has a name of more than ${most}`,
    hint: () => 'write `name` as Identity Center shows it, or `arn`',
  }),
  'application/key-form': rule<{ text: string }>({
    severity: 'error',
    title: 'no key of an application',
    explanation:
      'Plans name an application by its key as long as it is not found, so that the key is text of up to 100 characters that everybody can see, without a slash. What Identity Center calls the application may have any.',
    message: ({ text }) => `\`${text}\` is not a valid key of an application`,
    hint: () => 'write a shorter key without a slash, and what Identity Center calls it under `name`',
  }),
  'application/arn-form': rule<{ text: string }>({
    severity: 'error',
    title: 'no ARN of an application',
    explanation:
      'The ARN of an application says its account, its instance and its id (ApplicationArn of the Identity Center API): `arn:aws:sso::222222222222:application/ssoins-7223f0a1b2c3d4e5/apl-0123456789abcdef`.',
    message: ({ text }) => `\`${text}\` is not a valid ARN of an application`,
    hint: () =>
      'copy it from the details of the application in Identity Center, or from `aws sso-admin list-applications`',
  }),
  'application/external-with-setting': rule<Record<string, never>>({
    severity: 'error',
    title: 'a setting of an external application',
    explanation:
      'An application that is `external` is managed by others: only the assignments of groups and users that these files declare are theirs. Whether an assignment is required is one setting for everybody.',
    message: () => 'the application is external and has `assignmentRequired`',
    hint: () => 'remove `assignmentRequired`, or `external` where these files manage all of its assignments',
  }),
  'application/other-instance': rule<{ key: string; instance: string }>({
    severity: 'notice',
    title: 'held: an application of another Identity Center',
    explanation:
      'The ARN of an application names the instance that it belongs to. That is not the instance that was read, so nobody here can be assigned to it: what is granted on it is held. A sandbox has an instance of its own, in which applications are found by their names alone.',
    message: ({ key, instance }) => `application \`${key}\` is of another Identity Center than \`${instance}\``,
    hint: () => 'correct the ARN, or declare the application in the folder of its own Identity Center',
  }),
  'application/ambiguous': rule<{ key: string; name: string; arns: readonly string[] }>({
    severity: 'error',
    title: 'several applications of one name',
    explanation:
      'Identity Center lets several applications have one name. Which of them people would be assigned to must not depend on the order of a list.',
    message: ({ key, name, arns }) =>
      `application \`${key}\` may be any of ${counted(arns.length, 'application')} that are named \`${name}\``,
    hint: ({ arns }) => `write \`arn\` in place of the name: ${listed(arns, 'ARN')}`,
  }),
  'application/same-application': rule<{ key: string; other: string; arn: string }>({
    severity: 'error',
    title: 'two declarations of one application',
    explanation:
      'Two declarations lead to the same application, by its name and by its ARN. A reviewer of one does not see the grants of the other.',
    message: ({ key, other, arn }) => `applications \`${key}\` and \`${other}\` are the same one, ${arn}`,
    hint: () => 'keep one of them',
  }),
  'application/not-found': rule<{ key: string; text: string; by: 'name' | 'arn' }>({
    severity: 'notice',
    title: 'held: there is no such application',
    explanation:
      'No application of the Identity Center has exactly this name or ARN (ListApplications); case matters. It may have been renamed, deleted, or not been made yet. What is granted on it is held, and nothing else waits for that.',
    message: ({ key, text, by }) =>
      `application \`${key}\` is not in Identity Center: none has the ${by === 'arn' ? 'ARN' : 'name'} \`${text}\``,
    hint: ({ by }) =>
      by === 'arn'
        ? 'it follows once the application is there; correct the ARN, or remove the declaration and its grants'
        : 'it follows once the application is there; correct `name`, or pin the application by `arn`',
  }),
  'application/assignment-awaited': rule<{ principal: string; reason: string; others: number }>({
    severity: 'notice',
    title: 'held: an application stays open to everybody',
    explanation:
      'The files require an assignment to use the application, which everybody may use today. Somebody to whom they grant it cannot be assigned yet, and would lose it in between. Who is assigned already is not concerned.',
    message: ({ principal, reason, others }) =>
      `an assignment is required only after that of \`${principal}\`, which is held: ${reason}${others > 0 ? `; ${counted(others, 'other assignment')} ${others === 1 ? 'is' : 'are'} held as well` : ''}`,
    hint: () => 'it follows once they are assigned; take out of the files what is held to require assignments at once',
  }),
  'application/open-to-all': rule<{ names: readonly string[] }>({
    severity: 'notice',
    title: 'everybody may use an application',
    explanation:
      'The application requires no assignment: everybody in the directory may use it, and what the files grant on it lets in nobody more, and keeps nobody out (GetApplicationAssignmentConfiguration).',
    message: ({ names }) => `everybody may use ${listed(names, 'application')}, assigned or not`,
    hint: () => 'set `assignmentRequired: true` on the application to let in only who is granted it',
  }),
} as const;
