/**
 * The tokens that matter for finding braces in code: comments, strings, regular expressions (recognised by what precedes them), templates,
 * and the braces.
 */
const CODE =
  /\/\/.*|\/\*[^]*?(?:\*\/|$)|'(?:\\[^]|[^'\\\n])*'?|"(?:\\[^]|[^"\\\n])*"?|\/(?<=[(,=:[!&|?{};\n]\s*\/|\breturn\s*\/)(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/|[`{}]/g;
/** The same inside the text of a template. */
const TEMPLATE = /\\[^]|`|\$\{/g;

/** Where a block begins and ends in its text, braces included. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/**
 * The closed pairs of braces around a place in code, outermost first; undefined for a place in a comment or a string. The text does not
 * have to parse. Whatever is ambiguous counts as code; the caller parses what is found.
 */
export function findBlocksAround(text: string, offset: number): Block[] | undefined {
  const open: { readonly start: number; readonly isInTemplate: boolean }[] = [];
  const around: Block[] = [];
  let isTemplate = false;
  for (let at = 0; at < text.length;) {
    const pattern = isTemplate ? TEMPLATE : CODE;
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    const start = found?.index ?? text.length;
    if (isTemplate && at <= offset && offset < start) return undefined;
    if (found === null) break;
    const [token] = found;
    at = start + token.length;
    if (token.length > 2 && start < offset && offset < at) return undefined;
    if (token === '`') isTemplate = !isTemplate;
    else if (token === '{' || token === '${') {
      open.push({ start, isInTemplate: isTemplate });
      isTemplate = false;
    } else if (token === '}') {
      const block = open.pop();
      isTemplate = block?.isInTemplate === true;
      if (block !== undefined && !isTemplate && block.start <= offset && offset < at) around.push({ start: block.start, end: at });
    }
  }
  return around.reverse();
}
