// The process. The program itself begins in thread.ts.
import { supervise } from './process/supervise.ts';

// SDK releases of 2026 warn about Node 20 on stderr at every start; they work on it until the major version that the lock file excludes.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

supervise(new URL('./thread.js', import.meta.url));
