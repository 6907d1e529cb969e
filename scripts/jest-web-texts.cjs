/** Every text is there, as on the pages that come after the first load. */
const { complete } = require('../frontend/src/text/language');

beforeAll(() => complete());
