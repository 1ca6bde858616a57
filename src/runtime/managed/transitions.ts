/** Which call leads from which state to which. There are no other transitions. */

import type { ManagedCall, ManagedState } from './managedOptions.ts';

/** A call that leads from a state to itself does nothing: `start` and `stop` may be called again. */
const TRANSITIONS: Readonly<Record<ManagedCall, Readonly<Partial<Record<ManagedState, ManagedState>>>>> = {
  create: { pending: 'stopped' },
  start: { stopped: 'running', running: 'running' },
  stop: { running: 'stopped', stopped: 'stopped' },
  destroy: { pending: 'destroyed', stopped: 'destroyed', error: 'destroyed' },
  fail: { stopped: 'error', running: 'error', error: 'error' },
  recover: { error: 'stopped' },
};

/** Returns `undefined` if the call is not allowed in that state. */
export function findTarget(call: ManagedCall, state: ManagedState): ManagedState | undefined {
  return TRANSITIONS[call][state];
}

/** What to do instead of a call that is not allowed in this state. */
export function adviseInstead(call: ManagedCall, state: ManagedState): string {
  switch (state) {
    case 'pending':
      return call === 'fail' ? 'A resource that was not created cannot fail; destroy it if you do not want it.' : 'Create it first.';
    case 'stopped':
      return call === 'create' ? 'It was created already: start it.' : 'Only a resource in the state error can recover: start it.';
    case 'running':
      return call === 'destroy'
        ? 'Stop it first.'
        : call === 'create'
          ? 'It was created already.'
          : 'Only a resource in the state error can recover.';
    case 'destroyed':
      return 'Its life is over: add it again.';
    case 'error':
      return 'Recover it or destroy it.';
  }
}

/** What a debugger shows while a call is being made. */
export function nameDoing(call: ManagedCall): string {
  switch (call) {
    case 'create':
      return 'creating';
    case 'start':
      return 'starting';
    case 'stop':
      return 'stopping';
    case 'destroy':
      return 'destroying';
    case 'fail':
      return 'failing';
    case 'recover':
      return 'recovering';
  }
}
