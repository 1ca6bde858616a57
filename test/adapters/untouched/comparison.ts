import { spawn } from 'node:child_process';

/** What the starter of a program sees of a run. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  readonly signal: string | null;
}

export interface Start {
  readonly node: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly stdin?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** More than any of the programs takes on a busy machine: a program that hangs is reported as such. */
const PATIENCE_MS = 120_000;

/** Runs a program to its end. */
export function runProgram({ node, args, cwd, stdin = '', env }: Start): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd, env, stdio: 'pipe', timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.on('error', () => undefined); // a program may end before it has read all
    child.stdin.end(stdin);
    child.once('error', reject);
    child.once('close', (status, signal) => {
      resolve({ stdout, stderr, status, signal });
    });
  });
}

/** What always differs between two runs of the same program: process ids in Node's warnings, and how long a test took. */
const VARIES: readonly RegExp[] = [/(?<=\(node:)\d+(?=\))/g, /(?<=duration_ms:? )[\d.]+/g];

function normalise(text: string, varies: readonly RegExp[]): string {
  return [...VARIES, ...varies].reduce((rest, pattern) => rest.replace(pattern, '#'), text);
}

/** The differences between two runs, each as a person would want to see it; empty if there are none. */
export function compareOutcomes(without: Outcome, withPreload: Outcome, varies: readonly RegExp[] = []): readonly string[] {
  return (['stdout', 'stderr', 'status', 'signal'] as const).flatMap((part) => {
    const [before, after] = [without, withPreload].map((outcome) => normalise(String(outcome[part]), varies));
    return before === after ? [] : [`${part}: ${firstDifference(before ?? '', after ?? '')}`];
  });
}

function firstDifference(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const at = old.findIndex((line, index) => line !== now[index]);
  const line = at < 0 ? old.length : at;
  return `line ${line + 1} was\n  ${old[line] ?? '(no such line)'}\nand is with the preload\n  ${now.slice(line, line + 6).join('\n  ') || '(no such line)'}`;
}
