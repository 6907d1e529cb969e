/** Stands for stylesheets where no page is drawn. */
module.exports = {};
