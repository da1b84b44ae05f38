// The national clouds of Microsoft: where Graph answers and where tokens are given out ("National cloud deployments", Microsoft Graph).

export type Cloud = 'global' | 'us-government-l4' | 'us-government-l5' | 'china';

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
