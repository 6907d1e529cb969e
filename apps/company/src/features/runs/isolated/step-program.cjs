/**
 * Where the program lies that carries out one step in a process of its own, and how Node starts it. Plain CommonJS, because only such a
 * module is told its own place under the test runner, from the sources and from the build alike.
 */
'use strict';
const { existsSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

const built = join(__dirname, 'step-program.js');
const loader = resolve(__dirname, '../../../../../../scripts/ts.mjs');

module.exports = existsSync(built)
  ? { program: built, execArgv: [] }
  : { program: join(__dirname, 'step-program.ts'), execArgv: ['--import', pathToFileURL(loader).href] };
