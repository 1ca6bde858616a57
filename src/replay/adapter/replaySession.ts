import { BreakpointEvent, DebugSession, Event, InitializedEvent, OutputEvent, Response, Thread } from '@vscode/debugadapter';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { toDisplayText, VALUE_LENGTH } from '../../core/displayText.ts';
import type { Translate } from '../../core/translate.ts';
import { decodeReplayRequest, STOOD_EVENT, type StoodBody } from '../../wire/replayProtocol.ts';
import { asText } from '../../wire/shape.ts';
import { RecordingError } from '../file/recordingError.ts';
import { RecordingFile } from '../file/recordingFile.ts';
import { momentData } from '../moment/momentData.ts';
import { MomentVariables } from '../moment/momentVariables.ts';
import { describeCapabilities, SERVED_REQUESTS } from './capabilities.ts';
import { CurrentMove } from './currentMove.ts';
import { evaluateExpression, ExpressionError, writeValue } from '../moment/expression.ts';
import { listGotoTargets } from './gotoTargets.ts';
import { LineBreakpoints } from './lineBreakpoints.ts';
import { answerQuestion, explainStop, findMoment } from './momentAnswers.ts';
import { ReplayPlayer, type Standing } from './replayPlayer.ts';
import { makeStoppedEvent } from './stoppedEvent.ts';
import { EXCEPTION_FILTERS } from './stops.ts';
import { explainUnreadableLines } from './unreadableLines.ts';

/** A replay is one thread. */
const THREAD_ID = 1;

/** The attributes of launch.json. */
interface LaunchArguments extends Dap.LaunchRequestArguments {
  readonly recording?: unknown;
  readonly stopOnEntry?: unknown;
}

export interface ReplaySessionOptions {
  readonly t: Translate;
  /** What is replayed if the launch request names no file. */
  readonly recording?: string;
}

/**
 * The debug adapter that replays a recording: steps forward and back through what was registered, ran, failed and leaked.
 * https://microsoft.github.io/debug-adapter-protocol/specification
 */
export class ReplaySession extends DebugSession {
  readonly #t: Translate;
  readonly #recording: string | undefined;
  #player: ReplayPlayer | undefined;
  #stopOnEntry = true;
  #standing: Standing = { kind: 'entry' };
  readonly #currentMove = new CurrentMove();
  readonly #breakpoints: LineBreakpoints;
  readonly #variables: MomentVariables;
  #isClosed = false;

  constructor({ t, recording }: ReplaySessionOptions) {
    super();
    this.#t = t;
    this.#recording = recording;
    this.#breakpoints = new LineBreakpoints(t);
    this.#variables = new MomentVariables(t);
    this.setDebuggerLinesStartAt1(true);
    this.setDebuggerColumnsStartAt1(true);
  }

  override dispose(): void {
    this.#close();
    super.dispose();
  }

  protected override dispatchRequest(request: Dap.Request): void {
    if (SERVED_REQUESTS.has(request.command)) super.dispatchRequest(request);
    else this.#fail(new Response(request), this.#t('A replay does not serve the request {0}.', toDisplayText(request.command, 100)));
  }

