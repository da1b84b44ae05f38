// The national clouds of Microsoft: where Graph answers and where tokens are given out ("National cloud deployments", Microsoft Graph).

export const CLOUDS = ['global', 'us-government-l4', 'us-government-l5', 'china'] as const;
export type Cloud = (typeof CLOUDS)[number];

export const isCloud = (text: string): text is Cloud => (CLOUDS as readonly string[]).includes(text);

export interface CloudAddresses {
  /** Origin of Microsoft Graph, without a path. */
  readonly graph: string;
  /** Origin of the token endpoint, without a path. */
  readonly authority: string;
}

export const ADDRESSES: Readonly<Record<Cloud, CloudAddresses>> = {
  global: { graph: 'https://graph.microsoft.com', authority: 'https://login.microsoftonline.com' },
  'us-government-l4': { graph: 'https://graph.microsoft.us', authority: 'https://login.microsoftonline.us' },
  'us-government-l5': { graph: 'https://dod-graph.microsoft.us', authority: 'https://login.microsoftonline.us' },
  china: { graph: 'https://microsoftgraph.chinacloudapi.cn', authority: 'https://login.chinacloudapi.cn' },
};

/** Operations that not every cloud has, by what each page of the reference says under "This API is available in the following national cloud deployments". */
export const NOT_IN_CHINA: readonly Cloud[] = ['global', 'us-government-l4', 'us-government-l5'];
export const GLOBAL_ONLY: readonly Cloud[] = ['global'];
