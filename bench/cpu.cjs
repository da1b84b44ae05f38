// Preloaded into a process that is measured: at its end it tells the processor time that it took, all threads together, and the most memory that it had.
const { isMainThread } = require('node:worker_threads');
const { writeSync } = require('node:fs');

if (isMainThread)
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeSync(3, JSON.stringify({ ms: (userCPUTime + systemCPUTime) / 1_000, megabytes: maxRSS / 1_024 }));
  });
