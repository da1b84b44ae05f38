// What the help of `access wait` says beyond its options.
export const WAIT_HELP = `Exit codes
  0  all can be assigned
  1  what no waiting cures: a group that has another name or another identity than was reviewed, mistakes in the files
  2  the time is over; each group is told with the step at which it waits`;
