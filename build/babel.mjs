import * as fs from 'node:fs';

/**
 * Babel's parser as a module of ES. Around a script esbuild puts a function, which the engine reads once when it reads the chunk and again
 * when the function is called: half of the time that loading the parser takes.
 *
 * @type {import('esbuild').Plugin}
 */
export const babel = {
  name: 'babel',
  setup(b) {
    b.onLoad({ filter: /[\\/]@babel[\\/]parser[\\/]lib[\\/]index\.js$/ }, ({ path: file }) => ({
      // Its own function is all that anybody imports.
      contents: `const exports = {};\n${fs.readFileSync(file, 'utf8')}\nexport { parse };\n`,
      loader: 'js',
    }));
  },
};
