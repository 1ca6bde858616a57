/** A debug adapter for toys, on its standard streams: every program stops at its breakpoint, in `play`, called by `main`. */
export const TOY_ADAPTER = `
const frames = [{ id: 1, name: 'play', line: 3 }, { id: 2, name: 'main', line: 9 }];
const promised = { 1: [['close the lid', 2], ['sweep the floor', 1]], 2: [['turn off the light', 7]] };
let program = '';
const send = (message) => {
  const text = JSON.stringify(message);
  process.stdout.write('Content-Length: ' + Buffer.byteLength(text) + '\\r\\n\\r\\n' + text);
};
const say = (event, body = {}) => send({ type: 'event', seq: 0, event, body });
const answers = {
  launch: (args) => ((program = args.program), say('initialized'), {}),
  setBreakpoints: (args) => ({ breakpoints: args.breakpoints.map(({ line }) => ({ verified: true, line })) }),
  stackTrace: () => ({ stackFrames: frames.map((frame) => ({ ...frame, column: 1, source: { path: program } })) }),
  variables: ({ variablesReference }) => ({
    variables: promised[variablesReference].map(([name, line]) => ({ name, value: String(line), variablesReference: 0 })),
  }),
};
let read = '';
process.stdin.on('data', (chunk) => {
  read += chunk;
  for (let head; (head = /^Content-Length: (\\d+)\\r\\n\\r\\n/.exec(read)) && read.length >= head[0].length + Number(head[1]);) {
    const end = head[0].length + Number(head[1]);
    const { seq, command, arguments: args } = JSON.parse(read.slice(head[0].length, end));
    read = read.slice(end);
    const body = answers[command]?.(args) ?? {};
    send({ type: 'response', seq: 0, request_seq: seq, command, success: true, body });
    if (command === 'configurationDone') say('stopped', { reason: 'breakpoint', threadId: 1 });
    if (command === 'disconnect') process.exit();
  }
});
`;