  protected override initializeRequest(response: Dap.InitializeResponse): void {
    response.body = describeCapabilities(this.#t);
    this.sendResponse(response);
  }

  protected override launchRequest(response: Dap.LaunchResponse, args: LaunchArguments): void {
    const file = asText(args.recording, 10_000) ?? this.#recording;
    this.#answer(response, async () => {
      if (file === undefined || file === '')
        throw new RecordingError('not-found', this.#t('The launch configuration names no recording: set "recording" to a file.'));
      const opened = await RecordingFile.open(file, this.#t);
      // The client may have gone while the file was scanned.
      if (this.#isClosed) {
        opened.close();
        return;
      }
      this.#player = new ReplayPlayer(opened, this.#t);
      this.#player.restart();
      this.#stopOnEntry = args.stopOnEntry !== false;
      const { program, startedAt } = opened.header;
      this.#print(this.#t('Recording of {0}, {1}: {2} events.', toDisplayText(program.name, 200), startedAt, opened.count));
      if (opened.isCutOff)
        this.#print(this.#t('The last line is incomplete and was left out: the program was killed or is still writing.'));
      this.sendEvent(new InitializedEvent());
    });
  }

  protected override configurationDoneRequest(response: Dap.ConfigurationDoneResponse): void {
    this.sendResponse(response);
    if (this.#player === undefined) return;
    if (this.#stopOnEntry) this.#stand({ kind: 'entry' });
    else this.#move((player, signal) => player.run('forward', signal));
    this.#lookThrough();
  }

  protected override disconnectRequest(response: Dap.DisconnectResponse, args: Dap.DisconnectArguments): void {
    this.#close();
    super.disconnectRequest(response, args);
  }

  protected override restartRequest(response: Dap.RestartResponse): void {
    this.sendResponse(response);
    this.#move((player) => {
      player.restart();
      return Promise.resolve({ kind: 'entry' });
    });
  }

  protected override setBreakPointsRequest(response: Dap.SetBreakpointsResponse, args: Dap.SetBreakpointsArguments): void {
    const added = this.#breakpoints.set(args);
    if (this.#player !== undefined) this.#player.stops.breakpoints = this.#breakpoints.all;
    response.body = { breakpoints: added.map((one) => this.#breakpoints.verify(one, this.#player)) };
    this.sendResponse(response);
  }

  protected override setExceptionBreakPointsRequest(
    response: Dap.SetExceptionBreakpointsResponse,
    args: Dap.SetExceptionBreakpointsArguments,
  ): void {
    if (this.#player !== undefined) this.#player.stops.filters = EXCEPTION_FILTERS.filter((filter) => args.filters.includes(filter));
    this.sendResponse(response);
  }

  protected override continueRequest(response: Dap.ContinueResponse): void {
    response.body = { allThreadsContinued: true };
    this.sendResponse(response);
    this.#move((player, signal) => player.run('forward', signal));
  }

  protected override reverseContinueRequest(response: Dap.ReverseContinueResponse): void {
    this.sendResponse(response);
    this.#move((player, signal) => player.run('back', signal));
  }

  protected override nextRequest(response: Dap.NextResponse): void {
    this.sendResponse(response);
    this.#move((player, signal) => player.stepOver(signal));
  }

  protected override stepInRequest(response: Dap.StepInResponse): void {
    this.sendResponse(response);
    this.#move((player) => player.stepIn());
  }

  protected override stepOutRequest(response: Dap.StepOutResponse): void {
    this.sendResponse(response);
    this.#move((player, signal) => player.stepOut(signal));
  }

  protected override stepBackRequest(response: Dap.StepBackResponse): void {
    this.sendResponse(response);
    this.#move((player) => Promise.resolve(player.stepBack()));
  }

  /** What happened at a line of the source, nearest first. VS Code's *Jump to Cursor* asks, and lets the user choose among several. */
  protected override gotoTargetsRequest(response: Dap.GotoTargetsResponse, args: Dap.GotoTargetsArguments): void {
    this.#answer(response, async (player) => {
      response.body = { targets: await listGotoTargets(player, args, this.#t) };
    });
  }

  protected override gotoRequest(response: Dap.GotoResponse, args: Dap.GotoArguments): void {
    this.sendResponse(response);
    this.#move((player) => Promise.resolve(player.goTo(args.targetId)));
  }

  protected override pauseRequest(response: Dap.PauseResponse): void {
    this.sendResponse(response);
    this.#currentMove.stop();
  }

  protected override threadsRequest(response: Dap.ThreadsResponse): void {
    const name = this.#player?.file.header.program.name ?? '';
    response.body = { threads: [new Thread(THREAD_ID, name === '' ? this.#t('recording') : toDisplayText(name, 200))] };
    this.sendResponse(response);
  }

  protected override stackTraceRequest(response: Dap.StackTraceResponse, args: Dap.StackTraceArguments): void {
    this.#answer(response, (player) => {
      const frames = this.#variables.listFrames(player.moment);
      const start = args.startFrame ?? 0;
      response.body = {
        stackFrames: frames.slice(start, args.levels === undefined || args.levels === 0 ? undefined : start + args.levels),
        totalFrames: frames.length,
      };
    });
  }

  protected override scopesRequest(response: Dap.ScopesResponse, args: Dap.ScopesArguments): void {
    this.#answer(response, (player) => {
      response.body = { scopes: this.#variables.listScopes(player.moment, args.frameId) };
    });
  }

  protected override variablesRequest(response: Dap.VariablesResponse, args: Dap.VariablesArguments): void {
    this.#answer(response, () => {
      response.body = { variables: this.#variables.expand(args) };
    });
  }

  protected override evaluateRequest(response: Dap.EvaluateResponse, args: Dap.EvaluateArguments): void {
    this.#answer(response, (player) => {
      const value = evaluateExpression(args.expression, momentData(player.moment, this.#t), this.#t);
      const isGroup = typeof value === 'object' && value !== null;
      response.body = {
        result: writeValue(value).slice(0, VALUE_LENGTH),
        type: typeof value,
        variablesReference: isGroup ? this.#variables.referTo(value) : 0,
      };
    });
  }

  protected override exceptionInfoRequest(response: Dap.ExceptionInfoResponse): void {
    this.#answer(response, (player) => {
      response.body = explainStop(player, this.#standing, this.#t);
    });
  }

  protected override customRequest(command: string, response: Dap.Response, args: unknown): void {
    const request = decodeReplayRequest(command, args);
    if (request === undefined) {
      super.customRequest(command, response, args);
      return;
    }
    this.#answer(response, async (player) => {
      if (request.command !== 'deferscope/goto') {
        response.body = answerQuestion(request, player, this.#t);
        return;
      }
      const index = await findMoment(request.arguments.moment, player, this.#t);
      this.#move(() => Promise.resolve(player.goTo(index)));
    });
  }

  /** Moves unless a move is in progress, then reports the new position. */
  #move(move: (player: ReplayPlayer, signal: AbortSignal) => Promise<Standing>): void {
    const player = this.#player;
    if (player === undefined) return;
    this.#currentMove.start((signal) => move(player, signal), {
      arrive: (standing) => {
        if (!this.#isClosed) this.#stand(standing);
      },
      fail: (error) => {
        if (this.#isClosed) return;
        this.#print(error instanceof Error ? error.message : String(error), 'stderr');
        this.#stand({ kind: 'pause' });
      },
    });
  }

  #stand(standing: Standing): void {
    this.#standing = standing;
    this.#variables.reset();
    this.sendEvent(makeStoppedEvent(standing, THREAD_ID, this.#t));
    if (this.#player === undefined) return;
    const stood: StoodBody = { index: this.#player.index };
    this.sendEvent(new Event(STOOD_EVENT, stood));
  }

  /** Scans the whole recording, then reports for each breakpoint whether anything happened there. */
  #lookThrough(): void {
    const player = this.#player;
    if (player === undefined) return;
    player.moments
      .survey()
      .then(() => {
        if (this.#isClosed) return;
        for (const one of this.#breakpoints.all) this.sendEvent(new BreakpointEvent('changed', this.#breakpoints.verify(one, player)));
        const { unreadable } = player.moments;
        if (unreadable.length === 0) return;
        this.#print(explainUnreadableLines(unreadable, this.#t));
      })
      .catch((error: unknown) => {
        if (!this.#isClosed) this.#print(error instanceof Error ? error.message : String(error), 'stderr');
      });
  }

  /** Sends an answer when its work is done, or the error message. */
  #answer(response: Dap.Response, work: (player: ReplayPlayer) => void | Promise<void>): void {
    const isLaunch = response.command === 'launch';
    const player = this.#player;
    if (player === undefined && !isLaunch) {
      this.#fail(response, this.#t('Nothing is being replayed.'));
      return;
    }
    Promise.resolve()
      .then(() => work(player as ReplayPlayer))
      .then(
        () => {
          this.sendResponse(response);
        },
        (error: unknown) => {
          if (!(error instanceof RecordingError || error instanceof ExpressionError))
            this.#print(error instanceof Error ? (error.stack ?? error.message) : String(error), 'stderr');
          this.#fail(response, error instanceof Error ? error.message : String(error));
        },
      );
  }

  #fail(response: Dap.Response, message: string): void {
    // Not as a format with variables: the adapter must not fill in braces in a path.
    this.sendErrorResponse(response, { id: 1, format: '{words}', variables: { words: message }, showUser: response.command === 'launch' });
  }

  #print(text: string, category: 'console' | 'stderr' = 'console'): void {
    this.sendEvent(new OutputEvent(`${text}\n`, category));
  }

  #close(): void {
    this.#isClosed = true;
    this.#currentMove.stop();
    this.#player?.file.close();
  }
}
