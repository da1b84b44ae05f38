// The process. The program itself begins in thread.ts; what is nothing but a text needs none of it.
import { openOutputs } from './process/outputs.ts';
import { supervise } from './process/supervise.ts';
import { textFor } from './process/texts.ts';

// SDK releases of 2026 warn about Node 20 on stderr at every start; they work on it until the major version that the lock file excludes.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const outputs = openOutputs();
const text = textFor(process.argv.slice(2), {
  answers: new URL('./texts/', import.meta.url),
  hasColors: outputs.screens.stdout.hasColors,
});
if (text !== undefined) {
  outputs.write('stdout', text);
  await outputs.drained();
}
// A text that is lost is the program's to tell of: a full disk.
if (text === undefined || (await outputs.flush()) !== undefined)
  supervise(new URL('./thread.js', import.meta.url), { outputs });
