import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { DapPort, DapRequests } from '../../dap/port.ts';
import type { PathRule } from './sessionSettings.ts';

/** The same adapter with places of this machine: Delve applies the session's path rules to stacks, but not to disassembled code. */
export class LocalPathsPort implements DapPort {
  readonly #port: DapPort;
  readonly #rules: readonly PathRule[];

  constructor(port: DapPort, rules: readonly PathRule[]) {
    this.#port = port;
    this.#rules = rules;
  }

  async request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
    signal?: AbortSignal,
  ): Promise<DapRequests[C]['body']> {
    const body = await this.#port.request(command, args, signal);
    if (command !== 'disassemble' || this.#rules.length === 0) return body;
    const { instructions, ...rest } = body as Dap.DisassembleResponse['body'] & object;
    return { ...rest, instructions: instructions.map((instruction) => this.#localize(instruction)) } as DapRequests[C]['body'];
  }

  #localize(instruction: Dap.DisassembledInstruction): Dap.DisassembledInstruction {
    const { location } = instruction;
    const path = location?.path === undefined ? undefined : toLocalPath(location.path, this.#rules);
    return path === undefined ? instruction : { ...instruction, location: { ...location, path } };
  }
}

/** The path here of a path as the program knows it; undefined if no rule applies to it. */
export function toLocalPath(path: string, rules: readonly PathRule[]): string | undefined {
  for (const { from, to } of rules) {
    const folder = to.replace(/[/\\]$/, '');
    if (path === folder) return from;
    if (path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`)) return from.replace(/[/\\]$/, '') + path.slice(folder.length);
  }
  return undefined;
}
