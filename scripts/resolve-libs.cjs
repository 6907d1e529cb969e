/** For dependency-cruiser: the web app reaches the libraries by vite's aliases, which package.json imports cannot express there. */
const { join } = require('node:path');
const { imports } = require('../package.json');

const root = join(__dirname, '..');

module.exports = {
  resolve: {
    alias: Object.fromEntries(Object.entries(imports).map(([name, { source }]) => [name, join(root, source)])),
  },
};
