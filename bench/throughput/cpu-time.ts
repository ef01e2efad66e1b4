import { readFile } from 'node:fs/promises';

/** Ticks of a second in `/proc`: Linux shows times in this unit whatever its own clock's is (USER_HZ). */
const TICKS = 100;

/** Seconds of processor that a process has used so far, all its threads together; NaN where there is no `/proc`. */
export async function cpuSeconds(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the program's name in brackets, in which anything may stand.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // proc_pid_stat(5): fields 14 and 15, utime and stime; the first of these is field 3.
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
