/** For dependency-cruiser: the web app reaches the libraries by vite's aliases, which package.json imports cannot express there. */
const { join } = require('node:path');

const libs = join(__dirname, '../libs');

module.exports = {
  resolve: {
    alias: {
      '#libs/catalog/*': `${libs}/catalog/src/*.ts`,
      '#libs/durable/*': `${libs}/durable/src/*.ts`,
      '#libs/service/*': `${libs}/service/src/*.ts`,
      '#libs/platform/*': `${libs}/platform/src/*/index.ts`,
      '#libs/*': `${libs}/*/src/index.ts`,
    },
  },
};
