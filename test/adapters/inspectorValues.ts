import type { Debugger, Runtime, Session } from 'node:inspector';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { post } from './inspectorPort.ts';

/**
 * What js-debug does with values: which values it asks to describe themselves, and the line that it writes for the others from the engine's
 * preview. It follows js-debug's `variableStore.ts` and `objectPreview/index.ts` (version 1.117) as far as the tests need it, without its
 * budget of characters.
 */
export class InspectorValues {
  readonly #session: Session;
  readonly #objects: Runtime.RemoteObject[] = [];
  /** By the number of a frame's innermost scope. */
  readonly #receivers = new Map<number, Runtime.RemoteObject>();

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * The reference to an object that is the result of an evaluation. js-debug makes objects other than arrays describe themselves, in the
   * program.
   */
  async hold(object: Runtime.RemoteObject): Promise<number> {
    if (object.objectId === undefined) return 0;
    if (object.type === 'object' && object.subtype !== 'array' && object.subtype !== 'typedarray')
      await post(this.#session, 'Runtime.callFunctionOn', {
        functionDeclaration: ASK_CUSTOM,
        objectId: object.objectId,
        returnByValue: true,
      });
    return this.expand(object);
  }

  /** The object to which an answer has given this reference. */
  objectOf(reference: number): Runtime.RemoteObject | undefined {
    return this.#objects[reference - 1];
  }

  /** The reference to an object that is listed: nothing calls it. `receiver`: the value of `this` if it is a scope. */
  expand(object: Runtime.RemoteObject, receiver?: Runtime.RemoteObject): number {
    if (object.objectId === undefined) return 0;
    const reference = this.#objects.push(object);
    if (receiver !== undefined) this.#receivers.set(reference, receiver);
    return reference;
  }

  async variables({ variablesReference, filter, start = 0, count = Infinity }: Dap.VariablesArguments): Promise<Dap.Variable[]> {
    const objectId = this.#objects[variablesReference - 1]?.objectId;
    if (objectId === undefined) return [];
    await post(this.#session, 'Runtime.getProperties', {
      objectId,
      accessorPropertiesOnly: true,
      ownProperties: false,
      generatePreview: true,
    });
    const { result, internalProperties } = await post<Runtime.GetPropertiesReturnType>(this.#session, 'Runtime.getProperties', {
      objectId,
      ownProperties: true,
      generatePreview: true,
    });
    const isAsked = ({ name }: { readonly name: string }): boolean =>
      filter !== 'indexed' || (/^\d+$/.test(name) && Number(name) >= start && Number(name) < start + count);
    const receiver = this.#receivers.get(variablesReference);
    const shown = [
      ...(receiver === undefined ? [] : [{ name: 'this', value: receiver }]),
      ...result.map(({ name, value }) => ({ name, value })),
      ...(internalProperties ?? []),
    ].filter(isAsked);
    return shown.flatMap(({ name, value }): Dap.Variable[] => {
      if (value === undefined) return [];
      const held = this.expand(value);
      return [
        {
          name,
          value: write(value),
          type: value.className ?? value.type,
          variablesReference: held,
          ...(value.type === 'function' ? { valueLocationReference: held } : {}),
        },
      ];
    });
  }

  /** Where a function is. */
  async locate(reference: number, pathOf: (scriptId: string) => string): Promise<object> {
    const { internalProperties = [] } = await post<Runtime.GetPropertiesReturnType>(this.#session, 'Runtime.getProperties', {
      objectId: this.#objects[reference - 1]?.objectId,
      ownProperties: true,
    });
    const { scriptId, lineNumber, columnNumber } = (internalProperties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value ??
      {}) as Partial<Debugger.Location>;
    return { source: { path: pathOf(scriptId ?? '') }, line: (lineNumber ?? 0) + 1, column: (columnNumber ?? 0) + 1 };
  }
}

const ASK_CUSTOM = `function () {
  for (const symbol of [Symbol.for('debug.description'), Symbol.for('nodejs.util.inspect.custom')]) if (typeof this[symbol] === 'function') { try { return this[symbol](2); } catch {} }
  if (!String(this.toString).includes('[native code]')) return String(this);
}`;

function write(object: Runtime.RemoteObject): string {
  if (object.type === 'function')
    return (object.description ?? '').startsWith('class')
      ? (object.description ?? '')
      : `ƒ ${(object.description ?? '').replace(/^function ?/, '')}`;
  const { preview } = object;
  if (preview === undefined) return object.type === 'string' ? `'${String(object.value)}'` : (object.description ?? String(object.value));
  if (object.subtype === 'regexp' || object.subtype === 'date') return object.description ?? '';
  return escape(writePreview(preview));
}

function writePreview(preview: Runtime.ObjectPreview): string {
  if (preview.subtype === 'array' || preview.subtype === 'typedarray') return writeArray(preview);
  if (preview.type !== 'object' || preview.subtype === 'null' || preview.subtype === 'regexp' || preview.subtype === 'date')
    return preview.description ?? 'null';
  const boxed = preview.properties.find(({ name }) => name === '[[PrimitiveValue]]');
  const head = preview.description === undefined || preview.description === 'Object' ? '' : preview.description;
  if (boxed !== undefined) return `${head} (${writeProperty(boxed)})`;
  const parts = [
    ...preview.properties.map((property) => `${property.name}: ${writeProperty(property)}`),
    ...(preview.entries ?? []).map(({ key, value }) =>
      key === undefined ? writePreview(value) : `${writePreview(key)} => ${writePreview(value)}`,
    ),
    ...(preview.overflow ? ['…'] : []),
  ];
  const body = parts.length > 0 ? `{${parts.join(', ')}}` : '';
  return [head, body].filter((part) => part !== '').join(' ') || '{}';
}

function writeArray({ description = '', properties, overflow }: Runtime.ObjectPreview): string {
  return `${description.replace(/^Array(?=\()/, '')} [${[...properties.map((property) => (/^\d+$/.test(property.name) ? '' : `${property.name}: `) + writeProperty(property)), ...(overflow ? ['…'] : [])].join(', ')}]`;
}

function writeProperty({ type, value }: Runtime.PropertyPreview): string {
  if (type === 'function') return 'ƒ';
  if (type === 'object' && value === 'Object') return '{…}';
  if (value === undefined) return `<${type}>`;
  return type === 'string' ? `'${value}'` : value;
}

function escape(text: string): string {
  return text.replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t');
}
