import type { Evaluator } from '../memory/evaluator.ts';
import type { SayValue, WordsContext } from './speakingType.ts';

/** What the descriptor is of a file or a connection that was closed (internal/poll.FD.destroy). */
const CLOSED = -1n;

/** `"/etc/hosts"`. */
export const sayFile: SayValue = async ({ address, body }, context) => {
  if (/^file: \*os\.file nil$/.test(body ?? '')) return 'nil';
  const file = await pointerIn({ address, body }, /^file: \*(?:os\.file )?\(\*os\.file\)\(0x([0-9a-f]+)\)/, context);
  if (file === undefined) return undefined;
  const name = (await context.evaluator.evaluate(`(*(*os.file)(${file})).name`))?.result;
  if (name === undefined || !name.startsWith('"')) return undefined;
  return sayOpen(name, `(*(*os.file)(${file})).pfd.Sysfd`, context);
};

/** `127.0.0.1:5000 to 127.0.0.1:80`. */
export const sayConnection: SayValue = async ({ address, body }, context) => {
  const descriptor = await findDescriptor({ address, body }, context);
  if (descriptor === undefined) return undefined;
  const local = await readAddress(`(*(*net.netFD)(${descriptor})).laddr`, context.evaluator);
  const remote = await readAddress(`(*(*net.netFD)(${descriptor})).raddr`, context.evaluator);
  if (local === undefined) return undefined;
  const ends = remote === undefined || remote === '' ? local : local === '' ? remote : context.t('{0} to {1}', local, remote);
  return sayOpen(ends, `(*(*net.netFD)(${descriptor})).pfd.Sysfd`, context);
};

/** `127.0.0.1:80`, where it listens. */
export const sayListener: SayValue = async ({ address, body }, context) => {
  const descriptor = await pointerIn({ address, body }, /^fd: \*\(\*net\.netFD\)\(0x([0-9a-f]+)\)/, context);
  const local = descriptor === undefined ? undefined : await readAddress(`(*(*net.netFD)(${descriptor})).laddr`, context.evaluator);
  return local === undefined
    ? undefined
    : sayOpen(context.t('listens at {0}', local), `(*(*net.netFD)(${descriptor ?? 0n})).pfd.Sysfd`, context);
};

async function sayOpen(what: string, descriptor: string, { evaluator, t }: WordsContext): Promise<string> {
  return (await evaluator.number(descriptor)) === CLOSED ? t('{0}, closed', what) : what;
}

/** A connection is a structure of one pointer. */
async function findDescriptor(
  value: { readonly address: bigint | undefined; readonly body: string | undefined },
  context: WordsContext,
): Promise<bigint | undefined> {
  const inner = /^conn: \(\*net\.conn\)\(0x([0-9a-f]+)\)/.exec(value.body ?? '')?.[1];
  if (inner !== undefined) return context.memory.word(BigInt(`0x${inner}`));
  return pointerIn(value, /^conn: net\.conn \{fd: \*\(\*net\.netFD\)\(0x([0-9a-f]+)\)/, context);
}

/** The pointer that is first in a structure: written in its text, or read from memory. */
async function pointerIn(
  { address, body }: { readonly address: bigint | undefined; readonly body: string | undefined },
  written: RegExp,
  { memory }: WordsContext,
): Promise<bigint | undefined> {
  const digits = written.exec(body ?? '')?.[1];
  if (digits !== undefined) return BigInt(`0x${digits}`);
  const word = address === undefined ? undefined : await memory.word(address);
  return word === 0n ? undefined : word;
}

/** An address as Go writes it; empty if there is none. */
async function readAddress(expression: string, evaluator: Evaluator): Promise<string | undefined> {
  const answer = await evaluator.evaluate(expression);
  if (answer === undefined) return undefined;
  if (/ nil$/.test(answer.result)) return '';
  const unix = /\bName: "((?:[^"\\]|\\.)*)"/.exec(answer.result)?.[1];
  // A socket without a name is written like this.
  if (unix !== undefined) return unix === '@' ? '' : unix;
  const ip = readIp(/\bIP: (net\.IP [^\]]*(?:\]|nil))/.exec(answer.result)?.[1] ?? '');
  if (ip === undefined) return undefined;
  const zone = /\bZone: "([^"]+)"/.exec(answer.result)?.[1];
  const host = zone === undefined ? ip : `${ip}%${zone}`;
  const port = /\bPort: (\d+)/.exec(answer.result)?.[1];
  if (port === undefined) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const IPV4_BYTES = 4;
const IPV6_BYTES = 16;

/** `127.0.0.1` of `net.IP len: 4, cap: 4, [127,0,0,1]`. */
function readIp(text: string): string | undefined {
  if (/ nil$/.test(text) || /\[\]$/.test(text)) return '';
  const bytes = /\[([\d,]+)\]$/.exec(text)?.[1]?.split(',').map(Number) ?? [];
  const isMapped = bytes.length === IPV6_BYTES && bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (bytes.length === IPV4_BYTES || isMapped) return bytes.slice(-IPV4_BYTES).join('.');
  if (bytes.length !== IPV6_BYTES) return undefined;
  const groups = Array.from({ length: 8 }, (_, at) => ((bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0)).toString(16));
  return shortenZeros(groups.join(':'));
}

/** `::1` of `0:0:0:0:0:0:0:1`: the longest run of zeros is left out. */
function shortenZeros(groups: string): string {
  const runs = [...groups.matchAll(/(?<![0-9a-f])0(?::0)+(?![0-9a-f])/g)].sort((a, b) => b[0].length - a[0].length);
  const [longest] = runs;
  if (longest === undefined) return groups;
  const before = groups.slice(0, longest.index).replace(/:$/, '');
  const after = groups.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}
