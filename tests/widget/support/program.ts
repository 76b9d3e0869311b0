import type { ChildProcess } from 'node:child_process';

// Programs that a story starts, and ends by their process id.

// Told to end, leave by the door, so that what was started is stopped.
process.once('SIGTERM', () => process.exit(1));

// What a program says on `pipe`, once it says something that fits; fails when it ends or is silent for 20 seconds.
export function said(child: ChildProcess, pipe: number, fits: RegExp): Promise<RegExpExecArray> {
  let out = '';
  let errors = '';
  child.stderr?.on('data', (data: Buffer) => (errors = (errors + data.toString()).slice(-4000)));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${child.spawnfile} does not say ${fits} within 20 s: ${errors}`)), 20_000);
    const end = (then: () => void) => {
      clearTimeout(timer);
      then();
    };
    (child.stdio[pipe] as NodeJS.ReadableStream).on('data', (data: Buffer) => {
      out += data.toString();
      const found = fits.exec(out);
      if (found) end(() => resolve(found));
    });
    child.on('error', (error) => end(() => reject(error)));
    child.on('exit', (code) => end(() => reject(new Error(`${child.spawnfile} ended with ${code}: ${errors}`))));
  });
}

export async function killed(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
